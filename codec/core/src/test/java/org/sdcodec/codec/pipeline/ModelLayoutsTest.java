package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.ModelException;
import org.sdcodec.Picture;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.testing.SyntheticPictures;
import org.sdcodec.codec.testing.TestModels;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.checkpoint.DiffusionModel;
import org.sdcodec.weights.safetensors.SafetensorsWriter;
import org.sdcodec.weights.testing.LdmCheckpoint;
import org.sdcodec.weights.testing.SyntheticCheckpoint;

/** One autoencoder in two layouts is one model: files made with either are decoded to the same pixels by the other. */
class ModelLayoutsTest {
    private static final int WIDTH = 21;
    private static final int HEIGHT = 14;

    @TempDir
    Path folder;

    @Test
    void aCheckpointAndADiffusersFolderAreOneModel() throws IOException {
        Map<String, int[]> shapes = new TreeMap<>(LdmCheckpoint.vae("first_stage_model.", 32, new int[] {1, 2}, 1, 4));
        shapes.putAll(LdmCheckpoint.unet("model.diffusion_model.", 4, 32, new int[] {1, 2}, 1, 768, false));
        Path checkpoint = folder.resolve("v1.safetensors");
        new SyntheticCheckpoint(shapes, 1, DType.F32, "synthetic").write(checkpoint);
        Path diffusers = Files.createDirectories(folder.resolve("diffusers/vae"));
        try (ModelFiles vae = DiffusionModel.open(checkpoint).vae()) {
            TestModels.write(vae.tensors(), diffusers.resolve("diffusion_pytorch_model.safetensors"));
        }
        Files.writeString(
                diffusers.resolve("config.json"),
                "{\"_class_name\":\"AutoencoderKL\",\"block_out_channels\":[32,64],\"layers_per_block\":1,"
                        + "\"latent_channels\":4,\"norm_num_groups\":32,\"scaling_factor\":0.18215}");

        Picture picture = SyntheticPictures.opaque(WIDTH, HEIGHT, (x, y) -> 0x010203 * ((WIDTH * y + x) % 80));
        try (Codec first = codec(checkpoint);
                Codec second = codec(folder.resolve("diffusers"))) {
            assertThat(first.model().latentSpace()).isEqualTo(second.model().latentSpace());
            byte[] file = first.encode(picture, EncodeOptions.DEFAULT);
            assertThat(second.encode(picture, EncodeOptions.DEFAULT)).isEqualTo(file);
            int[] pixels = pixels(first.decode(file, DecodeOptions.DEFAULT.withSteps(0)));
            assertThat(pixels(second.decode(file))).isEqualTo(pixels);
            assertThat(Arrays.stream(pixels).distinct().count()).isGreaterThan(20);
        }
    }

    @Test
    void anAutoencodersFileInTheCheckpointsLayoutBringsItsDecoder() {
        Map<String, int[]> whole = LdmCheckpoint.vae("first_stage_model.", 32, new int[] {1, 2}, 1, 4);
        Path checkpoint = folder.resolve("v1.safetensors");
        SyntheticCheckpoint tensors = new SyntheticCheckpoint(whole, 1, DType.F32, "synthetic");
        tensors.write(checkpoint);
        Path alone = folder.resolve("ft.safetensors");
        SafetensorsWriter tuned = new SafetensorsWriter();
        whole.forEach((name, shape) -> {
            float[] values = tensors.floats(name);
            values[0] += name.contains(".decoder.") ? 1 : 0;
            tuned.add(name.substring("first_stage_model.".length()), DType.F32, values, shape);
        });
        tuned.write(alone);
        Picture picture = SyntheticPictures.opaque(WIDTH, HEIGHT, (x, y) -> x == 7 && y == 7 ? 0xffffff : 0);
        try (Codec first = codec(checkpoint);
                Codec second = codec(alone)) {
            byte[] file = first.encode(picture);
            assertThat(second.encode(picture)).isEqualTo(file);
            assertThat(pixels(second.decode(file))).isNotEqualTo(pixels(first.decode(file)));
        }
    }

    @Test
    void namesThatOtherProgramsGiveAreUnderstood() throws IOException {
        Map<String, int[]> whole = LdmCheckpoint.vae("first_stage_model.", 32, new int[] {1, 2}, 1, 4);
        Path checkpoint = folder.resolve("v1.safetensors");
        SyntheticCheckpoint tensors = new SyntheticCheckpoint(whole, 1, DType.F32, "synthetic");
        tensors.write(checkpoint);
        Path converted = folder.resolve("converted.safetensors");
        SafetensorsWriter writer = new SafetensorsWriter();
        whole.forEach((name, shape) -> writer.add(
                name.replace("first_stage_model.", "vae.")
                        .replaceAll("(mid\\.attn_1\\.)([qkv])\\.", "$1to_$2.")
                        .replace("mid.attn_1.proj_out.", "mid.attn_1.to_out.0."),
                DType.F32,
                tensors.floats(name),
                shape));
        writer.write(converted);
        Picture picture = SyntheticPictures.opaque(WIDTH, HEIGHT, (x, y) -> 0x010203 * (x + y));
        try (Codec first = codec(checkpoint);
                Codec second = codec(converted)) {
            byte[] file = first.encode(picture);
            assertThat(second.encode(picture)).isEqualTo(file);
            assertThat(pixels(second.decode(file))).isEqualTo(pixels(first.decode(file)));
        }
    }

    @Test
    void aPriorBesideTheModelIsTaken() throws IOException {
        Map<String, int[]> whole = LdmCheckpoint.vae("first_stage_model.", 32, new int[] {1, 2}, 1, 4);
        Path checkpoint = folder.resolve("v1.safetensors");
        new SyntheticCheckpoint(whole, 1, DType.F32, "synthetic").write(checkpoint);
        String without;
        try (Codec codec = codec(checkpoint)) {
            without = codec.model().fingerprints().get("scalar");
        }
        byte[] prior;
        try (InputStream stream = LatentPrior.class.getResourceAsStream("sd1.prior")) {
            prior = stream.readAllBytes();
        }
        prior[prior.length - 1] ^= 1;
        Path file = folder.resolve("v1.latent.prior");
        Files.write(file, prior);
        Picture picture = SyntheticPictures.opaque(WIDTH, HEIGHT, (x, y) -> 0x010203 * x);
        try (Codec codec = codec(checkpoint)) {
            assertThat(codec.model().fingerprints().get("scalar")).isNotEqualTo(without);
            assertThat(pixels(codec.decode(codec.encode(picture)))).isNotEmpty();
        }
        Files.write(file, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> codec(checkpoint))
                .isInstanceOf(ModelException.class)
                .hasMessage(file + ": is no prior of the entropy coder: it ends early");
    }

    private static Codec codec(Path model) {
        return Codec.builder().model(model).threads(1).vectorKernels(false).build();
    }

    private static int[] pixels(Picture image) {
        assertThat(image.width()).isEqualTo(WIDTH);
        assertThat(image.height()).isEqualTo(HEIGHT);
        return image.toArray();
    }
}
