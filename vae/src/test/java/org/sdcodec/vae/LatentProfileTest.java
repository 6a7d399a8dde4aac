package org.sdcodec.vae;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.Extent;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.Fingerprint;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.embedded.EmbeddedModel;
import org.sdcodec.weights.json.Json;
import org.sdcodec.weights.testing.Goldens;
import org.sdcodec.weights.testing.SyntheticCheckpoint;

class LatentProfileTest {
    /** Tiles of Winograd's filtering change the last bits of neighbors; what an output depends on changes far more. */
    private static final double LAST_BITS = 1e-4;

    private static ModelFiles files(String name) {
        return Goldens.committed(name).model(DType.F32);
    }

    @Test
    void theEmbeddedModelsIsKnown() {
        try (ModelFiles files = EmbeddedModel.vae()) {
            LatentProfile latents = LatentProfile.of(files);
            assertThat(latents.space().fingerprint()).isEqualTo(Fingerprint.ofLatentSpace(files.tensors(), 24, 0));
            assertThat(latents.channels()).isEqualTo(48);
            assertThat(latents.downsampling()).isEqualTo(8);
            assertThat(latents.rounded()).isTrue();
            // 2 + 3·3 and 2 + 4·3 convolutions of 3 × 3 on a grid of patches.
            assertThat(latents.encoderField()).isEqualTo(new Extent(-11 * 8, 12 * 8 - 1));
            assertThat(latents.decoderField()).isEqualTo(new Extent(-14, 14));
            assertThat(latents.encoderSpansPicture()).isFalse();
            assertThat(latents.decoderSpansPicture()).isFalse();
        }
    }

    @Test
    void groupNormsSpanThePicture() {
        LatentProfile latents = LatentProfile.of(files("vae-kl-tiny"));
        assertThat(latents.rounded()).isFalse();
        assertThat(latents.encoderSpansPicture()).isTrue();
        assertThat(latents.decoderSpansPicture()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vae-kl-patched", "vae-tiny-patched", "vae-tiny-small"})
    void isTheSameWhicheverHalfIsLoaded(String name) {
        LatentProfile latents = LatentProfile.of(files(name));
        for (Half half : Half.values()) {
            assertThat(Autoencoders.load(files(name), half).latents()).isEqualTo(latents);
        }
    }

    @ParameterizedTest
    @CsvSource({"rounding, true", "none, false"})
    void theConfigurationSaysWhetherLatentsAreRounded(String value, boolean rounded) {
        String json = Goldens.committed("vae-tiny-small").configText();
        String keyed = json.replaceFirst("\\{", "{\"trained_quantization\": \"" + value + "\",");
        ModelFiles model = new ModelFiles(
                Json.parseConfig(keyed.getBytes(StandardCharsets.UTF_8), "config.json"),
                files("vae-tiny-small").tensors(),
                "test");
        assertThat(LatentProfile.of(model).rounded()).isEqualTo(rounded);
    }

    /** Changes one pixel, and looks which rows of cells change: exactly those in whose field it lies. */
    @ParameterizedTest
    @ValueSource(strings = {"vae-tiny-small", "vae-tiny-patched"})
    void theEncodersFieldIsWhereItLooks(String name) {
        Autoencoder model = Autoencoders.load(files(name));
        LatentProfile latents = model.latents();
        int d = latents.downsampling();
        int cells = 2 * (int) (latents.encoderField().last() / d) + 5;
        Tensor image = random(cells * d, d, 3);
        try (Engine engine = Engine.create(1)) {
            Tensor before = model.encode(engine, image);
            for (int row : new int[] {cells / 2 * d, cells / 2 * d + d - 1}) {
                Tensor changed = image.copy();
                changed.data()[row * d * 3] += 20;
                Tensor after = model.encode(engine, changed);
                for (int cell = 0; cell < cells; cell++) {
                    long offset = row - (long) cell * d;
                    boolean inside = offset >= latents.encoderField().first()
                            && offset <= latents.encoderField().last();
                    assertChanged(before, after, cell, 1, inside);
                }
            }
        }
    }

    /** Changes one cell, and looks which cells' pixels change. */
    @ParameterizedTest
    @ValueSource(strings = {"vae-tiny-small", "vae-tiny-patched"})
    void theDecodersFieldIsWhereItLooks(String name) {
        Autoencoder model = Autoencoders.load(files(name));
        LatentProfile latents = model.latents();
        int d = latents.downsampling();
        int cells = 2 * (int) latents.decoderField().last() + 5;
        Tensor latent = random(cells, 1, latents.channels());
        try (Engine engine = Engine.create(1)) {
            Tensor before = model.decode(engine, latent, cells * d, d);
            Tensor changed = latent.copy();
            changed.data()[cells / 2 * latents.channels()] += 20;
            Tensor after = model.decode(engine, changed, cells * d, d);
            for (int cell = 0; cell < cells; cell++) {
                long offset = cells / 2 - cell;
                boolean inside = offset >= latents.decoderField().first()
                        && offset <= latents.decoderField().last();
                assertChanged(before, after, cell * d, d, inside);
            }
        }
    }

    private static void assertChanged(Tensor before, Tensor after, int row, int rows, boolean expected) {
        double most = 0;
        int width = before.width() * before.channels();
        for (int i = row * width; i < (row + rows) * width; i++) {
            most = Math.max(most, Math.abs(before.data()[i] - after.data()[i]));
        }
        if (expected) {
            assertThat(most).as("row %d", row).isPositive();
        } else {
            assertThat(most).as("row %d", row).isLessThan(LAST_BITS);
        }
    }

    private static Tensor random(int height, int width, int channels) {
        return Tensor.of(height, width, channels, SyntheticCheckpoint.uniform("x", height * width * channels, 5));
    }
}
