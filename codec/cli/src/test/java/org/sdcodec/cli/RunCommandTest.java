package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.codec.testing.TestModels;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.safetensors.Safetensors;
import org.sdcodec.weights.safetensors.SafetensorsWriter;
import org.sdcodec.weights.testing.Goldens;

/** The networks of {@code run} against what PyTorch gave: the embedded model's, and small ones. */
class RunCommandTest {

    // Relative L2 error; PyTorch sums in another order.
    private static final double TOLERANCE = 2e-5;

    @TempDir
    Path folder;

    private Safetensors golden = Goldens.committed("embedded").tensors();
    private Path in;
    private Path out;

    @BeforeEach
    void nameFiles() {
        in = folder.resolve("in.safetensors");
        out = folder.resolve("out.safetensors");
    }

    @Test
    void theEncoderGivesTheLatent() {
        write("image", "input.image");
        Cli.Result ended = new Cli().run("run", "vae-encode", in, out);
        assertThat(ended.status()).isZero();
        assertThat(ended.out() + ended.err()).isEmpty();
        try (Safetensors result = Safetensors.open(out)) {
            assertThat(result.names()).containsExactly("latent");
            assertClose(result, "latent", "encode.latents");
        }
    }

    @Test
    void aVariationalEncoderGivesMeanAndLogvar() throws IOException {
        Path model = model("vae-kl-patched", "AutoencoderKL");
        write("image", "input.image");
        assertThat(new Cli().run("run", "vae-encode", "--model", model, in, out).err())
                .isEmpty();
        try (Safetensors result = Safetensors.open(out)) {
            assertThat(result.names()).containsExactlyInAnyOrder("latent_mean", "latent_logvar");
            assertThat(result.info("latent_logvar").shape())
                    .isEqualTo(result.info("latent_mean").shape());
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
    void aFileWithoutTensorsIsSaidToHaveNone() {
        new SafetensorsWriter().write(in);
        Cli.Result result = new Cli().run("run", "vae-encode", in, out);
        assertThat(result.err()).endsWith("has no tensor 'image'; it has none.\n");
    }

    @Test
    void pipesGiveTheSameBytesAsFiles() throws IOException {
        write("latent", "input.latent");
        new Cli().run("run", "vae-decode", in, out);
        Cli.Result piped = new Cli().standardInput(Files.readAllBytes(in)).run("run", "vae-decode", "-", "-");
        assertThat(piped.status()).isZero();
        assertThat(piped.bytes()).isEqualTo(Files.readAllBytes(out));
    }

    @Test
    void aTensorOfAnotherShapeIsRefused() {
        new SafetensorsWriter().add("latent", DType.F32, new float[12], 3, 2, 2).write(in);
        Cli.Result result = new Cli().run("run", "vae-decode", in, out);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("[3, 2, 2]").contains("[1, 48, height, width]");
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

    @Test
    void theUnetGivesAPrediction() throws IOException {
        Path model = model("unet-small", "UNet2DConditionModel");
        writeUnetInput(500);
        Cli.Result ended = new Cli().run("run", "unet", "--model", model, in, out);
        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
        try (Safetensors result = Safetensors.open(out)) {
            assertThat(result.names()).containsExactly("sample");
            assertClose(result, "sample", "output.t500");
        }
    }

    @Test
    void theTextEncoderGivesItsLastHiddenState() throws IOException {
        Path model = model("clip-small", "CLIPTextModel");
        write("ids", "input.ids");
        assertThat(new Cli()
                        .run("run", "text-encode", "--model", model, in, out)
                        .err())
                .isEmpty();
        try (Safetensors result = Safetensors.open(out)) {
            assertThat(result.names()).containsExactly("last_hidden_state");
            assertClose(result, "last_hidden_state", "last_hidden_state");
        }
    }

    @Test
    void tokensMayBeWholeNumbersOfTheType() throws IOException {
        Path model = model("clip-small", "CLIPTextModel");
        write("ids", "input.ids");
        new Cli().run("run", "text-encode", "--model", model, in, out);
        byte[] fromFloats = Files.readAllBytes(out);
        String header = "{\"ids\":{\"dtype\":\"I64\",\"shape\":[1,77],\"data_offsets\":[0,616]}} ";
        ByteBuffer file = ByteBuffer.allocate(8 + header.length() + 616).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
        for (float id : golden.floats("input.ids")) {
            file.putLong((long) id);
        }
        Files.write(in, file.array());
        assertThat(new Cli()
                        .run("run", "text-encode", "--model", model, in, out, "--overwrite")
                        .err())
                .isEmpty();
        assertThat(out).hasBinaryContent(fromFloats);
    }

    @ParameterizedTest
    @CsvSource({"62.5, 62.5", "64, vocabulary", "-1, vocabulary"})
    void tokensThatAreNoneAreRefused(float id, String named) throws IOException {
        Path model = model("clip-small", "CLIPTextModel");
        new SafetensorsWriter().add("ids", DType.F32, new float[] {id}, 1, 1).write(in);
        Cli.Result result = new Cli().run("run", "text-encode", "--model", model, in, out);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("in.safetensors").contains(named).doesNotContain("internal error");
    }

    @Test
    void aTimestepOutOfRangeIsRefused() throws IOException {
        Path model = model("unet-small", "UNet2DConditionModel");
        writeUnetInput(-3);
        Cli.Result result = new Cli().run("run", "unet", "--model", model, in, out);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .contains("in.safetensors")
                .contains("time step")
                .doesNotContain("internal error");
    }

    @Test
    void aContextOfAnotherWidthIsRefused() throws IOException {
        Path model = model("unet-small", "UNet2DConditionModel");
        new SafetensorsWriter()
                .add("latent", DType.F32, new float[16], 1, 4, 2, 2)
                .add("timestep", DType.F32, new float[1], 1)
                .add("context", DType.F32, new float[77 * 25], 1, 77, 25)
                .write(in);
        Cli.Result result = new Cli().run("run", "unet", "--model", model, in, out);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("'context'").contains("[1, 77, 25]").contains("[1, tokens, 24]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unet", "text-encode"})
    void theModelInsideHasNeitherUnetNorTextEncoder(String network) {
        write("latent", "input.latent");
        Cli.Result result = new Cli().run("run", network, in, out);
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("the model inside sdcodec has no").contains("--model");
    }

    /** Writes a small network of the goldens into a folder and makes its golden tensors those to compare with. */
    private Path model(String name, String kind) throws IOException {
        Goldens goldens = Goldens.committed(name);
        golden = goldens.tensors();
        return TestModels.network(folder.resolve(name), goldens, kind);
    }

    private void writeUnetInput(float timestep) {
        new SafetensorsWriter()
                .add("latent", DType.F32, golden.floats("input.latent"), shape("input.latent"))
                .add("context", DType.F32, golden.floats("input.context"), shape("input.context"))
                .add("timestep", DType.F32, new float[] {timestep}, 1)
                .write(in);
    }

    private int[] shape(String goldenName) {
        return golden.info(goldenName).shape().stream().mapToInt(Long::intValue).toArray();
    }

    private void write(String name, String goldenName) {
        new SafetensorsWriter()
                .add(name, DType.F32, golden.floats(goldenName), shape(goldenName))
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
