package org.sdcodec.codec.metrics;

/**
 * The color space XYB of JPEG XL, as SSIMULACRA 2 scales it: red and green mixed to X (their difference) and Y (their
 * mean), blue as its difference from Y, each roughly 0 to 1.
 *
 * <p>Sources: libjxl's {@code opsin_params.h} (the matrix and the bias; ISO/IEC 18181-1 has their inverse), and version
 * 2.1 of SSIMULACRA 2's reference program (the scaling).
 *
 * <p>Its loops index all their arrays alike, and each does one kind of work: so the JIT compiler of Java 17 vectorizes
 * all but the one that takes floats apart.
 */
final class Xyb {
    private static final float BIAS = 0.0037930732552754493f;

    private static final float RED_TO_LONG = 0.3f;
    private static final float BLUE_TO_LONG = 0.078f;
    private static final float GREEN_TO_LONG = 1 - RED_TO_LONG - BLUE_TO_LONG;
    private static final float RED_TO_MEDIUM = 0.23f;
    private static final float BLUE_TO_MEDIUM = 0.078f;
    private static final float GREEN_TO_MEDIUM = 1 - RED_TO_MEDIUM - BLUE_TO_MEDIUM;
    private static final float RED_TO_SHORT = 0.24342268924547819f;
    private static final float GREEN_TO_SHORT = 0.20476744424496821f;
    private static final float BLUE_TO_SHORT = 1 - RED_TO_SHORT - GREEN_TO_SHORT;

    /** The cube root of {@link #BIAS}. */
    private static final float BIAS_ROOT = (float) StrictMath.cbrt(BIAS);

    /**
     * The bits of x^(−1/3) for x = 1 and what an exponent greater by 1 takes off them: a first guess, made of the
     * exponent alone.
     */
    private static final int ROOT_BITS = 0x54800000;

    private static final int ROOT_BITS_PER_EXPONENT = 0x2aaaaa;
    private static final int FRACTION_BITS = 23;

    private static final float THIRD = 1 / 3f;
    private static final float FOUR_THIRDS = 4 / 3f;

    private Xyb() {}

    /**
     * Converts pixels in place.
     *
     * @param planes linear red, green and blue, 0 to 1, whose values from {@code from} to before {@code to} are
     *     replaced by X, Y and B
     * @param scratch of the planes' length; overwritten
     */
    static void convert(float[][] planes, float[] scratch, int from, int to) {
        float[] xs = planes[0];
        float[] ys = planes[1];
        float[] bs = planes[2];
        for (int i = from; i < to; i++) {
            float r = xs[i];
            float g = ys[i];
            float b = bs[i];
            xs[i] = Math.fma(RED_TO_LONG, r, Math.fma(GREEN_TO_LONG, g, Math.fma(BLUE_TO_LONG, b, BIAS)));
            ys[i] = Math.fma(RED_TO_MEDIUM, r, Math.fma(GREEN_TO_MEDIUM, g, Math.fma(BLUE_TO_MEDIUM, b, BIAS)));
            bs[i] = Math.fma(RED_TO_SHORT, r, Math.fma(GREEN_TO_SHORT, g, Math.fma(BLUE_TO_SHORT, b, BIAS)));
        }
        cubeRootsLessBias(xs, scratch, from, to);
        cubeRootsLessBias(ys, scratch, from, to);
        cubeRootsLessBias(bs, scratch, from, to);
        for (int i = from; i < to; i++) {
            float l = xs[i];
            float m = ys[i];
            float y = 0.5f * (l + m);
            xs[i] = 0.5f * (l - m) * 14 + 0.42f;
            ys[i] = y + 0.01f;
            bs[i] = bs[i] - y + 0.55f;
        }
    }

    /**
     * Replaces positive normal numbers by their cube roots less that of the bias, by Newton's method for x^(−1/3),
     * which needs no division. Exactly rounded operations only, in libjxl's order, so the bits are the same on every
     * machine.
     */
    static void cubeRootsLessBias(float[] values, float[] scratch, int from, int to) {
        for (int i = from; i < to; i++) {
            int exponent = Float.floatToRawIntBits(values[i]) >> FRACTION_BITS;
            scratch[i] = Float.intBitsToFloat(ROOT_BITS - exponent * ROOT_BITS_PER_EXPONENT);
        }
        for (int i = from; i < to; i++) {
            float x = values[i];
            float third = THIRD * x;
            float r = scratch[i];
            float square = r * r;
            r = Math.fma(-third, square * square, FOUR_THIRDS * r);
            square = r * r;
            r = Math.fma(-third, square * square, FOUR_THIRDS * r);
            square = r * r;
            r = Math.fma(-third, square * square, FOUR_THIRDS * r);
            square = r * r;
            // The last step in a form that cancels less.
            r = Math.fma(THIRD, Math.fma(-x, square * square, r), r);
            values[i] = Math.fma(r * r, x, -BIAS_ROOT);
        }
    }
}
