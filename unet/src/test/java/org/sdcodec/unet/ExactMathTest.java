package org.sdcodec.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ExactMathTest {
    private static final long SEED = 4;

    @Test
    void sineAndCosineAreRightToTheLastPlaces() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            double x = (random.nextDouble() * 2 - 1) * (i % 2 == 0 ? 4 : 1000);
            assertThat(ExactMath.sin(x)).as("sin %s, seed %d", x, SEED).isCloseTo(Math.sin(x), within(4e-16));
            assertThat(ExactMath.cos(x)).as("cos %s, seed %d", x, SEED).isCloseTo(Math.cos(x), within(4e-16));
        }
        assertThat(ExactMath.sin(0)).isZero();
        assertThat(ExactMath.cos(0)).isEqualTo(1);
        assertThat(ExactMath.sin(99_999)).isCloseTo(Math.sin(99_999), within(4e-16));
    }

    @Test
    void theExponentialIsRightToTheLastPlaces() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            double x = (random.nextDouble() * 2 - 1) * (i % 2 == 0 ? 10 : 700);
            double expected = Math.exp(x);
            assertThat(ExactMath.exp(x)).as("exp %s, seed %d", x, SEED).isCloseTo(expected, within(expected * 5e-16));
        }
        assertThat(ExactMath.exp(0)).isEqualTo(1);
    }

    @Test
    void sinusoidsOfATimeStep() {
        float[] values = TimestepEmbedding.sinusoids(981, 6, true, 0);
        assertThat(values).hasSize(6);
        double[] frequencies = {1, Math.pow(10000, -1 / 3.0), Math.pow(10000, -2 / 3.0)};
        for (int i = 0; i < 3; i++) {
            // The angle is rounded to float, as in the original.
            assertThat((double) values[i]).isCloseTo(Math.cos(981 * frequencies[i]), within(3e-5));
            assertThat((double) values[3 + i]).isCloseTo(Math.sin(981 * frequencies[i]), within(3e-5));
        }
        float[] shifted = TimestepEmbedding.sinusoids(981, 6, false, 1);
        assertThat((double) shifted[2]).isCloseTo(Math.sin(981 * 1e-4), within(1e-6));
        assertThat((double) shifted[5]).isCloseTo(Math.cos(981 * 1e-4), within(1e-6));
    }
}
