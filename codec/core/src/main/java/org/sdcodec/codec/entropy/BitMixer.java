package org.sdcodec.codec.entropy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Predicts a decision by logistic mixing (M. Mahoney, "Adaptive weighing of context models for lossless data
 * compression", 2005): the logits of one or more priors and of several {@link Counter}s, each chosen by a context, are
 * summed with weights learned online. Several sets of weights, selected by different small contexts, are averaged in
 * the logit domain. Integer arithmetic only.
 */
final class BitMixer {
    /** Weight 1.0. */
    private static final int ONE = 1 << 16;

    private static final int MAX_WEIGHT = 64 * ONE;
    private static final int PRIOR_WEIGHT = 40960;
    private static final int COUNTER_WEIGHT = 4608;
    /** The logit of the constant input, 1.0. */
    private static final int BIAS = 256;
    /** No decision is given less than 4/65536, so the worst surprise costs 14 bits. */
    private static final int MIN_PROBABILITY = 4;

    /** Sums take so many inputs at a time. */
    private static final int UNROLLED = 4;

    private static final int MAX_SEEN = 1023;
    private static final int[] RATES = new int[MAX_SEEN + 1];

    static {
        for (int n = 0; n <= MAX_SEEN; n++) {
            RATES[n] = 8 + 300 / (10 + n);
        }
    }

    /** How many decisions trained weights count as at most. */
    private static final int TRUSTED = 252;

    private final int priors;
    /** Of all contexts, one table after the other; where each begins. */
    private final int[] counters;

    private final int[] offsets;
    private final int[] slots;
    /** Priors, counters, the constant, then zeros up to a multiple of four. */
    private final int[] logits;

    private final int inputs;
    /** Sets of weights one after the other, each as long as {@link #logits}. */
    private final int[] weights;

    private final int[] seen;

    private int limit = Counter.LIMIT;

    private final int[] sets;
    private final int[] mixed;

    /**
     * @param priors how many priors there are; the first one is trusted at the start
     * @param choices how many sets of weights a decision uses
     * @param selections how many sets of weights there are
     * @param sizes the number of counters of each context
     */
    BitMixer(int priors, int choices, int selections, int... sizes) {
        this.priors = priors;
        offsets = new int[sizes.length];
        int size = 0;
        for (int i = 0; i < sizes.length; i++) {
            offsets[i] = size;
            size += sizes[i];
        }
        counters = Counter.table(size);
        slots = new int[sizes.length];
        inputs = priors + sizes.length + 1;
        logits = new int[(inputs + UNROLLED - 1) / UNROLLED * UNROLLED];
        logits[inputs - 1] = BIAS;
        weights = new int[selections * logits.length];
        for (int set = 0; set < weights.length; set += logits.length) {
            Arrays.fill(weights, set, set + inputs - 1, COUNTER_WEIGHT);
            weights[set] = PRIOR_WEIGHT;
        }
        seen = new int[selections];
        sets = new int[choices];
        mixed = new int[choices];
    }

    /** A mixer in the same state, for another latent. */
    BitMixer(BitMixer other) {
        priors = other.priors;
        offsets = other.offsets;
        counters = other.counters.clone();
        slots = other.slots.clone();
        inputs = other.inputs;
        logits = other.logits.clone();
        weights = other.weights.clone();
        seen = other.seen.clone();
        sets = other.sets.clone();
        mixed = other.mixed.clone();
    }

    /** From now on counters find the mean of all that they see. */
    void train() {
        limit = Counter.TRAINING_LIMIT;
    }

    /** Writes the state in the form that {@link #read} reads. */
    void write(DataOutputStream out) throws IOException {
        Counter.write(counters, out);
        for (int i = 0; i < seen.length; i++) {
            out.writeByte(Math.min(seen[i], TRUSTED) >> 2);
            for (int j = 0; j < inputs; j++) {
                out.writeShort((int) clamp(weights[i * logits.length + j] >> 3, Short.MAX_VALUE));
            }
        }
    }

    /** Takes the place of the state. */
    void read(DataInputStream in) throws IOException {
        Counter.read(counters, in);
        for (int i = 0; i < seen.length; i++) {
            seen[i] = in.readUnsignedByte() << 2;
            for (int j = 0; j < inputs; j++) {
                weights[i * logits.length + j] = in.readShort() << 3;
            }
        }
    }

    /** Chooses the counter that {@code context} uses for the next decision. */
    void select(int context, int slot) {
        slots[context] = offsets[context] + slot;
    }

    /**
     * Gives the next decision a prior: the probability of 1 that is known without counting, 0..65535; 32768 says
     * nothing.
     */
    void prior(int index, int probability) {
        logits[index] = Logistic.stretch(probability);
    }

    /** Chooses a set of weights for the next decision; the choices must differ from each other. */
    void use(int choice, int selection) {
        sets[choice] = selection;
    }

    /**
     * Codes one decision with what was chosen before, and learns from it.
     *
     * @param coder either direction
     * @param bit the decision (ignored by a decoder)
     * @return the decision
     */
    int code(BitCoder coder, int bit) {
        int[] table = counters;
        int[] x = logits;
        for (int i = 0; i < slots.length; i++) {
            x[priors + i] = Logistic.stretch(Counter.probability(table[slots[i]]));
        }
        int sum = 0;
        for (int i = 0; i < sets.length; i++) {
            mixed[i] = dot(x, weights, sets[i] * x.length);
            sum += mixed[i];
        }
        int probability = Logistic.squash(Math.floorDiv(sum, sets.length));
        int decision = coder.code(bit, Math.max(MIN_PROBABILITY, Math.min(65536 - MIN_PROBABILITY, probability)));

        for (int i = 0; i < sets.length; i++) {
            int selection = sets[i];
            int uses = seen[selection];
            seen[selection] = Math.min(uses + 1, MAX_SEEN);
            int error = (decision << 16) - Logistic.squash(mixed[i]);
            learn(x, (long) error * RATES[uses], weights, selection * x.length);
        }
        for (int slot : slots) {
            table[slot] = Counter.updated(table[slot], decision, limit);
        }
        return decision;
    }

    private static int dot(int[] x, int[] weights, int set) {
        long sum = 0;
        for (int i = 0; i < x.length; i += UNROLLED) {
            int at = set + i;
            sum += (long) x[i] * weights[at]
                    + (long) x[i + 1] * weights[at + 1]
                    + (long) x[i + 2] * weights[at + 2]
                    + (long) x[i + 3] * weights[at + 3];
        }
        return (int) clamp(sum >> 16, Logistic.MAX_LOGIT);
    }

    /**
     * One step down the gradient of the coding cost; the rate falls from 38/1024 to 8/1024.
     *
     * @param step error · rate
     */
    private static void learn(int[] x, long step, int[] weights, int set) {
        for (int i = 0; i < x.length; i += UNROLLED) {
            int at = set + i;
            weights[at] = moved(weights[at], x[i] * step);
            weights[at + 1] = moved(weights[at + 1], x[i + 1] * step);
            weights[at + 2] = moved(weights[at + 2], x[i + 2] * step);
            weights[at + 3] = moved(weights[at + 3], x[i + 3] * step);
        }
    }

    private static int moved(int weight, long step) {
        return (int) clamp(weight + (step + (1 << 17) >> 18), MAX_WEIGHT);
    }

    static long clamp(long value, long limit) {
        return Math.max(-limit, Math.min(limit, value));
    }
}
