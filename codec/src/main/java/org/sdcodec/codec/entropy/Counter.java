package org.sdcodec.codec.entropy;

import java.util.Arrays;

/**
 * An adaptive estimate of how likely a decision is 1, kept in one int: the upper 22 bits are the probability (of
 * 2^22), the lower 10 the number of decisions seen, up to {@link #LIMIT}. It starts as the running mean with one
 * imagined decision of each kind (Laplace's rule of succession) and turns into an exponential mean at the limit.
 */
final class Counter {
    /** Probability 1/2, nothing seen. */
    static final int NEW = 1 << 31;

    /** From here on a new decision weighs 1/(LIMIT + 2); found by measurement, flat between 40 and 170. */
    private static final int LIMIT = 60;

    private static final int COUNT_MASK = 1023;
    /** floor(65536 / (n + 2)): the weight of the next decision after n. */
    private static final int[] WEIGHT = new int[LIMIT + 1];

    static {
        for (int n = 0; n <= LIMIT; n++) {
            WEIGHT[n] = 65536 / (n + 2);
        }
    }

    private Counter() {}

    /** {@code size} counters that have seen nothing. */
    static int[] table(int size) {
        int[] table = new int[size];
        Arrays.fill(table, NEW);
        return table;
    }

    /** The probability of 1, 0..65535 of 65536. */
    static int probability(int state) {
        return state >>> 16;
    }

    /** The state after the decision {@code bit}. */
    static int updated(int state, int bit) {
        int probability = state >>> 10;
        int count = state & COUNT_MASK;
        int target = bit != 0 ? (1 << 22) - 1 : 0;
        probability += (int) ((long) (target - probability) * WEIGHT[count] >> 16);
        return probability << 10 | Math.min(count + 1, LIMIT);
    }

    /** Codes one decision by the counter {@code table[index]} alone, which is updated. */
    static int code(BitCoder coder, int bit, int[] table, int index) {
        int state = table[index];
        int decision = coder.code(bit, Math.max(1, probability(state)));
        table[index] = updated(state, decision);
        return decision;
    }
}
