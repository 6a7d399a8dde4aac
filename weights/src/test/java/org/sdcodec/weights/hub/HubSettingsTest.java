package org.sdcodec.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.weights.WeightsException;

class HubSettingsTest {
    private static HubEnvironment environment(String... pairs) {
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            variables.put(pairs[i], pairs[i + 1]);
        }
        return new HubEnvironment(variables);
    }

    @Test
    void cacheIsWhereTheVariablesSay() {
        assertThat(environment("HOME", "/h").cache()).isEqualTo(Path.of("/h/.cache/huggingface/hub"));
        assertThat(environment("USERPROFILE", "/u").cache()).isEqualTo(Path.of("/u/.cache/huggingface/hub"));
        assertThat(environment("HOME", "/h", "XDG_CACHE_HOME", "/x").cache()).isEqualTo(Path.of("/x/huggingface/hub"));
        assertThat(environment("XDG_CACHE_HOME", "/x", "HF_HOME", "/f").cache()).isEqualTo(Path.of("/f/hub"));
        assertThat(environment("HF_HOME", "/f", "HF_HUB_CACHE", "/c").cache()).isEqualTo(Path.of("/c"));
        assertThat(environment("HOME", "/h", "HF_HOME", "~/m").cache()).isEqualTo(Path.of("/h/m/hub"));
        assertThat(environment("HOME", "/h", "HF_HOME", " ").cache()).isEqualTo(Path.of("/h/.cache/huggingface/hub"));
        assertThatThrownBy(() -> environment().cache())
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("set HF_HOME");
    }

    @Test
    void ourOwnCacheLiesBesideTheHubs() {
        assertThat(environment("HOME", "/home/me").sdcodecCache()).contains(Path.of("/home/me/.cache/sdcodec"));
        assertThat(environment("HOME", "/home/me", "XDG_CACHE_HOME", "/tmp/c").sdcodecCache())
                .contains(Path.of("/tmp/c/sdcodec"));
        assertThat(environment().sdcodecCache()).isEmpty();
    }

    @Test
    void endpointIsAnAddress() {
        assertThat(environment().endpoint()).isEqualTo(URI.create("https://huggingface.co"));
        assertThat(environment("HF_ENDPOINT", "http://mirror:8080/hf/").endpoint())
                .isEqualTo(URI.create("http://mirror:8080/hf"));
        for (String bad : List.of("mirror", "ftp://mirror", "http://", "ht tp://x", "mailto:x")) {
            assertThatThrownBy(() -> environment("HF_ENDPOINT", bad).endpoint())
                    .as(bad)
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining("is not an address");
        }
    }

    @Test
    void tokenComesFromTheVariableOrTheFile(@TempDir Path folder) throws IOException {
        String home = folder.toString();
        assertThat(environment("HF_HOME", home).token()).isEmpty();
        Files.writeString(folder.resolve("token"), "hf_file\n");
        assertThat(environment("HF_HOME", home).token()).contains("hf_file");
        assertThat(environment("HF_HOME", home, "HF_TOKEN", "hf_variable").token())
                .contains("hf_variable");
        Files.writeString(folder.resolve("other"), "hf_other");
        assertThat(environment("HF_HOME", home, "HF_TOKEN_PATH", home + "/other")
                        .token())
                .contains("hf_other");
        assertThatThrownBy(() -> environment("HF_TOKEN", "a\nb").token())
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("copy it again");
    }

    @Test
    void offlineIsATruthValue() {
        assertThat(environment().offline()).isFalse();
        assertThat(environment("HF_HUB_OFFLINE", "0").offline()).isFalse();
        assertThat(environment("HF_HUB_OFFLINE", "True").offline()).isTrue();
    }

    @Test
    void foldersAreAPathList() {
        assertThat(environment("SDCODEC_MODELS", "/a" + File.pathSeparator + File.pathSeparator + "/b")
                        .modelFolders())
                .containsExactly(Path.of("/a"), Path.of("/b"));
        assertThat(environment().modelFolders()).isEmpty();
    }

    private static String proxy(String uri, String... pairs) {
        Proxy proxy = new EnvironmentProxies(environment(pairs))
                .select(URI.create(uri))
                .get(0);
        return proxy.type() == Proxy.Type.DIRECT ? "direct" : proxy.address().toString();
    }

    @Test
    void proxiesComeFromTheVariables() {
        assertThat(proxy("https://hub/")).isEqualTo("direct");
        assertThat(proxy("https://hub/", "HTTPS_PROXY", "http://p:3128"))
                .contains("p")
                .endsWith(":3128");
        assertThat(proxy("https://hub/", "HTTPS_PROXY", "a:1", "https_proxy", "b:2"))
                .endsWith(":2");
        assertThat(proxy("https://hub/", "ALL_PROXY", "p")).endsWith(":80");
        assertThat(proxy("https://hub/", "HTTP_PROXY", "p:1")).isEqualTo("direct");
        String[] both = {"HTTPS_PROXY", "p:1", "NO_PROXY", "example.org, .inner.net,other:443,10.0.0.1"};
        assertThat(proxy("https://example.org/", both)).isEqualTo("direct");
        assertThat(proxy("https://sub.example.org/", both)).isEqualTo("direct");
        assertThat(proxy("https://notexample.org/", both)).endsWith(":1");
        assertThat(proxy("https://a.inner.net/", both)).isEqualTo("direct");
        assertThat(proxy("https://other/", both)).isEqualTo("direct");
        assertThat(proxy("https://other:8443/", both)).endsWith(":1");
        assertThat(proxy("https://hub/", "HTTPS_PROXY", "p:1", "no_proxy", "*")).isEqualTo("direct");
        assertThatThrownBy(() -> proxy("https://hub/", "HTTPS_PROXY", "socks5://me:secret@p:1"))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("expected http://host:port")
                .hasMessageNotContaining("secret");
    }

    @Test
    void contentHashesAreThoseOfGitAndLfs() {
        byte[] hello = "hello\n".getBytes(StandardCharsets.US_ASCII);
        // From 'git hash-object' and 'sha256sum'.
        String git = "ce013625030ba8dba906f756967f9e9ca394464a";
        String sha256 = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
        for (String hex : List.of(git, sha256)) {
            ContentHash hash = ContentHash.ofEtag("W/\"" + hex + "\"").orElseThrow();
            var digest = hash.digest(hello.length);
            digest.update(hello);
            assertThat(hash.matches(digest)).as(hash.algorithm()).isTrue();
            assertThat(hash.matches(hash.digest(0))).isFalse();
        }
        assertThat(ContentHash.ofEtag("\"abc\"")).isEmpty();
        assertThat(ContentHash.ofEtag("\"../../../etc/passwd\"")).isEmpty();
    }

    @Test
    void knowsModelsByManySpellings() {
        assertThat(KnownModel.find("SD14")).contains(KnownModel.require("sd-1.4"));
        assertThat(KnownModel.find("sd_v1")).isEmpty();
        assertThat(KnownModel.find("compvis/stable-diffusion-v1-4")).contains(KnownModel.require("sd-1.4"));
        assertThatThrownBy(() -> KnownModel.require("sdxl"))
                .isInstanceOf(WeightsException.class)
                .hasMessage("no model is known as 'sdxl'; expected one of sd-1.4, sd-1.5, sd-2.1-base, sd-vae-ft-mse,"
                        + " taesd, sdxl-vae, taesdxl, taesd3, taef1, taef2, sd3-vae, flux1-vae, flux2-vae");
        assertThat(KnownModel.require("flux2-vae").files(false))
                .containsExactly("vae/config.json", "vae/diffusion_pytorch_model.safetensors");
        assertThat(KnownModel.require("sd-1.5").files(false))
                .contains("unet/diffusion_pytorch_model.safetensors", "scheduler/scheduler_config.json")
                .noneMatch(path -> path.contains("fp16") || path.contains("safety_checker"));
    }

    @Test
    void speedIsThatOfTheLastSeconds() {
        AtomicLong clock = new AtomicLong();
        List<PullListener.Progress> heard = new ArrayList<>();
        ProgressMeter meter = new ProgressMeter(heard::add, 100_000, 10_000, clock::get);
        meter.file("f");
        assertThat(heard.get(0).remaining()).isNegative();
        for (int second = 1; second <= 30; second++) {
            clock.set(second * 1_000_000_000L);
            meter.received(second <= 15 ? 100 : 2_000);
        }
        PullListener.Progress last = heard.get(heard.size() - 1);
        assertThat(last.done()).isEqualTo(10_000 + 15 * 100 + 15 * 2_000);
        assertThat(last.bytesPerSecond()).isEqualTo(2_000);
        assertThat(last.remaining()).isEqualTo(Duration.ofMillis(29_250));
        int before = heard.size();
        meter.received(1);
        assertThat(heard).hasSize(before);
        meter.discarded(500);
        meter.fileComplete();
        assertThat(heard.get(before).done()).isEqualTo(last.done() + 1 - 500);
    }

    @Test
    void pausesGrowAndAreBounded() {
        Timing timing = Timing.DEFAULT;
        for (int repetition = 0; repetition < 100; repetition++) {
            Duration pause = timing.pause(repetition);
            assertThat(pause).isLessThanOrEqualTo(timing.longestPause());
            assertThat(pause).isGreaterThanOrEqualTo(Duration.ofMillis(500L << Math.min(repetition, 6)));
        }
    }
}
