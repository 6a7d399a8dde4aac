package org.sdcodec.weights.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.weights.WeightsException;

/** Downloads from a hub on this machine that misbehaves in every way a real one and its lines do. */
abstract class DownloadTest {
    static final KnownModel MODEL = KnownModel.require("taesd");
    static final String CONFIG = "config.json";
    static final String WEIGHTS = "diffusion_pytorch_model.safetensors";
    static final String TOKEN = "hf_secret";

    static final Timing QUICK = new Timing(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            4);

    static final Timing IMPATIENT = new Timing(
            QUICK.connect(), QUICK.answer(), Duration.ofMillis(500), QUICK.firstPause(), QUICK.longestPause(), 4);

    final byte[] weights = new byte[300_000];
    final byte[] config = "{\"_class_name\":\"AutoencoderTiny\"}".getBytes(StandardCharsets.UTF_8);
    final List<String> retries = new ArrayList<>();
    final List<PullListener.Progress> progress = new ArrayList<>();
    final Map<String, String> environment = new HashMap<>();
    Timing timing = QUICK;
    FakeHub hub;

    @TempDir
    Path home;

    @BeforeEach
    void publish() throws IOException {
        new Random(1).nextBytes(weights);
        hub = new FakeHub();
        hub.publish(MODEL.repository(), CONFIG, config);
        hub.publish(MODEL.repository(), WEIGHTS, weights);
        environment.put("HF_HUB_CACHE", cache().toString());
        environment.put("HF_HOME", home.toString());
        environment.put("HF_ENDPOINT", hub.endpoint());
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    Path cache() {
        return home.resolve("hub");
    }

    Path repository() {
        return cache().resolve("models--madebyollin--taesd");
    }

    Path blob() {
        return repository().resolve("blobs").resolve(FakeHub.sha256(weights));
    }

    Path partial() {
        return blob().resolveSibling(blob().getFileName() + ".sdcodec-incomplete");
    }

    Downloader downloader() {
        Downloader downloader = new Downloader(new HubEnvironment(environment), timing, folder -> Long.MAX_VALUE);
        downloader.accept(MODEL);
        return downloader;
    }

    Path pull() {
        return downloader().pull(MODEL, false, new Listener(), () -> false);
    }

    final class Listener implements PullListener {
        @Override
        public void progress(Progress step) {
            progress.add(step);
        }

        @Override
        public void retrying(String reason, Duration pause) {
            retries.add(reason);
        }
    }

    void assertFetched(Path snapshot) throws IOException {
        assertThat(snapshot).isEqualTo(repository().resolve("snapshots").resolve(FakeHub.COMMIT));
        assertThat(Files.readAllBytes(snapshot.resolve(WEIGHTS))).isEqualTo(weights);
        assertThat(Files.readAllBytes(snapshot.resolve(CONFIG))).isEqualTo(config);
        assertThat(partial()).doesNotExist();
    }

    AbstractThrowableAssert<?, ?> assertRefused() {
        return assertThatThrownBy(this::pull)
                .isInstanceOf(WeightsException.class)
                .hasMessageNotContaining(TOKEN);
    }

    List<String> ranges() {
        return hub.to("storage", "GET").stream().map(FakeHub.Request::range).toList();
    }
}
