package org.sdcodec.codec.entropy;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Predicts a decision by logistic mixing (M. Mahoney, "Adaptive weighing of context models for lossless data
 * compression", 2005): the logits of one or more priors and of several {@link Counter}s, each chosen by a context, are
 * summed with weights learned online. Several sets of weights, selected by different small contexts, are averaged in the
 * logit domain. Integer arithmetic only.
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
    private final int[][] counters;
    private final int[] slots;
    private final int[] logits;
    private final int[][] weights;
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
        counters = new int[sizes.length][];
        for (int i = 0; i < sizes.length; i++) {
            counters[i] = Counter.table(sizes[i]);
        }
        slots = new int[sizes.length];
        logits = new int[priors + sizes.length + 1];
        weights = new int[selections][logits.length];
        for (int[] set : weights) {
            Arrays.fill(set, COUNTER_WEIGHT);
            set[0] = PRIOR_WEIGHT;
            set[set.length - 1] = 0;
        }
        seen = new int[selections];
        sets = new int[choices];
        mixed = new int[choices];
    }

    /** A mixer in the same state, for another latent. */
    BitMixer(BitMixer other) {
        priors = other.priors;
        counters = Arrays.stream(other.counters).map(int[]::clone).toArray(int[][]::new);
        slots = other.slots.clone();
        logits = other.logits.clone();
        weights = Arrays.stream(other.weights).map(int[]::clone).toArray(int[][]::new);
        seen = other.seen.clone();
        sets = other.sets.clone();
        mixed = other.mixed.clone();
    }

    /** How many priors a decision has. */
    int priors() {
        return priors;
    }

    /** From now on counters find the mean of all that they see. */
    void train() {
        limit = Counter.TRAINING_LIMIT;
    }

    /** Writes the state in the form that {@link #read} reads. */
    void write(DataOutputStream out) throws IOException {
        for (int[] table : counters) {
            Counter.write(table, out);
        }
        for (int i = 0; i < weights.length; i++) {
            out.writeByte(Math.min(seen[i], TRUSTED) >> 2);
            for (int weight : weights[i]) {
                out.writeShort((int) clamp(weight >> 3, Short.MAX_VALUE));
            }
        }
    }

    /** Takes the place of the state. */
    void read(DataInputStream in) throws IOException {
        for (int[] table : counters) {
            Counter.read(table, in);
        }
        for (int i = 0; i < weights.length; i++) {
            seen[i] = in.readUnsignedByte() << 2;
            for (int j = 0; j < weights[i].length; j++) {
                weights[i][j] = in.readShort() << 3;
            }
        }
    }

    /** Chooses the counter that {@code context} uses for the next decision. */
    void select(int context, int slot) {
        slots[context] = slot;
    }

    /** Gives the next decision a prior: the probability of 1 that is known without counting, 0..65535; 32768 says nothing. */
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
        int n = logits.length;
        for (int i = 0; i < slots.length; i++) {
            logits[priors + i] = Logistic.stretch(Counter.probability(counters[i][slots[i]]));
        }
        logits[n - 1] = BIAS;

        int sum = 0;
        for (int i = 0; i < sets.length; i++) {
            mixed[i] = dot(weights[sets[i]]);
            sum += mixed[i];
        }
        int probability = Logistic.squash(Math.floorDiv(sum, sets.length));
        int decision = coder.code(bit, Math.max(MIN_PROBABILITY, Math.min(65536 - MIN_PROBABILITY, probability)));

        for (int i = 0; i < sets.length; i++) {
            learn(sets[i], (decision << 16) - Logistic.squash(mixed[i]));
        }
        for (int i = 0; i < slots.length; i++) {
            counters[i][slots[i]] = Counter.updated(counters[i][slots[i]], decision, limit);
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
        int rate = RATES[seen[selection]];
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
