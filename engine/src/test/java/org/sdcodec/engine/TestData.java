package org.sdcodec.engine;

import static org.assertj.core.api.Assertions.fail;

import java.util.Random;

/** Seeded inputs, and comparisons to the bit. */
public final class TestData {
    /** Lengths around every vector length, register tile and panel. */
    private static final int[] AWKWARD_SIZES = {
        0, 1, 2, 3, 4, 5, 7, 8, 9, 11, 12, 13, 15, 16, 17, 23, 24, 25, 31, 32, 33, 47, 48, 63, 64, 65, 100, 127, 128,
        129, 257
    };

    private static final float[] SPECIAL = {
        0f,
        -0f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        -Math.nextDown(Float.MIN_NORMAL),
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN,
        Float.intBitsToFloat(0x7fc00001),
        Float.intBitsToFloat(0xffd55555),
        1f,
        -1f,
        0.5f,
        (float) (Math.PI * 1e-9),
        8388609f,
        -12582913f
    };

    /** Where the kernels' formulas change: the clamps of exp, also as seen through silu, quick-gelu, tanh and gelu. */
    private static final float[] CLAMPS = {87f, 88f, 43.5f, 44f, 87f / 1.702f, 88f / 1.702f, 4f, 5.656854f, 0.34657359f
    };

    private TestData() {}

    public static int[] awkwardSizes() {
        return AWKWARD_SIZES.clone();
    }

    /** Values of a standard normal distribution. */
    public static float[] normal(Random random, int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    public static Tensor normalTensor(Random random, int height, int width, int channels) {
        return Tensor.of(height, width, channels, normal(random, height * width * channels));
    }

    /** Every kind of float: signed zeros, subnormals, infinities, NaNs, the neighborhood of clamps, any exponent. */
    public static float[] extreme(Random random, int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = switch (random.nextInt(4)) {
                case 0 -> SPECIAL[random.nextInt(SPECIAL.length)];
                case 1 -> aroundClamp(random);
                case 2 -> Float.intBitsToFloat(random.nextInt());
                default -> (float) (20 * random.nextGaussian());
            };
        }
        return values;
    }

    private static float aroundClamp(Random random) {
        float clamp = CLAMPS[random.nextInt(CLAMPS.length)];
        float neighbor = Float.intBitsToFloat(Float.floatToIntBits(clamp) + random.nextInt(5) - 2);
        return random.nextBoolean() ? neighbor : -neighbor;
    }

    /** Whether two floats have the same bits; all NaNs count as the same. */
    public static boolean sameBits(float a, float b) {
        return Float.floatToIntBits(a) == Float.floatToIntBits(b);
    }

    /** Fails at the first difference to the bit among elements {@code from … to − 1}. */
    public static void assertSameBits(String what, float[] expected, float[] actual, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!sameBits(expected[i], actual[i])) {
                fail(
                        "%s: element %d should be %s (%08x) but is %s (%08x)",
                        what,
                        i,
                        expected[i],
                        Float.floatToRawIntBits(expected[i]),
                        actual[i],
                        Float.floatToRawIntBits(actual[i]));
            }
        }
    }

    public static void assertSameBits(String what, float[] expected, float[] actual) {
        if (expected.length != actual.length) {
            fail("%s: %d elements expected, found %d", what, expected.length, actual.length);
        }
        assertSameBits(what, expected, actual, 0, expected.length);
    }

    public static void assertSameBits(String what, Tensor expected, Tensor actual) {
        if (!expected.toString().equals(actual.toString())) {
            fail("%s: a tensor of %s expected, found %s", what, expected, actual);
        }
        assertSameBits(what, expected.data(), actual.data(), 0, expected.size());
    }
}
