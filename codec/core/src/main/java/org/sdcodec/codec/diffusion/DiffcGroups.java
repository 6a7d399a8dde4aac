package org.sdcodec.codec.diffusion;

/**
 * Which bits of a step decide on which numbers of the latent. The numbers are shuffled and dealt out to groups, of
 * which each has a window of consecutive bits: the first group as many numbers as its window has bits' worth, each
 * other one those that one more bit is worth. Immutable.
 */
final class DiffcGroups {

    private final int[] order;
    private final int bits;
    private final int window;
    private final CounterRandom candidates;

    /**
     * @param step which of the steps
     * @param numbers of the latent
     * @param bits of the step
     * @param window 1 to {@code bits}
     */
    DiffcGroups(int step, int numbers, int bits, int window) {
        this.order = new CounterRandom(CounterRandom.Purpose.ORDER, step).shuffled(numbers, numbers);
        this.bits = bits;
        this.window = window;
        this.candidates = new CounterRandom(CounterRandom.Purpose.CANDIDATES, step);
    }

    int window() {
        return window;
    }

    /** How many groups have all of their bits among the first so many. */
    int count(int available) {
        return Math.max(0, available - window + 1);
    }

    /** The rank of a group's first number; behind the last group, how many ranks there are. */
    int start(int group) {
        return group == 0 ? 0 : (int) ((long) order.length * (window + group - 1) / bits);
    }

    /** The place in the latent of the number with a rank. */
    int place(int rank) {
        return order[rank];
    }

    /** How many candidates a number has but for the sign: those of a window's bits without the first and the last. */
    int middles() {
        return 1 << Math.max(0, window - 2);
    }

    /** One of the candidates of the number with a rank; of variance 1 after {@link CounterRandom#CANDIDATE_UNIT}. */
    int candidate(int rank, int middle) {
        return candidates.candidate((long) rank * middles() + middle);
    }

    /** Adds a multiple of each of the candidates of the number with a rank to the sum of the same place. */
    void addCandidates(int rank, double factor, double[] sums) {
        candidates.addCandidates(factor, (long) rank * middles(), sums);
    }

    /** The candidate that a window's bits make of the number with a rank, with its sign. */
    int chosen(int rank, int windowBits) {
        int candidate = candidate(rank, middle(windowBits));
        return isNegative(windowBits) ? -candidate : candidate;
    }

    /** A window's bits without the first and the last. */
    int middle(int windowBits) {
        return windowBits >> 1 & middles() - 1;
    }

    /**
     * Whether a window's bits take the opposite of a candidate: if its last bit differs from its first. So ways that
     * part here, and those that meet here, have opposite candidates, which is farther apart than chance.
     */
    boolean isNegative(int windowBits) {
        return window > 1 && (windowBits >> window - 1 & 1) != (windowBits & 1) || window == 1 && windowBits == 1;
    }

    /** The window of each group. */
    int[] windows(boolean[] chosen) {
        int[] windows = new int[count(chosen.length)];
        int value = 0;
        for (int i = 0; i < chosen.length; i++) {
            value = (value << 1 | (chosen[i] ? 1 : 0)) & (1 << window) - 1;
            if (i >= window - 1) {
                windows[i - window + 1] = value;
            }
        }
        return windows;
    }
}
