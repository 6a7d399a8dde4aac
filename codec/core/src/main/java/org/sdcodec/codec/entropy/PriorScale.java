package org.sdcodec.codec.entropy;

import org.sdcodec.codec.quant.StepSize;

/**
 * Turns a network's outputs, which are in units of the latent, into distributions over symbols of one step, in
 * integers.
 */
final class PriorScale {
    /** The code of step 1. */
    static final int UNIT_CODE = 144;
    /** Logarithms to base 2 are in units of 1/768: the table's twenty-fourths, each in 32 parts. */
    private static final int PER_OCTAVE = 768;
    /** 768 / ln 2. */
    private static final long OCTAVES = 1108;

    private static final int MIN_LOG = -8 * PER_OCTAVE;
    private static final int MAX_LOG = 10 * PER_OCTAVE;

    private final int bits;
    private final long inverse;
    private final int inverseShift;
    private final int logStep;

    /** @param bits the fraction bits of the network's outputs */
    PriorScale(int stepCode, int bits) {
        this.bits = bits;
        // 1 / step is the step of the code that lies as far on the other side of step 1.
        int reciprocal = 2 * UNIT_CODE - stepCode;
        inverse = StepSize.mantissa(reciprocal);
        inverseShift = bits - 8 - StepSize.exponent(reciprocal);
        logStep = (stepCode - UNIT_CODE) * (PER_OCTAVE / 24);
    }

    /**
     * @param sums of six parameters from {@code at} on: two logits of weights, … see {@link PriorNetwork#PARAMETERS}
     */
    void set(LogisticMixture distribution, int[] sums, int at) {
        int weight = (int) BitMixer.clamp((long) sums[at] - sums[at + 3] >> bits - 8, Logistic.MAX_LOGIT);
        distribution.set(
                Logistic.squash(weight),
                center(sums[at + 1]),
                slope(sums[at + 2]),
                center(sums[at + 4]),
                slope(sums[at + 5]));
    }

    private int center(int mean) {
        return (int) BitMixer.clamp(mean * inverse >> inverseShift, LogisticMixture.MAX_CENTER);
    }

    /** step / exp(logScale), in 1/65536. */
    private int slope(int logScale) {
        int log = logStep - (int) (logScale * OCTAVES >> bits);
        log = Math.max(MIN_LOG, Math.min(MAX_LOG, log));
        int part = Math.floorMod(log, PER_OCTAVE);
        int code = part >> 5;
        int low = StepSize.mantissa(code);
        int high = code == 23 ? 2 * StepSize.mantissa(0) : StepSize.mantissa(code + 1);
        int mantissa = low + (int) ((long) (high - low) * (part & 31) >> 5);
        // mantissa is in 1/2^23.
        int shift = 23 - 16 - Math.floorDiv(log, PER_OCTAVE);
        return shift >= 0 ? mantissa >> shift : mantissa << -shift;
    }
}
