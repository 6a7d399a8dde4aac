package org.sdcodec.codec.entropy;

import org.sdcodec.engine.kernel.ScalarMath;

/**
 * The bits of one value under the mixture of two logistic distributions that {@link PriorNetwork#PARAMETERS} describe,
 * of which it gets the mass within half a step around it; their derivatives by these parameters; and what the values
 * next to it would take. In floats what {@link PriorScale} and {@link LogisticMixture} compute in integers. Not
 * thread-safe.
 */
public final class LogisticGradient {
    private static final float LEAST_MASS = 1e-9f;
    private static final float INVERSE_LN2 = 1.44269504f;
    private static final float ROOT2 = 1.41421356f;
    /** As in {@link PriorScale}, a scale is 2^-10 to 2^8 steps. */
    private static final float LEAST_LOG = -10 / INVERSE_LN2;

    private static final float MOST_LOG = 8 / INVERSE_LN2;

    private final float half;
    private final float leastLog;
    private final float mostLog;
    private final boolean neighbors;
    private float bits;
    private float bitsBelow;
    private float bitsAbove;

    /** Of the distribution evaluated last: below the value, at it, above it. */
    private final float[] masses = new float[3];

    private float massByMean;
    private float massByLog;

    /** @param step more than 0 */
    LogisticGradient(float step) {
        this(step, true);
    }

    private LogisticGradient(float step, boolean neighbors) {
        this.neighbors = neighbors;
        half = step / 2;
        float logStep = log2(step) / INVERSE_LN2;
        leastLog = logStep + LEAST_LOG;
        mostLog = logStep + MOST_LOG;
    }

    /**
     * One that finds {@link #bits} alone, and nothing about the values next to one.
     *
     * @param step of the values, more than 0
     */
    public static LogisticGradient ofBits(float step) {
        return new LogisticGradient(step, false);
    }

    /**
     * Evaluates the distribution of a value.
     *
     * @param value a multiple of the step
     * @param parameters six from {@code at} on: of each distribution a weight's logit, a mean and the natural logarithm
     *     of its scale; replaced by the derivatives of the bits by them
     */
    public void evaluate(float value, float[] parameters, int at) {
        float weight = sigmoid(parameters[at] - parameters[at + 3]);
        float other = 1 - weight;
        evaluate(value - parameters[at + 1], parameters[at + 2]);
        float below = masses[0];
        float here = masses[1];
        float above = masses[2];
        float byMean = massByMean;
        float byLog = massByLog;
        evaluate(value - parameters[at + 4], parameters[at + 5]);
        float mass = weight * here + other * masses[1] + LEAST_MASS;
        float factor = -INVERSE_LN2 / mass;
        float byWeight = factor * weight * other * (here - masses[1]);
        parameters[at] = byWeight;
        parameters[at + 1] = factor * weight * byMean;
        parameters[at + 2] = factor * weight * byLog;
        parameters[at + 3] = -byWeight;
        parameters[at + 4] = factor * other * massByMean;
        parameters[at + 5] = factor * other * massByLog;
        bits = -log2(mass);
        if (neighbors) {
            bitsBelow = -log2(weight * below + other * masses[0] + LEAST_MASS);
            bitsAbove = -log2(weight * above + other * masses[2] + LEAST_MASS);
        }
    }

    /** Bits of the value evaluated last. */
    public float bits() {
        return bits;
    }

    /** Bits of the value one step below it. */
    float bitsBelow() {
        return bitsBelow;
    }

    /** Bits of the value one step above it. */
    float bitsAbove() {
        return bitsAbove;
    }

    /** One distribution; on its lower side, where differences of the distribution function are exact. */
    private void evaluate(float difference, float logScale) {
        float limited = Math.max(leastLog, Math.min(mostLog, logScale));
        float inverse = ScalarMath.exp(-limited);
        float distance = -Math.abs(difference);
        float lower = (distance - half) * inverse;
        float upper = (distance + half) * inverse;
        float atLower = sigmoid(lower);
        float atUpper = sigmoid(upper);
        float slopeLower = atLower * (1 - atLower);
        float slopeUpper = atUpper * (1 - atUpper);
        masses[1] = atUpper - atLower;
        if (neighbors) {
            int outer = difference > 0 ? 2 : 0;
            masses[outer] = atLower - sigmoid((distance - 3 * half) * inverse);
            masses[2 - outer] = sigmoid((distance + 3 * half) * inverse) - atUpper;
        }
        massByMean = Math.signum(difference) * inverse * (slopeUpper - slopeLower);
        massByLog = limited == logScale ? slopeLower * lower - slopeUpper * upper : 0;
    }

    private static float sigmoid(float x) {
        return 1 / (1 + ScalarMath.exp(-x));
    }

    /** The logarithm to base 2 of a normal number, within 1e-6: the series of the area tangent around 1. */
    public static float log2(float x) {
        int bits = Float.floatToRawIntBits(x);
        int exponent = (bits >> 23) - 127;
        float part = Float.intBitsToFloat(bits & 0x7fffff | 0x3f800000);
        if (part > ROOT2) {
            part *= 0.5f;
            exponent++;
        }
        float s = (part - 1) / (part + 1);
        float square = s * s;
        float series = 1 + square * (1f / 3 + square * (1f / 5 + square * (1f / 7)));
        return exponent + 2 * INVERSE_LN2 * s * series;
    }
}
