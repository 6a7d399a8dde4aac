package org.sdcodec.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.KernelLookup;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;
import org.sdcodec.engine.network.Area;
import org.sdcodec.engine.network.BlockListener;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.embedded.EmbeddedModel;
import org.sdcodec.weights.testing.Goldens;

/** Networks that make some rows at a time give the bits of those that hold whole tensors. */
@Tag("exactness")
class RowsTest {
    /** Without reuse the ratios below are 0.9 to 1.0; the largest with it is 1.14. */
    private static final double MOST_WITH_REUSE = 1.2;

    private static final long SEED = 3;

    private static ConvolutionalAutoencoder load(String name) {
        try (ModelFiles files = name.equals("embedded")
                ? EmbeddedModel.vae()
                : Goldens.committed(name).model(DType.F32)) {
            return ConvolutionalAutoencoder.load(files, Half.BOTH);
        }
    }

    private static Tensor random(Random random, int height, int width, int channels) {
        Tensor tensor = Tensor.zeros(height, width, channels);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.data()[i] = 2 * random.nextFloat() - 1;
        }
        return tensor;
    }

    private static Tensor part(Autoencoder model, Engine engine, Tensor latent, int height, int width, Area area) {
        Tensor part = Tensor.zeros(area.height(), area.width(), 3);
        int[] rows = {0};
        model.decode(
                engine,
                LatentSource.of(latent),
                height,
                width,
                area,
                new PixelSink() {
                    @Override
                    public void write(int y, float[] from, int offset) {
                        System.arraycopy(from, offset, part.data(), part.offset(y), area.width() * 3);
                    }

                    @Override
                    public void onRows(int end) {
                        assertThat(end).isGreaterThan(rows[0]);
                        rows[0] = end;
                    }
                },
                BlockListener.NONE);
        assertThat(rows[0]).isEqualTo(area.height());
        return part;
    }

    private static Tensor crop(Tensor image, Area area) {
        Tensor part = Tensor.zeros(area.height(), area.width(), 3);
        for (int y = 0; y < area.height(); y++) {
            int from = image.offset(area.top() + y) + area.left() * 3;
            System.arraycopy(image.data(), from, part.data(), part.offset(y), area.width() * 3);
        }
        return part;
    }

    @ParameterizedTest
    @CsvSource({
        "embedded, 1, 1, true",
        "embedded, 205, 318, true",
        "embedded, 77, 1100, true",
        "embedded, 130, 90, false",
        "vae-tiny-small, 1, 1, true",
        "vae-tiny-small, 150, 203, true",
        "vae-tiny-small, 301, 64, false",
        "vae-tiny-patched, 37, 53, true",
        "vae-tiny-patched, 200, 130, false"
    })
    void bandsAndPartsAreThoseOfTheWhole(String name, int height, int width, boolean vector) {
        Random random = new Random(SEED);
        ConvolutionalAutoencoder whole = load(name);
        Tensor image = random(random, height, width, 3);
        int d = whole.downsampling();
        Tensor latent = random(random, (height + d - 1) / d, (width + d - 1) / d, whole.latentChannels());
        Kernels kernels = vector ? KernelLookup.kernels() : new ScalarKernels();
        try (Engine engine = Engine.create(2, kernels)) {
            float[] encoded = whole.encode(engine, image).toNchw();
            Tensor decoded = whole.decode(engine, latent, height, width).copy();
            for (int band : new int[] {1, 30_000, 1 << 20}) {
                ConvolutionalAutoencoder rows = whole.byRows(band);
                assertThat(rows.encode(engine, image).toNchw()).isEqualTo(encoded);
                assertThat(rows.decode(engine, latent, height, width).toNchw()).isEqualTo(decoded.toNchw());
                for (int i = 0; i < 5; i++) {
                    int top = random.nextInt(height);
                    int left = random.nextInt(width);
                    Area area = new Area(top, left, 1 + random.nextInt(height - top), 1 + random.nextInt(width - left));
                    assertThat(part(rows, engine, latent, height, width, area).data())
                            .as("%s, seed %d", area, SEED)
                            .isEqualTo(crop(decoded, area).data());
                }
            }
        }
    }

    /**
     * Statistics of the whole picture, taken in bands, have the bits of those of whole tensors, however little fits.
     */
    @ParameterizedTest
    @CsvSource({
        "vae-kl-tiny, 1, 1, true",
        "vae-kl-tiny, 150, 203, true",
        "vae-kl-tiny, 301, 64, false",
        "vae-kl-patched, 130, 90, true",
        "vae-kl-flux2, 80, 200, true",
        "vae-tiny-pooled, 170, 310, true"
    })
    void stagesGiveTheBitsOfTheWhole(String name, int height, int width, boolean vector) {
        Random random = new Random(SEED);
        Autoencoder whole = load(name);
        Tensor image = random(random, height, width, 3);
        int d = whole.downsampling();
        Tensor latent = random(random, (height + d - 1) / d, (width + d - 1) / d, whole.latentChannels());
        Area part = new Area(height / 3, width / 4, (height + 1) / 2, (width + 2) / 3);
        Area all = new Area(0, 0, height, width);
        try (Engine engine = Engine.create(2, vector ? KernelLookup.kernels() : new ScalarKernels())) {
            float[] encoded = whole.encode(engine, image).toNchw();
            Tensor decoded = whole.decode(engine, latent, height, width).copy();
            long bytes = whole.decodeBytes(height, width, all, 2);
            for (double share : new double[] {0, 0.4, 0.7}) {
                Autoencoder less = whole.within((long) (share * bytes) + 8L * height * width);
                assertThat(less.encode(engine, image).toNchw()).isEqualTo(encoded);
                assertThat(less.decode(engine, latent, height, width).toNchw()).isEqualTo(decoded.toNchw());
                assertThat(part(less, engine, latent, height, width, part).data())
                        .isEqualTo(crop(decoded, part).data());
            }
        }
    }

    /**
     * At 1536×1024 the whole tensors of Stable Diffusion's decoder take 3 GiB; these have a quarter of its channels.
     */
    @Test
    void stagesTakeLittleMemory() {
        Autoencoder whole = load("vae-kl-tiny");
        Area all = new Area(0, 0, 1024, 1536);
        long bytes = whole.decodeBytes(1024, 1536, all, 2);
        long room = bytes / 3 + 8L * 1024 * 1536;
        assertThat(whole.within(room).decodeBytes(1024, 1536, all, 2)).isLessThan(bytes / 3);
        assertThat(whole.within(room).encodeBytes(1024, 1536, 2)).isLessThan(whole.encodeBytes(1024, 1536, 2) / 2);
    }

    /**
     * What is in use at once is what was estimated, and what arrays are longer than asked for where free ones are
     * reused.
     */
    @ParameterizedTest
    @CsvSource({
        "embedded, false, 600, 900",
        "embedded, true, 600, 900",
        "vae-kl-tiny, false, 200, 300",
        "vae-kl-tiny, true, 200, 300"
    })
    void theEstimateOfMemoryHolds(String name, boolean inParts, int height, int width) {
        ConvolutionalAutoencoder loaded = load(name);
        Autoencoder model = !inParts
                ? loaded
                : name.equals("embedded") ? loaded.byRows(1 << 20) : loaded.within(8L * height * width + (6 << 20));
        Random random = new Random(SEED);
        Tensor image = random(random, height, width, 3);
        Area all = new Area(0, 0, height, width);
        Tensor latent;
        try (Engine engine = Engine.create(2)) {
            latent = model.encode(engine, image).copy();
            // A latent of its own size is not from the work memory.
            long result = inParts ? Float.BYTES * (long) latent.size() : 0;
            double used = engine.memory().mostUsedBytes() + result;
            assertThat(used / model.encodeBytes(height, width, 2)).isBetween(0.9, MOST_WITH_REUSE);
        }
        try (Engine engine = Engine.create(2)) {
            model.decode(engine, LatentSource.of(latent), height, width, all, (y, from, at) -> {}, BlockListener.NONE);
            double estimate = model.decodeBytes(height, width, all, 2);
            assertThat(engine.memory().mostUsedBytes() / estimate).isBetween(0.9, MOST_WITH_REUSE);
        }
    }

    @Test
    void aPartOfAPictureThatALayerSpansIsCutFromTheWhole() {
        ConvolutionalAutoencoder model = load("vae-kl-tiny").byRows(1);
        Tensor latent = random(new Random(SEED), 4, 5, model.latentChannels());
        Area area = new Area(3, 9, 20, 11);
        try (Engine engine = Engine.create(1)) {
            Tensor whole = model.decode(engine, latent, 30, 37);
            assertThat(part(model, engine, latent, 30, 37, area).data())
                    .isEqualTo(crop(whole, area).data());
        }
    }

    @Test
    void aPartOutsideOfThePictureIsRefused() {
        ConvolutionalAutoencoder model = load("vae-tiny-small");
        Tensor latent = random(new Random(SEED), 4, 5, model.latentChannels());
        try (Engine engine = Engine.create(1)) {
            assertThatThrownBy(() -> part(model, engine, latent, 30, 37, new Area(10, 0, 21, 5)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is not inside of a picture of 37×30 pixels");
        }
    }

    /** From a few megapixels on memory grows with the width alone, but for the latent. */
    @Test
    void memoryIsBounded() {
        ConvolutionalAutoencoder model = load("embedded");
        long latent = 4L * 48;
        long low = model.encodeBytes(4_000, 4_000, 2) - latent * 500 * 500;
        long high = model.encodeBytes(40_000, 4_000, 2) - latent * 5_000 * 500;
        assertThat(high).isBetween(low, low + low / 50);
        Area all = new Area(0, 0, 40_000, 4_000);
        assertThat(model.decodeBytes(40_000, 4_000, all, 2)).isLessThan(100 << 20);
        assertThat(model.decodeBytes(40_000, 4_000, new Area(0, 0, 100, 100), 2))
                .isLessThan(24 << 20);
    }
}
