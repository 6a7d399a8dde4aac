package org.sdcodec.codec.entropy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
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
    static final int LIMIT = 60;

    /** The limit while training, when a counter is to find the mean of many latents. */
    static final int TRAINING_LIMIT = 1000;

    /** How many decisions a trained counter counts as, by its code; the last is the most that training is trusted. */
    private static final int[] TRUST = {0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24};

    private static final int COUNT_MASK = 1023;
    /** floor(65536 / (n + 2)): the weight of the next decision after n. */
    private static final int[] WEIGHT = new int[TRAINING_LIMIT + 1];

    static {
        for (int n = 0; n <= TRAINING_LIMIT; n++) {
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
        return updated(state, bit, LIMIT);
    }

    /** As {@link #updated(int, int)} with another limit, up to {@link #TRAINING_LIMIT}. */
    static int updated(int state, int bit, int limit) {
        int probability = state >>> 10;
        int count = state & COUNT_MASK;
        int target = bit != 0 ? (1 << 22) - 1 : 0;
        probability += (int) ((long) (target - probability) * WEIGHT[count] >> 16);
        return probability << 10 | Math.min(count + 1, limit);
    }

    /** A state in 16 bits: twelve of probability, four of how much was seen. */
    static int packed(int state) {
        int count = Math.min(state & COUNT_MASK, TRUST[15]);
        int code = 15;
        while (TRUST[code] > count) {
            code--;
        }
        return state >>> 20 << 4 | code;
    }

    /** The inverse of {@link #packed}, as far as that is possible. */
    static int unpacked(int packed) {
        int code = packed & 15;
        return code == 0 ? NEW : (packed & 0xFFF0) << 16 | 1 << 19 | TRUST[code];
    }

    static void write(int[] table, DataOutputStream out) throws IOException {
        for (int state : table) {
            out.writeShort(packed(state));
        }
    }

    static void read(int[] table, DataInputStream in) throws IOException {
        for (int i = 0; i < table.length; i++) {
            table[i] = unpacked(in.readUnsignedShort());
        }
    }

    /** Codes one decision by the counter {@code table[index]} alone, which is updated. */
    static int code(BitCoder coder, int bit, int[] table, int index) {
        return code(coder, bit, table, index, LIMIT);
    }

    /** As {@link #code(BitCoder, int, int[], int)} with another limit, up to {@link #TRAINING_LIMIT}. */
    static int code(BitCoder coder, int bit, int[] table, int index, int limit) {
        int state = table[index];
        int decision = coder.code(bit, Math.max(1, probability(state)));
        table[index] = updated(state, decision, limit);
        return decision;
    }
}
