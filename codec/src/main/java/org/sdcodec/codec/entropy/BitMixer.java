package org.sdcodec.codec.entropy;

import java.util.Arrays;

/**
 * Predicts a decision by logistic mixing (M. Mahoney, "Adaptive weighing of context models for lossless data
 * compression", 2005): the logits of one prior and of several {@link Counter}s, each chosen by a context, are summed
 * with weights learned online. Two sets of weights, selected by different small contexts, are averaged in the logit
 * domain. Integer arithmetic only.
 */
final class BitMixer {
    /** Weight 1.0. */
    private static final int ONE = 1 << 16;

    private static final int MAX_WEIGHT = 64 * ONE;
    private static final int PRIOR_WEIGHT = 40960;
    private static final int COUNTER_WEIGHT = 4608;
    /** The logit of the constant input, 1.0. */
    private static final int BIAS = 256;
    /** No decision is given less than 24/65536, so the worst surprise costs about 11.4 bits. */
    private static final int MIN_PROBABILITY = 24;

    private static final int MAX_SEEN = 1023;

    private final int[][] counters;
    private final int[] slots;
    private final int[] logits;
    private final int[][] weights;
    private final int[] seen;

    /**
     * @param selections how many sets of weights there are
     * @param sizes the number of counters of each context
     */
    BitMixer(int selections, int... sizes) {
        counters = new int[sizes.length][];
        for (int i = 0; i < sizes.length; i++) {
            counters[i] = Counter.table(sizes[i]);
        }
        slots = new int[sizes.length];
        logits = new int[sizes.length + 2];
        weights = new int[selections][sizes.length + 2];
        for (int[] set : weights) {
            Arrays.fill(set, COUNTER_WEIGHT);
            set[0] = PRIOR_WEIGHT;
            set[sizes.length + 1] = 0;
        }
        seen = new int[selections];
    }

    /** Chooses the counter that {@code context} uses for the next decision. */
    void select(int context, int slot) {
        slots[context] = slot;
    }

    /**
     * Codes one decision with the counters selected before, and learns from it.
     *
     * @param coder either direction
     * @param bit the decision (ignored by a decoder)
     * @param prior probability of 1 that is known without learning, 0..65535; 32768 says nothing
     * @param first the first set of weights
     * @param second the second set of weights, another than {@code first}
     * @return the decision
     */
    int code(BitCoder coder, int bit, int prior, int first, int second) {
        int n = logits.length;
        logits[0] = Logistic.stretch(prior);
        for (int i = 0; i < slots.length; i++) {
            logits[i + 1] = Logistic.stretch(Counter.probability(counters[i][slots[i]]));
        }
        logits[n - 1] = BIAS;

        int logitA = dot(weights[first]);
        int logitB = dot(weights[second]);
        int mixed = Logistic.squash(logitA + logitB >> 1);
        int decision = coder.code(bit, Math.max(MIN_PROBABILITY, Math.min(65536 - MIN_PROBABILITY, mixed)));

        learn(first, (decision << 16) - Logistic.squash(logitA));
        learn(second, (decision << 16) - Logistic.squash(logitB));
        for (int i = 0; i < slots.length; i++) {
            counters[i][slots[i]] = Counter.updated(counters[i][slots[i]], decision);
        }
        return decision;
    }

    private int dot(int[] set) {
        long sum = 0;
        for (int i = 0; i < logits.length; i++) {
            sum += (long) logits[i] * set[i];
        }
        return (int) clamp(sum >> 16, Logistic.MAX_LOGIT);
    }

    /** One step down the gradient of the coding cost; the rate falls from 38/1024 to 8/1024. */
    private void learn(int selection, int error) {
        int rate = 8 + 300 / (10 + seen[selection]);
        seen[selection] = Math.min(seen[selection] + 1, MAX_SEEN);
        int[] set = weights[selection];
        for (int i = 0; i < logits.length; i++) {
            long step = (long) logits[i] * error * rate + (1 << 17) >> 18;
            set[i] = (int) clamp(set[i] + step, MAX_WEIGHT);
        }
    }

    static long clamp(long value, long limit) {
        return Math.max(-limit, Math.min(limit, value));
    }
}
