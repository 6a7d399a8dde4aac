package org.sdcodec.codec.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.codec.pixels.PixelTensors;
import org.sdcodec.codec.testing.SyntheticPictures;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.PixelSource;

class DistortionTest {
    private static final float STEP = 0.01f;

    private static Tensor scene(int width, int height) {
        PixelSource source = PixelTensors.source(SyntheticPictures.scene(width, height, 1));
        Tensor pixels = Tensor.zeros(height, width, 3);
        for (int y = 0; y < height; y++) {
            source.read(y, pixels.data(), pixels.offset(y));
        }
        // Away from the ends of the range, beyond which nothing counts.
        for (int i = 0; i < pixels.size(); i++) {
            pixels.data()[i] *= 0.8f;
        }
        return pixels;
    }

    /** Sizes with luma and chroma, with luma only, and with neither in MS-SSIM. */
    @ParameterizedTest
    @CsvSource({"47, 38", "22, 21", "20, 15", "7, 9"})
    void gradientAgreesWithDifferences(int width, int height) {
        Tensor original = scene(width, height);
        Random random = new Random(5);
        Tensor picture = original.copy();
        for (int i = 0; i < picture.size(); i++) {
            picture.data()[i] += 0.1f * (random.nextFloat() - 0.5f);
        }
        try (Engine engine = Engine.create(2)) {
            Distortion distortion = new Distortion(engine, original, 2000);
            Tensor gradient = picture.copy();
            distortion.of(gradient, 1);
            double predicted = 0;
            double[] direction = new double[picture.size()];
            for (int i = 0; i < direction.length; i++) {
                direction[i] = Math.signum(gradient.data()[i]) + random.nextGaussian();
                predicted += direction[i] * gradient.data()[i];
            }
            double difference =
                    (along(distortion, picture, direction, STEP) - along(distortion, picture, direction, -STEP))
                            / (2 * STEP);
            assertThat(difference).isCloseTo(predicted, within(0.03 * predicted));
        }
    }

    private static double along(Distortion distortion, Tensor picture, double[] direction, float step) {
        Tensor moved = picture.copy();
        for (int i = 0; i < direction.length; i++) {
            moved.data()[i] += (float) (step * direction[i]);
        }
        return distortion.of(moved, 1);
    }

    /** A shift of color that leaves luma as it is counts more than its squared error, which alone would let it pass. */
    @Test
    void wrongStructureOfColorCounts() {
        Tensor original = scene(64, 48);
        Tensor gray = original.copy();
        double squares = 0;
        for (int i = 0; i < gray.size(); i += 3) {
            float[] p = gray.data();
            float luma = 0.299f * p[i] + 0.587f * p[i + 1] + 0.114f * p[i + 2];
            for (int c = i; c < i + 3; c++) {
                squares += (p[c] - luma) * (p[c] - luma);
                p[c] = luma;
            }
        }
        double squaredError = squares * 127.5 * 127.5 / gray.size();
        try (Engine engine = Engine.create(1)) {
            assertThat(new Distortion(engine, original, 2000).of(gray, 1)).isGreaterThan(squaredError + 50);
        }
    }
}
