package org.sdcodec.codec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.Safetensors;
import org.sdcodec.weights.SafetensorsWriter;

/** {@code run vae-encode} and {@code run vae-decode} against what PyTorch gave for the embedded model. */
class RunCommandTest {

    // Relative L2 error; PyTorch sums in another order.
    private static final double TOLERANCE = 1e-5;

    @TempDir
    Path folder;

    private Safetensors golden;
    private Path in;
    private Path out;

    @BeforeEach
    void openGolden() throws IOException {
        try (InputStream stream = getClass().getResourceAsStream("/goldens/embedded/golden.safetensors")) {
            golden = Safetensors.read(ByteBuffer.wrap(stream.readAllBytes()), "golden");
        }
        in = folder.resolve("in.safetensors");
        out = folder.resolve("out.safetensors");
    }

    @Test
    void theEncoderGivesMeanAndLogvar() {
        write("image", "input.image");
        Cli.Result ended = new Cli().run("run", "vae-encode", in, out);
        assertThat(ended.status()).isZero();
        assertThat(ended.out() + ended.err()).isEmpty();
        try (Safetensors result = Safetensors.open(out)) {
            assertThat(result.names()).containsExactlyInAnyOrder("latent_mean", "latent_logvar");
            assertThat(result.info("latent_logvar").shape()).isEqualTo(List.of(1L, 16L, 12L, 8L));
            assertClose(result, "latent_mean", "encode.mean");
        }
    }

    @Test
    void theDecoderGivesAnImage() {
        write("latent", "input.latent");
        assertThat(new Cli().run("run", "vae-decode", in, out).status()).isZero();
        try (Safetensors result = Safetensors.open(out)) {
            assertThat(result.names()).containsExactly("image");
            assertClose(result, "image", "decode.sample");
        }
    }

    @Test
    void aMissingTensorIsNamedWithThoseThatAreThere() {
        write("picture", "input.image");
        Cli.Result result = new Cli().run("run", "vae-encode", in, out);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("in.safetensors").contains("'image'").contains("picture");
        assertThat(out).doesNotExist();
    }

    @Test
    void aTensorOfAnotherShapeIsRefused() {
        new SafetensorsWriter().add("latent", DType.F32, new float[12], 3, 2, 2).write(in);
        Cli.Result result = new Cli().run("run", "vae-decode", in, out);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("[3, 2, 2]").contains("[1, 16, height, width]");
    }

    @Test
    void anOutputIsNotOverwritten() throws IOException {
        write("image", "input.image");
        Files.writeString(out, "precious");
        Cli.Result result = new Cli().run("run", "vae-encode", in, out);
        assertThat(result.status()).isEqualTo(1);
        assertThat(out).hasContent("precious");
    }

    @Test
    void anInputIsNotOverwrittenByItsResult() {
        write("image", "input.image");
        Cli.Result result = new Cli().run("run", "vae-encode", in, in, "--overwrite");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("is an input");
    }

    private void write(String name, String goldenName) {
        int[] shape = golden.info(goldenName).shape().stream()
                .mapToInt(Long::intValue)
                .toArray();
        new SafetensorsWriter()
                .add(name, DType.F32, golden.floats(goldenName), shape)
                .write(in);
    }

    private void assertClose(Safetensors result, String name, String goldenName) {
        assertThat(result.info(name).shape()).isEqualTo(golden.info(goldenName).shape());
        float[] actual = result.floats(name);
        float[] expected = golden.floats(goldenName);
        double error = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            error += Math.pow((double) actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        assertThat(Math.sqrt(error / norm)).as(name).isLessThan(TOLERANCE);
    }
}
