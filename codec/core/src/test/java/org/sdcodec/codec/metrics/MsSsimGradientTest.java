package org.sdcodec.codec.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.Picture;
import org.sdcodec.codec.testing.SyntheticPictures;
import org.sdcodec.engine.Workers;

/** The value against {@link MsSsim}, the gradient against differences of it, and both with any number of threads. */
class MsSsimGradientTest {
    private static final double STEP = 0.5;

    private static float[] luma(Picture picture) {
        double[] plane = Plane.luma(picture).data();
        float[] floats = new float[plane.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) plane[i];
        }
        return floats;
    }

    @ParameterizedTest
    @CsvSource({"11, 11", "12, 40", "47, 33", "193, 176"})
    void agreesWithTheMetric(int width, int height) {
        Picture a = SyntheticPictures.scene(width, height, 1);
        Random random = new Random(3);
        Picture b = SyntheticPictures.opaque(width, height, (x, y) -> {
            int gray = Math.min(255, Math.max(0, (a.argb(x, y) >> 8 & 255) + random.nextInt(61) - 30));
            return gray << 16 | gray << 8 | gray;
        });
        float[] plane = luma(b);
        float[] gradient = new float[plane.length];
        float[] same = new float[plane.length];
        try (Workers one = new Workers(1);
                Workers three = new Workers(3)) {
            MsSsimGradient metric = new MsSsimGradient(one, luma(a), width, height);
            assertThat(metric.of(plane, gradient)).isCloseTo(MsSsim.of(a, b), within(1e-5));
            new MsSsimGradient(three, luma(a), width, height).of(plane, same);
            assertThat(same).containsExactly(gradient);
            float[] scratch = new float[plane.length];
            double predicted = 0;
            double[] direction = new double[plane.length];
            for (int i = 0; i < plane.length; i++) {
                // Along the gradient, and across it.
                direction[i] = Math.signum(gradient[i]) + random.nextGaussian();
                predicted += direction[i] * gradient[i];
            }
            double[] values = new double[2];
            for (int side = 0; side < 2; side++) {
                float[] moved = new float[plane.length];
                for (int i = 0; i < plane.length; i++) {
                    moved[i] = (float) (plane[i] + (side == 0 ? STEP : -STEP) * direction[i]);
                }
                values[side] = metric.of(moved, scratch);
            }
            assertThat((values[0] - values[1]) / (2 * STEP)).isCloseTo(predicted, within(0.02 * predicted));
        }
    }
}
