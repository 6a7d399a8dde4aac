package org.sdcodec.codec.entropy;

import java.util.Arrays;
import org.sdcodec.codec.quant.LatentSymbols;

/**
 * The cheapest paths to each state of the {@link Trellis}, over the symbols of a latent in coding order. What lies so
 * far back that it hardly depends on what follows is decided early, so the memory does not grow with the latent.
 * Deterministic on every machine: additions and multiplications of doubles only.
 */
final class TrellisPath {
    /** Symbols that are undecided at most; the older half is decided then. */
    private static final int WINDOW = 1 << 14;

    /** What a distribution holds for impossible, in bits. */
    private static final double MOST_BITS = 28;

    /** Larger values are limited. */
    private static final double MOST_STEPS = 0.5 * LatentSymbols.MAX_MAGNITUDE;

    private static final int STATES = Trellis.STATES;
    /** Choices at a symbol: of each of two quantizers the best even and the best odd symbol. */
    private static final int CHOICES = 4;

    /** The two states before each state, and with which choice each leads there. */
    private static final int[][] BEFORE = new int[STATES][2];

    private static final int[][] CHOICE = new int[STATES][2];

    static {
        int[] found = new int[STATES];
        for (int state = 0; state < STATES; state++) {
            for (int parity = 0; parity < 2; parity++) {
                int next = Trellis.next(state, parity);
                BEFORE[next][found[next]] = state;
                CHOICE[next][found[next]++] = (Trellis.isOdd(state) ? 2 : 0) + parity;
            }
        }
    }

    private final float[] latent;
    private final float step;
    private final double lambda;
    /** Half steps of each symbol, where it is decided. */
    private final int[] values;

    private double[] costs = new double[STATES];
    private double[] nextCosts = new double[STATES];
    private final double[] choiceCosts = new double[CHOICES];

    // The undecided symbols.
    private final int[] indices = new int[WINDOW];
    private final int[] choices = new int[WINDOW * CHOICES];
    /** Bit i: which of its two predecessors state i has. */
    private final int[] origins = new int[WINDOW];

    private int count;

    /**
     * @param latent its values, finite; not modified
     * @param lambda squared steps for a bit
     */
    TrellisPath(float[] latent, float step, double lambda) {
        this.latent = latent;
        this.step = step;
        this.lambda = lambda;
        values = new int[latent.length];
        Arrays.fill(costs, Double.POSITIVE_INFINITY);
        costs[0] = 0;
    }

    /**
     * Goes on by one symbol.
     *
     * @param index of its value in the latent
     * @param distribution of the symbol in whole steps, whichever quantizer it has; null if it is to be 0 and costs
     *     nothing
     */
    void append(int index, LogisticMixture distribution) {
        if (count == WINDOW) {
            decide(WINDOW / 2);
        }
        if (distribution == null) {
            Arrays.fill(choiceCosts, Double.POSITIVE_INFINITY);
            choose(0, 0, 0);
            choose(2, 0, 0);
        } else {
            choose(distribution, Math.max(-MOST_STEPS, Math.min(MOST_STEPS, (double) latent[index] / step)));
        }
        int origin = 0;
        for (int state = 0; state < STATES; state++) {
            double first = costs[BEFORE[state][0]] + choiceCosts[CHOICE[state][0]];
            double second = costs[BEFORE[state][1]] + choiceCosts[CHOICE[state][1]];
            nextCosts[state] = Math.min(first, second);
            origin |= second < first ? 1 << state : 0;
        }
        double[] last = costs;
        costs = nextCosts;
        nextCosts = last;
        origins[count] = origin;
        indices[count++] = index;
    }

    /** @return the half steps of all values, 0 for those that were not appended */
    int[] finish() {
        decide(count);
        return values;
    }

    /** @param x the value in steps */
    private void choose(LogisticMixture distribution, double x) {
        Arrays.fill(choiceCosts, Double.POSITIVE_INFINITY);
        for (int quantizer = 0; quantizer < 2; quantizer++) {
            boolean odd = quantizer == 1;
            distribution.useHalves(odd);
            // In the quantizer's own symbols; those on both sides, the next one towards 0, and 0.
            double place = odd ? x + 0.5 * Math.signum(x) : x;
            int below = (int) Math.floor(place);
            tryOut(distribution, odd, below, x);
            tryOut(distribution, odd, below + 1, x);
            tryOut(distribution, odd, x > 0 ? below - 1 : below + 2, x);
            tryOut(distribution, odd, 0, x);
        }
    }

    private void tryOut(LogisticMixture distribution, boolean odd, int symbol, double x) {
        int value = Trellis.value(odd, symbol);
        if (Math.abs(value) > LatentSymbols.MAX_MAGNITUDE) {
            return;
        }
        double error = x - 0.5 * value;
        choose((odd ? 2 : 0) + (symbol & 1), value, error * error + lambda * bits(distribution.mass(symbol)));
    }

    private void choose(int choice, int value, double cost) {
        if (cost < choiceCosts[choice]) {
            choiceCosts[choice] = cost;
            choices[count * CHOICES + choice] = value;
        }
    }

    /** -log2(mass / 2^28), within 0.01: a parabola between the powers of 2. */
    private static double bits(long mass) {
        if (mass <= 1) {
            return MOST_BITS;
        }
        int octave = 63 - Long.numberOfLeadingZeros(mass);
        double part = (double) mass / (1L << octave) - 1;
        return MOST_BITS - octave - part * (1 + 0.344 * (1 - part));
    }

    /** Writes out the first symbols as the cheapest path has them, and ends all paths that have others. */
    private void decide(int decided) {
        int best = 0;
        for (int state = 1; state < STATES; state++) {
            best = costs[state] < costs[best] ? state : best;
        }
        int state = stateAt(best, decided);
        for (int end = 0; end < STATES; end++) {
            if (stateAt(end, decided) != state) {
                costs[end] = Double.POSITIVE_INFINITY;
            }
        }
        for (int i = decided - 1; i >= 0; i--) {
            int origin = origins[i] >> state & 1;
            values[indices[i]] = choices[i * CHOICES + CHOICE[state][origin]];
            state = BEFORE[state][origin];
        }
        count -= decided;
        System.arraycopy(indices, decided, indices, 0, count);
        System.arraycopy(origins, decided, origins, 0, count);
        System.arraycopy(choices, decided * CHOICES, choices, 0, count * CHOICES);
    }

    /** In which state the path to {@code end} was after the first symbols. */
    private int stateAt(int end, int symbols) {
        int state = end;
        for (int i = count - 1; i >= symbols; i--) {
            state = BEFORE[state][origins[i] >> state & 1];
        }
        return state;
    }
}
