package org.sdcodec.engine.kernel;

/**
 * Elementary functions made of exactly rounded operations only ({@code + − × ÷ fma max min}, bit shifts), so that they
 * give the same bits on every machine, interpreted or compiled. The vector kernels do the same operations lane by lane.
 *
 * <p>The polynomials are minimax fits of our own (Lawson's iteration), rounded to float.
 */
public final class ScalarMath {
    /** {@link #exp} saturates below this, where the result's exponent would leave the normal floats. */
    public static final float EXP_MIN = -87f;

    /** {@link #exp} saturates above this. */
    public static final float EXP_MAX = 88f;

    /** The binary logarithm of e. */
    public static final float LOG2_E = 1.44269504f;
    /** 1.5·2²³: adding it rounds a float of small magnitude to an integer, which then stands in the low bits. */
    public static final float ROUNDER = 12582912f;
    /** The bits of 1f. */
    public static final int ONE_BITS = 0x3f800000;
    /** The first part of −ln 2 (Cody and Waite): it has few bits, so that its multiples are exact. */
    public static final float MINUS_LN2_HIGH = -0.693359375f;

    /** What is missing in {@link #MINUS_LN2_HIGH}. */
    public static final float MINUS_LN2_LOW = 2.12194440e-4f;

    /**
     * {@code E0} to {@code E4}: exp(r) ≈ 1 + r + r²·(E0 + E1·r + …) for |r| ≤ ln 2 / 2, relative error 3.3e-9 before
     * rounding.
     */
    public static final float E0 = 0.49999994f;

    /** See {@link #E0}. */
    public static final float E1 = 0.16666515f;
    /** See {@link #E0}. */
    public static final float E2 = 0.041668456f;
    /** See {@link #E0}. */
    public static final float E3 = 0.008369419f;
    /** See {@link #E0}. */
    public static final float E4 = 0.0013813145f;

    /** {@link #decay} saturates above this, where the result is the smallest normal float. */
    public static final float DECAY_MAX = 126f;
    /** The bits of {@link #DECAY_MAX}. */
    public static final int DECAY_MAX_BITS = 0x42fc0000;
    /** {@link #ROUNDER} + 127, which makes the integer in the low bits a biased exponent. */
    public static final float BIASED_ROUNDER = 12583039f;

    /** {@code D1} to {@code D5}: 2^−r ≈ 1 + D1·r + D2·r² + … for |r| ≤ ½, relative error 9.4e-8 before rounding. */
    public static final float D1 = -0.693147f;
    /** See {@link #D1}. */
    public static final float D2 = 0.24022247f;
    /** See {@link #D1}. */
    public static final float D3 = -0.055507112f;
    /** See {@link #D1}. */
    public static final float D4 = 0.009671294f;
    /** See {@link #D1}. */
    public static final float D5 = -0.0013269406f;

    /** {@link #erf} is constant beyond ± this, where it has reached ±1 in float. */
    public static final float ERF_LIMIT = 4f;

    /**
     * {@code P0} to {@code P5}: erf(x) ≈ x·P(x²)/Q(x²) for |x| ≤ {@value #ERF_LIMIT}, relative error 2.5e-8 before
     * rounding; P(s) = P0 + P1·s + …, Q(s) = 1 + Q1·s + ….
     */
    public static final float P0 = 1.12837914f;
    /** See {@link #P0}. */
    public static final float P1 = 0.193547264f;
    /** See {@link #P0}. */
    public static final float P2 = 0.0531019814f;
    /** See {@link #P0}. */
    public static final float P3 = 0.00388342292f;
    /** See {@link #P0}. */
    public static final float P4 = 0.000284565131f;
    /** See {@link #P0}. */
    public static final float P5 = 1.98673294e-6f;
    /** {@code Q1} to {@code Q5}, the denominator; see {@link #P0}. */
    public static final float Q1 = 0.504859352f;
    /** See {@link #Q1}. */
    public static final float Q2 = 0.115350860f;
    /** See {@link #Q1}. */
    public static final float Q3 = 0.0152074113f;
    /** See {@link #Q1}. */
    public static final float Q4 = 0.00118558550f;
    /** See {@link #Q1}. */
    public static final float Q5 = 3.74196199e-5f;

    /** √½, the factor of erf's argument in {@link #gelu}. */
    public static final float SQRT_HALF = 0.70710678f;
    /** The factor in {@link #quickGelu} (Hendrycks and Gimpel 2016). */
    public static final float QUICK_GELU = 1.702f;

    private ScalarMath() {}

    /**
     * e^x for {@value #EXP_MIN} ≤ x ≤ {@value #EXP_MAX}, relative error below 2e-7; saturates outside; NaN gives NaN.
     */
    public static float exp(float x) {
        float clamped = Math.min(Math.max(x, EXP_MIN), EXP_MAX);
        float rounded = Math.fma(clamped, LOG2_E, ROUNDER);
        float n = rounded - ROUNDER;
        float r = Math.fma(n, MINUS_LN2_LOW, Math.fma(n, MINUS_LN2_HIGH, clamped));
        float q = Math.fma(Math.fma(Math.fma(Math.fma(E4, r, E3), r, E2), r, E1), r, E0);
        float p = Math.fma(r * r, q, r) + 1f;
        // Times 2^n, made of n as exponent bits: exact, and unlike an addition to the bits of p it keeps every NaN a
        // NaN.
        return p * Float.intBitsToFloat((Float.floatToRawIntBits(rounded) << 23) + ONE_BITS);
    }

    /**
     * 2^−y for y ≥ 0, without comparisons of floats: non-negative ones are ordered as their bits are. A power of two
     * needs no factor of log₂ e, and what is left of y below its nearest integer is exact. Relative error below 2e-7;
     * saturates above {@value #DECAY_MAX}; NaN and ∞ give NaN.
     */
    public static float decay(float y) {
        float c = Float.intBitsToFloat(Math.min(Float.floatToRawIntBits(y), DECAY_MAX_BITS));
        float rounded = BIASED_ROUNDER - c;
        float r = c + (rounded - BIASED_ROUNDER);
        float p = Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(D5, r, D4), r, D3), r, D2), r, D1), r, 1f);
        // y − y keeps NaN, which the comparison of bits may have lost, and makes one of ∞.
        return Math.fma(p, Float.intBitsToFloat(Float.floatToRawIntBits(rounded) << 23), y - y);
    }

    /** x · sigmoid(x). */
    public static float silu(float x) {
        return x / (1f + exp(-x));
    }

    /** x · sigmoid(1.702 · x), an approximation of {@link #gelu}. */
    public static float quickGelu(float x) {
        return x / (1f + exp(-QUICK_GELU * x));
    }

    /** The error function, absolute error below 4e-7. */
    public static float erf(float x) {
        float c = Math.min(Math.max(x, -ERF_LIMIT), ERF_LIMIT);
        float s = c * c;
        float p = Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(P5, s, P4), s, P3), s, P2), s, P1), s, P0);
        float q = Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(Q5, s, Q4), s, Q3), s, Q2), s, Q1), s, 1f);
        return c * p / q;
    }

    /** x/2 · (1 + erf(x·√½)). */
    public static float gelu(float x) {
        return 0.5f * x * (1f + erf(x * SQRT_HALF));
    }

    /** The hyperbolic tangent as 1 − 2/(e^(2x) + 1), absolute error below 2e-7. */
    public static float tanh(float x) {
        return 1f - 2f / (exp(2f * x) + 1f);
    }
}
