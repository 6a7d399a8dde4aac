package org.sdcodec.engine.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The elementary functions against those of {@link Math} in double precision. */
class ScalarMathTest {
    private static final long SEED = 13;
    private static final int SAMPLES = 400_000;

    private interface FloatFunction {
        float apply(float x);
    }

    /** The largest error among evenly spaced and random arguments, the latter also very small. */
    private static double largestError(
            float from, float to, FloatFunction function, DoubleUnaryOperator exact, boolean relative) {
        Random random = new Random(SEED);
        double largest = 0;
        for (int i = 0; i <= SAMPLES; i++) {
            float x = (float) (from + (to - (double) from) * i / SAMPLES);
            float tiny = Math.min(Math.max((float) Math.scalb(random.nextGaussian(), -random.nextInt(40)), from), to);
            largest = Math.max(largest, error(x, function, exact, relative));
            largest = Math.max(largest, error(tiny, function, exact, relative));
        }
        return largest;
    }

    private static double error(float x, FloatFunction function, DoubleUnaryOperator exact, boolean relative) {
        double expected = exact.applyAsDouble(x);
        double error = Math.abs(function.apply(x) - expected);
        return relative ? error / Math.abs(expected) : error;
    }

    @Test
    void expIsAccurate() {
        assertThat(largestError(ScalarMath.EXP_MIN, ScalarMath.EXP_MAX, ScalarMath::exp, Math::exp, true))
                .as("relative error, seed %d", SEED)
                .isLessThan(2e-7);
    }

    @Test
    void expSaturates() {
        float least = ScalarMath.exp(ScalarMath.EXP_MIN);
        float most = ScalarMath.exp(ScalarMath.EXP_MAX);
        assertThat(least).isGreaterThanOrEqualTo(Float.MIN_NORMAL);
        assertThat(most).isFinite();
        for (float x : new float[] {-87.1f, -1e4f, -Float.MAX_VALUE, Float.NEGATIVE_INFINITY}) {
            assertThat(ScalarMath.exp(x)).as("exp(%s)", x).isEqualTo(least);
        }
        for (float x : new float[] {88.1f, 1e4f, Float.MAX_VALUE, Float.POSITIVE_INFINITY}) {
            assertThat(ScalarMath.exp(x)).as("exp(%s)", x).isEqualTo(most);
        }
        assertThat(ScalarMath.exp(0f)).isEqualTo(1f);
        assertThat(ScalarMath.exp(-0f)).isEqualTo(1f);
    }

    @Test
    void decayIsAccurate() {
        assertThat(largestError(0, ScalarMath.DECAY_MAX, ScalarMath::decay, y -> Math.pow(2, -y), true))
                .as("relative error, seed %d", SEED)
                .isLessThan(2e-7);
    }

    @Test
    void decaySaturates() {
        float least = ScalarMath.decay(ScalarMath.DECAY_MAX);
        assertThat(least).isGreaterThanOrEqualTo(Float.MIN_NORMAL);
        for (float y : new float[] {126.1f, 1e4f, 1e30f, Float.MAX_VALUE}) {
            assertThat(ScalarMath.decay(y)).as("decay(%s)", y).isEqualTo(least);
        }
        assertThat(ScalarMath.decay(0f)).isEqualTo(1f);
        assertThat(ScalarMath.decay(Float.POSITIVE_INFINITY)).isNaN();
    }

    /** The low bits of a NaN are free; a function that works on bits must not take them for a number. */
    @ParameterizedTest
    @ValueSource(ints = {0x7fc00000, 0xffc00000, 0x7fc00001, 0x7fc00100, 0xffd55555, 0x7fffffff, 0x7f800001})
    void everyNaNGivesNaN(int bits) {
        float nan = Float.intBitsToFloat(bits);
        assertThat(ScalarMath.exp(nan)).as("exp").isNaN();
        assertThat(ScalarMath.decay(nan)).as("decay").isNaN();
        assertThat(ScalarMath.silu(nan)).as("silu").isNaN();
        assertThat(ScalarMath.quickGelu(nan)).as("quickGelu").isNaN();
        assertThat(ScalarMath.erf(nan)).as("erf").isNaN();
        assertThat(ScalarMath.gelu(nan)).as("gelu").isNaN();
        assertThat(ScalarMath.tanh(nan)).as("tanh").isNaN();
    }

    @Test
    void erfIsAccurate() {
        assertThat(largestError(-6, 6, ScalarMath::erf, ScalarMathTest::erf, false))
                .as("absolute error, seed %d", SEED)
                .isLessThan(4e-7);
    }

    @Test
    void tanhIsAccurate() {
        assertThat(largestError(-60, 60, ScalarMath::tanh, Math::tanh, false))
                .as("absolute error, seed %d", SEED)
                .isLessThan(2e-7);
        assertThat(ScalarMath.tanh(Float.POSITIVE_INFINITY)).isEqualTo(1f);
        assertThat(ScalarMath.tanh(Float.NEGATIVE_INFINITY)).isEqualTo(-1f);
    }

    /** Error measured against max(1, |x|), the size of the function's terms. */
    @Test
    void activationsAreAccurate() {
        assertActivation("silu", ScalarMath::silu, x -> x / (1 + Math.exp(-x)));
        assertActivation("quickGelu", ScalarMath::quickGelu, x -> x / (1 + Math.exp(-1.702 * x)));
        assertActivation("gelu", ScalarMath::gelu, x -> x / 2 * (1 + erf(x / Math.sqrt(2))));
    }

    private static void assertActivation(String name, FloatFunction function, DoubleUnaryOperator exact) {
        for (int i = -400_000; i <= 400_000; i++) {
            float x = i / 4000f;
            double error = error(x, function, exact, false) / Math.max(1, Math.abs(x));
            if (error >= 3e-7) {
                assertThat(error).as("error of %s(%s)", name, x).isLessThan(3e-7);
            }
        }
    }

    /** Abramowitz and Stegun 7.1.6: 2/√π·e^(−x²)·Σ 2ⁿx^(2n+1)/(1·3·…·(2n+1)), all terms of one sign. */
    private static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }
}
