package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.EncodeOptions;
import org.sdcodec.InterruptedCallException;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.RateTarget;
import org.sdcodec.cli.file.PendingFiles;
import org.sdcodec.codec.pipeline.SdcCodec;
import org.sdcodec.codec.pipeline.SdcCodecBuilder;
import org.sdcodec.codec.testing.TestModels;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.safetensors.SafetensorsWriter;

/** {@code encode --estimate} and {@code --resume}. */
class LongEncodeCommandsTest {

    @TempDir
    static Path folder;

    private static Path model;
    private static Path photo;

    @BeforeAll
    static void write() throws IOException {
        model = TestModels.stableDiffusion(folder.resolve("model"));
        // With it in the model, nothing is written into this user's cache.
        new SafetensorsWriter()
                .add("last_hidden_state", DType.F32, new float[77 * 32], 1, 77, 32)
                .write(model.resolve("empty_prompt.safetensors"));
        photo = folder.resolve("photo.png");
        ScenePng.write(photo, 32, 24, 1);
    }

    private static Cli.Result encode(Path output, Object... more) {
        List<Object> words =
                new ArrayList<>(List.of("encode", "--model", model, "--mode", "ddcm", "--target-size", "100"));
        words.addAll(List.of(more));
        words.addAll(List.of(photo, output));
        return new Cli().run(words.toArray());
    }

    /** Leaves the checkpoint of an encode that was interrupted in its second step. */
    private static Path interrupt(Path output) throws IOException {
        Streams streams = new Streams(
                InputStream.nullInputStream(),
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                false,
                new PendingFiles());
        Picture picture = Pictures.read(streams, photo.toString(), 1 << 20);
        AtomicBoolean stop = new AtomicBoolean();
        ProgressListener listener = new ProgressListener() {
            @Override
            public void onProgress(Stage stage, int done, int total) {
                stop.set(stop.get() || stage == Stage.SEARCH && done == 1);
            }

            @Override
            public boolean isCancelled() {
                return stop.get();
            }
        };
        EncodeOptions options = EncodeOptions.DEFAULT.withMode("ddcm").withTarget(RateTarget.size(100));
        try (SdcCodec codec = new SdcCodecBuilder().model(model).build()) {
            assertThatThrownBy(() -> codec.encode(
                            picture, options, listener, new CheckpointFile(streams, output.toString(), false)))
                    .isInstanceOf(InterruptedCallException.class);
        }
        Path checkpoint = Path.of(output + CheckpointFile.EXTENSION);
        assertThat(checkpoint).isRegularFile();
        return checkpoint;
    }

    @Test
    void anInterruptedEncodeGoesOn() throws IOException {
        Path whole = folder.resolve("whole.sdc");
        assertThat(encode(whole).status()).isZero();
        assertThat(Path.of(whole + CheckpointFile.EXTENSION)).doesNotExist();

        Path output = folder.resolve("resumed.sdc");
        Path checkpoint = interrupt(output);
        Cli.Result refused = encode(output);
        assertThat(refused.status()).isNotZero();
        assertThat(refused.err()).contains("is left of an interrupted encode: go on from it with --resume");
        assertThat(output).doesNotExist();

        Cli.Result resumed = encode(output, "--resume");
        assertThat(resumed.status()).as(resumed.err()).isZero();
        assertThat(output).hasSameBinaryContentAs(whole);
        assertThat(checkpoint).doesNotExist();

        // Without a checkpoint it begins.
        Cli.Result begun = encode(output, "--resume", "--overwrite");
        assertThat(begun.status()).as(begun.err()).isZero();
        assertThat(output).hasSameBinaryContentAs(whole);
    }

    @Test
    void aCheckpointOfSomethingElseStaysAndIsNamed() throws IOException {
        Path output = folder.resolve("other.sdc");
        Path checkpoint = interrupt(output);
        Cli.Result refused = encode(output, "--resume", "--effort", "9");
        assertThat(refused.status()).isNotZero();
        assertThat(refused.err())
                .contains(
                        "the checkpoint '" + checkpoint + "' was made with other options; take these, or begin again");
        assertThat(checkpoint).exists();
        assertThat(output).doesNotExist();
        assertThat(encode(output, "--overwrite").status()).isZero();
        assertThat(checkpoint).doesNotExist();
    }

    @Test
    void resumingNeedsAModeAndAFile() {
        Cli.Result scalar = new Cli().run("encode", "--resume", photo, folder.resolve("scalar.sdc"));
        assertThat(scalar.status()).isNotZero();
        assertThat(scalar.err()).contains("--resume: --mode scalar has no checkpoints");
        Cli.Result pipe = encode(Path.of("-"), "--resume");
        assertThat(pipe.status()).isNotZero();
        assertThat(pipe.err()).contains("--resume needs an output file");
        Cli.Result packets = encode(folder.resolve("packets/"), "--resume", "--packets", "100");
        assertThat(packets.status()).isNotZero();
        assertThat(packets.err()).contains("--resume is for files, not for --packets");
    }

    @Test
    void anEstimateWritesNothing() {
        Path output = folder.resolve("estimated.sdc");
        Cli.Result words = encode(output, "--estimate");
        assertThat(words.status()).as(words.err()).isZero();
        assertThat(words.out())
                .matches("(?s).*photo\\.png: 32x24, \\d+ calls of the UNet, one in [\\d.]+ s, about [\\d.]+ s in all,"
                        + " about 100 bytes, [\\d,]+ MiB of heap beside the model\\R");
        assertThat(output).doesNotExist();
        assertThat(Path.of(output + CheckpointFile.EXTENSION)).doesNotExist();

        Cli.Result json = new Cli().run("encode", "--estimate", "--json", photo, output);
        assertThat(json.status()).as(json.err()).isZero();
        assertThat(json.out())
                .contains("\"unet_calls\":0")
                .contains("\"seconds\":")
                .doesNotContain("per_call");
        assertThat(output).doesNotExist();

        Cli.Result missing = new Cli().run("encode", "--estimate", folder.resolve("no.png"));
        assertThat(missing.status()).isNotZero();
        assertThat(missing.err()).contains("there is no such file");
    }
}
