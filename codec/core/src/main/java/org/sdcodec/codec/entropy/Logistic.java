package org.sdcodec.codec.entropy;

/**
 * The logistic function 1/(1 + e<sup>-x</sup>) and its inverse in integers. Arguments ("logits") are in 1/256,
 * probabilities in 1/2^28 or 1/2^16. Both are defined by the committed table below, so every machine has the same
 * values.
 */
final class Logistic {
    /** Logits are limited to &plusmn;MAX_LOGIT. */
    static final int MAX_LOGIT = 3071;

    private static final int FINE_BITS = 28;

    /**
     * round(2^28 / (1 + e^(12 - i/4))) for i = 0..48, the function at the logits -3072, -3008, ... 0; the last one
     * twice.
     */
    private static final int[] NODES = {
        1649, 2118, 2719, 3492, 4483, 5757, 7392, 9491, 12186, 15647, 20091, 25797, 33123, 42530, 54607, 70113, 90020,
        115577, 148385, 190501, 244558, 313938, 402971, 517204, 663740, 851661, 1092569, 1401267, 1796598, 2302501,
        2949285, 3775176, 4828136, 6167941, 7868442, 10019860, 12730786, 16129387, 20363025, 25595177, 31998291,
        39741117, 48969479, 59780613, 72193413, 86119812, 101345302, 117527351, 134217728, 134217728
    };

    /**
     * Below this, and as far from 65536, {@link #stretch} distinguishes every probability, between them every
     * sixteenth.
     */
    private static final int TAIL = 4096;

    private static final short[] STRETCH_TAIL = stretchTable(TAIL, 1, 0);
    private static final short[] STRETCH = stretchTable(1 << BitCoder.PROBABILITY_BITS - 4, 16, 8);

    private Logistic() {}

    /**
     * The logistic function, by linear interpolation.
     *
     * @param logit in 1/256; values outside &plusmn;{@link #MAX_LOGIT} count as that limit
     * @return 1649..2^28 - 1649, in 1/2^28
     */
    static int squashFine(int logit) {
        // No branches: half of all logits are positive, and the processor would guess wrong.
        int above = 3072 - Math.min(Math.abs(logit), MAX_LOGIT);
        int node = above >> 6;
        int low = NODES[node];
        int value = low + (int) ((long) (NODES[node + 1] - low) * (above & 63) >> 6);
        int positive = -logit >> 31;
        return (value ^ positive) - positive + (positive & 1 << FINE_BITS);
    }

    /** As {@link #squashFine}, in 1/65536 (rounded down; 0..65535). */
    static int squash(int logit) {
        return squashFine(logit) >> FINE_BITS - BitCoder.PROBABILITY_BITS;
    }

    /**
     * The inverse of {@link #squash}.
     *
     * @param probability 0..65535, in 1/65536
     * @return the logit, -3071..3071
     */
    static int stretch(int probability) {
        if (probability < TAIL) {
            return STRETCH_TAIL[probability];
        }
        if (probability > 65536 - TAIL) {
            return -STRETCH_TAIL[65536 - probability];
        }
        return STRETCH[probability >> 4];
    }

    /** The smallest logits whose {@link #squash} is at least {@code size · i + middle}. */
    private static short[] stretchTable(int entries, int size, int middle) {
        short[] table = new short[entries];
        int logit = -MAX_LOGIT;
        for (int i = 0; i < table.length; i++) {
            while (logit < MAX_LOGIT && squash(logit) < size * i + middle) {
                logit++;
            }
            table[i] = (short) logit;
        }
        return table;
    }
}
