package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.Codec;
import org.sdcodec.codec.pipeline.LatentFile;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.safetensors.Safetensors;
import org.sdcodec.weights.safetensors.SafetensorsWriter;

/** {@code run latent-encode} and {@code run latent-decode}. */
class LatentCommandsTest {

    @TempDir
    Path folder;

    private float[] write(Path file, int channels, int height, int width) {
        float[] values = new float[channels * height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * Math.sin(0.11 * i) + 0.001 * (i % 97));
        }
        new SafetensorsWriter()
                .add("latent", DType.F32, values, 1, channels, height, width)
                .write(file);
        return values;
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "embedded"})
    void aLatentReturnsWithinHalfAStep(String family) throws Exception {
        int channels = family.equals("sd1") ? 4 : LatentFile.embedded().channels();
        Path in = folder.resolve("in.safetensors");
        Path sdc = folder.resolve("latent.sdc");
        Path out = folder.resolve("out.safetensors");
        float[] values = write(in, channels, 6, 9);
        assertThat(new Cli()
                        .run("run", "latent-encode", "--family", family, "--step", "0.5", in, sdc)
                        .status())
                .isZero();
        assertThat(Codec.info(Files.readAllBytes(sdc)).toString()).isNotEmpty();
        assertThat(new Cli().run("run", "latent-decode", sdc, out).status()).isZero();
        try (Safetensors decoded = Safetensors.open(out)) {
            assertThat(decoded.info("latent").shape()).isEqualTo(List.of(1L, (long) channels, 6L, 9L));
            float[] result = decoded.floats("latent");
            for (int i = 0; i < values.length; i++) {
                // Reconstruction may move a value by up to 8/32 of the step from the middle of its interval.
                assertThat(Math.abs(result[i] - values[i])).as("value %d", i).isLessThanOrEqualTo(0.5f * 0.7501f);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 7, 9})
    void moreEffortReturnsTooInFewerBytes(int effort) throws Exception {
        Path in = folder.resolve("in.safetensors");
        Path rounded = folder.resolve("rounded.sdc");
        Path sdc = folder.resolve("latent.sdc");
        Path out = folder.resolve("out.safetensors");
        float[] values = write(in, 4, 20, 24);
        assertThat(new Cli()
                        .run("run", "latent-encode", "--step", "0.4", in, rounded)
                        .status())
                .isZero();
        Cli.Result result = new Cli().run("run", "latent-encode", "--step", "0.4", "-e", effort, in, sdc);
        assertThat(result.err()).isEmpty();
        assertThat(Files.size(sdc)).isLessThan(Files.size(rounded));
        assertThat(Codec.info(Files.readAllBytes(sdc)).dependent()).isTrue();
        assertThat(Codec.info(Files.readAllBytes(rounded)).dependent()).isFalse();
        assertThat(new Cli().run("info", sdc).out()).contains("dependent quantization, step 0.48");
        assertThat(new Cli().run("run", "latent-decode", sdc, out).status()).isZero();
        try (Safetensors decoded = Safetensors.open(out)) {
            float[] result0 = decoded.floats("latent");
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += Math.pow(result0[i] - values[i], 2);
            }
            assertThat(Math.sqrt(sum / values.length)).isLessThan(1.1 * 0.4 / Math.sqrt(12));
        }
    }

    @Test
    void theEmbeddedModelsLatentsAreRoundedAtEveryEffort() throws Exception {
        Path in = folder.resolve("in.safetensors");
        write(in, LatentFile.embedded().channels(), 8, 8);
        byte[][] files = new byte[2][];
        for (int i = 0; i < 2; i++) {
            Path out = folder.resolve("out" + i + ".sdc");
            Cli.Result result = new Cli()
                    .run("run", "latent-encode", "--family", "embedded", "--step", "1", "-e", 1 + 8 * i, in, out);
            assertThat(result.err()).isEmpty();
            files[i] = Files.readAllBytes(out);
        }
        assertThat(files[1]).isEqualTo(files[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "0.015", "25", "NaN"})
    void stepsThatNoFileNamesAreRefused(String step) {
        Cli.Result result =
                new Cli().run("run", "latent-encode", "--step", step, folder.resolve("in"), folder.resolve("x"));
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("--step is 0.015625 to 24.6");
    }

    @Test
    void effortsAreOneToNine() {
        for (String effort : List.of("0", "10")) {
            Cli.Result result = new Cli()
                    .run(
                            "run",
                            "latent-encode",
                            "--step",
                            "1",
                            "-e",
                            effort,
                            folder.resolve("in"),
                            folder.resolve("x"));
            assertThat(result.status()).isEqualTo(2);
            assertThat(result.err()).contains("--effort is 1 to 9, not " + effort);
        }
    }

    @Test
    void valuesThatNoFileHoldsAreRefusedInsteadOfLimited() throws Exception {
        Path in = folder.resolve("in.safetensors");
        Path sdc = folder.resolve("latent.sdc");
        Path out = folder.resolve("out.safetensors");
        float[] values = new float[4];
        values[1] = -16383.5f;
        SafetensorsWriter largest = new SafetensorsWriter().add("latent", DType.F32, values, 1, 4, 1, 1);
        largest.write(in);
        assertThat(new Cli()
                        .run("run", "latent-encode", "--step", "0.5", in, sdc)
                        .status())
                .isZero();
        assertThat(new Cli().run("run", "latent-decode", sdc, out).status()).isZero();
        try (Safetensors decoded = Safetensors.open(out)) {
            assertThat(decoded.floats("latent")[1]).isBetween(-16384f, -16383f);
        }
        values[2] = 1e30f;
        new SafetensorsWriter().add("latent", DType.F32, values, 1, 4, 1, 1).write(in);
        Cli.Result refused = new Cli().run("run", "latent-encode", "--step", "0.5", in, folder.resolve("none.sdc"));
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("the latent value 2 is 1.0E30", "step 0.5 holds -16383.5 to 16383.5");
        assertThat(folder.resolve("none.sdc")).doesNotExist();
    }

    @Test
    void whatDoesNotFitIsOneSentence() throws Exception {
        Path in = folder.resolve("in.safetensors");
        Path sdc = folder.resolve("latent.sdc");
        write(in, 5, 2, 2);
        Cli.Result wrong = new Cli().run("run", "latent-encode", "--step", "1", in, sdc);
        assertThat(wrong.status()).isNotZero();
        assertThat(wrong.err()).contains("expected [1, 4, height, width]");
        assertThat(new Cli()
                        .run("run", "latent-encode", "--step", "-1", in, sdc)
                        .err())
                .contains("--step is 0.015625 to");
        assertThat(new Cli()
                        .run("run", "latent-encode", "--step", "1", "--family", "x", in, sdc)
                        .err())
                .contains("sd1 or embedded");
        Files.write(sdc, new byte[] {1, 2, 3});
        assertThat(new Cli()
                        .run("run", "latent-decode", sdc, folder.resolve("out"))
                        .status())
                .isNotZero();
    }
}
