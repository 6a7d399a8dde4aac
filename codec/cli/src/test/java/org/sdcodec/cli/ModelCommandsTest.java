package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.cli.file.PendingFiles;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.hub.PullListener;
import org.sdcodec.weights.safetensors.SafetensorsWriter;
import picocli.CommandLine;

class ModelCommandsTest {

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private String input = "";
    private boolean terminal;

    @BeforeEach
    void environment() {
        environment.put("HF_HOME", folder.resolve("hf").toString());
        environment.put("HF_HUB_OFFLINE", "1");
    }

    private int run(Function<Streams, Callable<Integer>> command, String... args) {
        Streams streams = new Streams(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal,
                new PendingFiles());
        return new CommandLine(command.apply(streams))
                .setExecutionExceptionHandler((e, line, parsed) -> Main.fail(streams, e, false))
                .execute(args);
    }

    private int models(String... args) {
        return run(streams -> new ModelsCommand(streams, environment), args);
    }

    private int pull(String... args) {
        return run(streams -> new PullCommand(streams, environment), args);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** TAESD in the cache, so that a pull needs no network. */
    private Path cached() throws IOException {
        Path snapshot = folder.resolve("hf/hub/models--madebyollin--taesd/snapshots/abc");
        Files.createDirectories(snapshot);
        Files.writeString(snapshot.resolve("config.json"), "{\"_class_name\":\"AutoencoderTiny\"}");
        new SafetensorsWriter()
                .add("encoder.layers.0.bias", DType.F32, new float[1000], 1000)
                .write(snapshot.resolve("diffusion_pytorch_model.safetensors"));
        return snapshot;
    }

    @Test
    void listsWhatThereIs() throws IOException {
        assertThat(models()).isZero();
        assertThat(out()).isEmpty();
        assertThat(err())
                .contains(
                        "No models but the one inside sdcodec",
                        "fetches:",
                        "  sd-1.4         4,266 MB  Stable Diffusion 1.4 (creativeml-openrail-m)",
                        "  taef2             10 MB  TAEF2, a tiny autoencoder for FLUX.2 (mit)",
                        "no download of these was verified");
        err.reset();

        Path snapshot = cached();
        Path pickle = Files.write(folder.resolve("old.ckpt"), new byte[] {(byte) 0x80, 2});
        assertThat(models("--model", pickle.toString())).isZero();
        assertThat(out())
                .containsSubsequence("old.ckpt", "cannot be used: " + pickle + ": is a pickle", ", 2 bytes")
                .containsSubsequence(
                        "taesd",
                        snapshot.toString(),
                        "autoencoder folder with vae (AutoencoderTiny, 4 channels at 1/8), 5 kB",
                        "can encode, decode");
        assertThat(err())
                .contains("  sdxl-vae         335 MB  the autoencoder of Stable Diffusion XL (mit)")
                .doesNotContain("  taesd ");
        out.reset();
        assertThat(models("--json")).isZero();
        assertThat(out())
                .startsWith("{\"name\":\"taesd\",\"path\":\"")
                .contains(
                        "\"usable\":true",
                        "\"parts\":\"vae\"",
                        "\"abilities\":[\"encode\",\"decode\"",
                        "\"problem\":null");
    }

    @Test
    void asksForTheLicenceOnce() throws IOException {
        Path snapshot = cached();
        assertThat(pull("taesd")).isEqualTo(Main.FAILURE);
        assertThat(err()).contains("MIT License", "give --accept-licence");
        terminal = true;
        input = "no\n";
        assertThat(pull("taesd")).isEqualTo(Main.FAILURE);
        assertThat(err()).contains("Type yes", "nothing was fetched");
        assertThat(out()).isEmpty();
        input = "yes\n";
        assertThat(pull("taesd")).isZero();
        assertThat(out()).isEqualToIgnoringNewLines(snapshot.toString());
        err.reset();
        terminal = false;
        assertThat(pull("taesd")).isZero();
        assertThat(err()).isEmpty();
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(pull("sdxl")).isEqualTo(Main.FAILURE);
        assertThat(err()).contains("no model is known as 'sdxl'; expected one of sd-1.4");
        assertThat(pull("sd15", "--accept-license")).isEqualTo(Main.FAILURE);
        assertThat(err()).contains("RAIL-M", "HF_HUB_OFFLINE forbids to fetch it");
        assertThat(models("--model", "none")).isEqualTo(Main.FAILURE);
        assertThat(err()).contains("none: there is no such file or folder");
    }

    @Test
    void progressInWords() {
        assertThat(PullCommand.words(new PullListener.Progress("f", 812_000_000L, 2_132_000_000L, 0)))
                .isEqualTo("812 of 2,132 MB");
        assertThat(PullCommand.words(new PullListener.Progress("f", 812_000_000L, 2_132_000_000L, 20e6)))
                .isEqualTo("812 of 2,132 MB, 20.0 MB/s, 1:06 left");
        assertThat(PullCommand.words(new PullListener.Progress("f", 0, 7_300_000_000L, 1e6)))
                .isEqualTo("0 of 7,300 MB, 1.0 MB/s, 2:01:40 left");
    }
}
