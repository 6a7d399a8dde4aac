package org.sdcodec.codec.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.ModelException;
import org.sdcodec.Picture;
import org.sdcodec.codec.testing.SyntheticPictures;
import org.sdcodec.codec.testing.TestModels;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.checkpoint.DiffusionModel;

/**
 * Autoencoders with the same encoder and another decoder, as {@code sd-vae-ft-mse} is one beside Stable Diffusion
 * 1.4's.
 */
class SwappedDecoderTest {

    private static final int WIDTH = 30;
    private static final int HEIGHT = 20;

    @TempDir
    static Path folder;

    private static Path model;
    private static Path decoder;
    private static Path encoder;
    private static Path scale;
    private static Picture picture;
    private static byte[] file;

    @BeforeAll
    static void write() throws IOException {
        model = TestModels.stableDiffusion(folder.resolve("model"));
        decoder = variant("decoder", DType.F32, "decoder.conv_out.weight", 0.5f, 0.18215);
        encoder = variant("encoder", DType.F32, "encoder.conv_in.weight", 0.5f, 0.18215);
        scale = variant("scale", DType.F32, "", 1, 0.13025);
        picture = SyntheticPictures.scene(WIDTH, HEIGHT, 1);
        file = encoded(Codec.builder().model(model.resolve("vae")));
    }

    /** The model's autoencoder with one tensor multiplied, and a scaling factor. */
    private static Path variant(String name, DType dtype, String changed, float factor, double scalingFactor)
            throws IOException {
        Path target = Files.createDirectories(folder.resolve(name));
        try (ModelFiles vae = DiffusionModel.open(model).vae()) {
            TestModels.write(vae.tensors(), dtype, changed, factor, target.resolve("vae.safetensors"));
        }
        String config = Files.readString(model.resolve("vae/config.json"));
        assertThat(config).contains("\"scaling_factor\": 0.18215");
        Files.writeString(
                target.resolve("config.json"),
                config.replace("\"scaling_factor\": 0.18215", "\"scaling_factor\": " + scalingFactor));
        return target;
    }

    @Test
    void decodesTheFileToOtherPixelsInBothDirections() {
        assertThat(encoded(Codec.builder().model(decoder))).isEqualTo(file);
        int[] pixels = pixels(Codec.builder().model(model.resolve("vae")));
        assertThat(pixels(Codec.builder().model(decoder))).isNotEqualTo(pixels);
        assertThat(pixels(Codec.builder().vae(decoder)))
                .as("without another model")
                .isEqualTo(pixels(Codec.builder().model(decoder)));
    }

    @Test
    void halfAndFullPrecisionShareTheLatentSpace() throws IOException {
        Path half = variant("half", DType.F16, "", 1, 0.18215);
        assertThat(pixels(Codec.builder().model(half)))
                .isNotEqualTo(pixels(Codec.builder().model(model.resolve("vae"))));
    }

    @Test
    void anotherEncoderOrScaleIsRefused() {
        for (Path other : new Path[] {encoder, scale}) {
            try (Codec codec = Codec.open(other)) {
                assertThatThrownBy(() -> codec.decode(file))
                        .isInstanceOf(ModelException.class)
                        .hasMessageContainingAll(
                                Codec.info(file).fingerprint(),
                                other.toString(),
                                // A small file names the first half only.
                                "is "
                                        + codec.model()
                                                .fingerprints()
                                                .get("scalar")
                                                .substring(0, 4) + ";",
                                "the same encoder");
            }
        }
    }

    @Test
    void theUnetOfOneModelGoesWithTheDecoderOfAnother() {
        Codec.Builder swapped = Codec.builder().model(model).vae(decoder);
        int[] steps = pixels(swapped);
        assertThat(steps)
                .isNotEqualTo(pixels(Codec.builder().model(model)))
                .isNotEqualTo(pixels(Codec.builder().model(decoder)));
        try (Codec codec = swapped.build()) {
            assertThat(pixels(codec.decode(file, DecodeOptions.DEFAULT.withSteps(0))))
                    .isEqualTo(pixels(Codec.builder().model(decoder)));
        }
        assertThat(encoded(swapped)).isEqualTo(file);
    }

    @Test
    void aUnetIsNotGivenTheLatentsOfAnotherEncoder() {
        assertThatThrownBy(() -> Codec.builder().model(model).vae(encoder).build())
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith(encoder + ": has the latent space ")
                .hasMessageContaining("the UNet of " + model + " was trained in ")
                .hasMessageNotContaining("scaling_factor");
        assertThatThrownBy(() -> Codec.builder().model(model).vae(scale).build())
                .isInstanceOf(ModelException.class)
                .hasMessageContainingAll("(scaling_factor 0.13025)", "(scaling_factor 0.18215)");
        assertThatThrownBy(() ->
                        Codec.builder().model(model).vae(model.resolve("unet")).build())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("has no vae");
    }

    @Test
    void aUnetWithoutAnAutoencoderOfItsOwnTakesAnyOfItsChannels() {
        try (Codec codec =
                Codec.builder().model(model.resolve("unet")).vae(encoder).build()) {
            byte[] own = codec.encode(picture);
            assertThat(codec.decode(own, DecodeOptions.DEFAULT.withSteps(0)).width())
                    .isEqualTo(WIDTH);
        }
    }

    private static byte[] encoded(Codec.Builder builder) {
        try (Codec codec = builder.build()) {
            return codec.encode(picture);
        }
    }

    private static int[] pixels(Codec.Builder builder) {
        try (Codec codec = builder.build()) {
            return pixels(codec.decode(file));
        }
    }

    private static int[] pixels(Picture image) {
        return image.toArray();
    }
}
