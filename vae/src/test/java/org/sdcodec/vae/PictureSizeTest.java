package org.sdcodec.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.Area;
import org.sdcodec.engine.network.Shape;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.testing.Goldens;
import org.sdcodec.weights.testing.SyntheticCheckpoint;

/** Pictures of any size: padded by repeating the last row and column, and given back in their own size. */
class PictureSizeTest {
    private static Tensor random(String name, int height, int width, int channels) {
        return Tensor.of(height, width, channels, SyntheticCheckpoint.uniform(name, height * width * channels, 5));
    }

    private static Autoencoder load(String name) {
        return Autoencoders.load(Goldens.committed(name).model(DType.F32));
    }

    /** The top left of a larger picture; beyond its edge the edge itself. */
    private static Tensor window(Tensor image, int height, int width) {
        Tensor window = Tensor.zeros(height, width, 3);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++) {
                    window.data()[(y * width + x) * 3 + c] =
                            image.at(Math.min(y, image.height() - 1), Math.min(x, image.width() - 1), c);
                }
            }
        }
        return window;
    }

    @ParameterizedTest
    @CsvSource({
        "vae-kl-tiny, 1, 1",
        "vae-kl-tiny, 1, 19",
        "vae-kl-tiny, 37, 53",
        "vae-kl-patched, 1, 1",
        "vae-kl-patched, 9, 1",
        "vae-kl-patched, 37, 53",
        "vae-tiny-patched, 1, 1",
        "vae-tiny-patched, 16, 15",
        "vae-tiny-patched, 37, 53",
        "vae-tiny-small, 1, 1",
        "vae-tiny-small, 23, 8"
    })
    void anySizeWorks(String name, int height, int width) {
        Autoencoder model = load(name);
        int d = model.downsampling();
        int cellsH = (height + d - 1) / d;
        int cellsW = (width + d - 1) / d;
        Tensor image = random("image", height, width, 3);
        Tensor latent = random("latent", cellsH, cellsW, model.latentChannels());
        float[] imageBefore = image.copy().data();
        float[] latentBefore = latent.copy().data();
        try (Engine engine = Engine.create(2);
                Engine single = Engine.create(1)) {
            Tensor encoded = model.encode(engine, image);
            assertThat(encoded).hasToString(cellsH + "×" + cellsW + "×" + model.latentChannels());
            Tensor padded = window(image, cellsH * d, cellsW * d);
            assertThat(model.encode(single, padded).toNchw()).isEqualTo(encoded.toNchw());

            Tensor decoded = model.decode(engine, latent, height, width);
            assertThat(decoded).hasToString(height + "×" + width + "×3");
            Tensor whole = model.decode(single, latent, cellsH * d, cellsW * d);
            assertThat(decoded.toNchw()).isEqualTo(window(whole, height, width).toNchw());

            // A second run must find nothing of the first one in the work memory that it reuses.
            assertThat(model.encode(engine, image).toNchw()).isEqualTo(encoded.toNchw());
            assertThat(model.decode(engine, latent, height, width).toNchw()).isEqualTo(decoded.toNchw());
        }
        assertThat(image.data()).isEqualTo(imageBefore);
        assertThat(latent.data()).isEqualTo(latentBefore);
    }

    @Test
    void patchesAreInPyTorchsOrder() {
        Tensor image = random("image", 5, 7, 3);
        Patches patches = new Patches(2, 4);
        try (Engine engine = Engine.create(1)) {
            Tensor grid = patches.toGrid(engine, PixelSource.of(image));
            assertThat(grid).hasToString("4×4×12");
            for (int y = 0; y < 8; y++) {
                for (int x = 0; x < 8; x++) {
                    for (int c = 0; c < 3; c++) {
                        assertThat(grid.at(y / 2, x / 2, c * 4 + y % 2 * 2 + x % 2))
                                .isEqualTo(image.at(Math.min(y, 4), Math.min(x, 6), c));
                    }
                }
            }
            Tensor again = Tensor.zeros(5, 7, 3);
            patches.write(
                    engine,
                    grid,
                    0,
                    grid.height(),
                    new Area(0, 0, 5, 7),
                    (y, from, offset) -> System.arraycopy(from, offset, again.data(), again.offset(y), 7 * 3));
            assertThat(again.toNchw()).isEqualTo(image.toNchw());
            assertThatThrownBy(() -> PixelSource.of(random("x", 5, 7, 4)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a picture has 3 channels, but this is a tensor of 5×7×4");
        }
    }

    @Test
    void aLatentOfAnotherSizeIsRefused() {
        Autoencoder model = load("vae-kl-tiny");
        try (Engine engine = Engine.create(1)) {
            assertThatThrownBy(() -> model.decode(engine, random("z", 2, 3, 4), 24, 24))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the latent of a picture of 24×24 pixels is 3×3×4, but this one is 2×3×4");
        }
    }

    @Test
    void memoryIsThatOfTheLargestStep() {
        Autoencoder model = load("vae-kl-tiny");
        // Encoder: 16 channels at full size, three of them in a resnet. Decoder: the first convolution of the resnet
        // from 32 to 16 channels at full size. The work of layers comes to it.
        long encoder = 4L * 64 * 48 * (3 * 16);
        long decoder = 4L * 64 * 48 * (32 + 16);
        assertThat(model.encodeBytes(64, 48, 1)).isBetween(encoder, 2 * encoder);
        // U and V, and the sums of a thread.
        assertThat(model.decodeBytes(64, 48, new Area(0, 0, 64, 48), 1)).isEqualTo(decoder + 4L * 148_320);
        assertThat(model.decodeBytes(57, 41, new Area(0, 0, 57, 41), 1))
                .isEqualTo(model.decodeBytes(64, 48, new Area(0, 0, 64, 48), 1));
        assertThat(model.encodeBytes(Integer.MAX_VALUE, Integer.MAX_VALUE, 1)).isGreaterThan(1L << 55);
    }

    /** What is asked for before and after the largest step must lie in its tensors, not beside them. */
    @ParameterizedTest
    @ValueSource(strings = {"vae-kl-tiny", "vae-tiny-small"})
    void littleMoreMemoryIsTakenThanTheLargestStepNeeds(String name) {
        Autoencoder model = load(name);
        try (Engine engine = Engine.create(1)) {
            int side = 32 * model.downsampling();
            Tensor latent = random("z", 32, 32, model.latentChannels());
            model.decode(engine, latent, side, side);
            long bytes = model.decodeBytes(side, side, new Area(0, 0, side, side), 1);
            // The decoder's input is a copy of the latent, and its output becomes a picture.
            bytes += Float.BYTES * 3L * side * side;
            assertThat((double) engine.memory().allocatedBytes() / bytes).isLessThan(1.3);
        }
    }

    @Test
    void aPictureWithoutRoomInAJavaArrayIsRefused() {
        ConvolutionalAutoencoder model = (ConvolutionalAutoencoder) load("vae-kl-tiny");
        ConvolutionalAutoencoder.requireRoom(model.encoder(), new Shape(11584, 11584, 3), 11584, 11584);
        Shape grid = new Shape(11592, 11592, 3);
        assertThatThrownBy(() -> ConvolutionalAutoencoder.requireRoom(model.encoder(), grid, 11592, 11590))
                .isInstanceOf(WeightsException.class)
                .hasMessage(
                        "a picture of 11590×11592 pixels is too large for this model: after encoder.conv_in it would"
                                + " have 11592×11592×16 values, more than a Java array can hold; use a smaller picture");
    }
}
