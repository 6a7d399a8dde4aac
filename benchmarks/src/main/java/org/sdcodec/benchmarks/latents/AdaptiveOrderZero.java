package org.sdcodec.benchmarks.latents;

import java.util.Arrays;

/**
 * Ideal length of an adaptive order-0 code: each symbol has the probability that it had among those before it, by the
 * estimator of Krichevsky and Trofimov (1981), as if each symbol of the alphabet had been seen half a time before the
 * first. The alphabet, all numbers from the least to the largest that occur, is given for nothing.
 */
final class AdaptiveOrderZero {
    private static final double PRIOR = 0.5;
    private static final double BITS_PER_BYTE = 8;

    private AdaptiveOrderZero() {}

    /**
     * @param symbols cells × channels, channels last
     * @param channels whose symbols are counted apart; 1 to count all together
     * @return bytes, unrounded
     */
    static double bytes(int[] symbols, int channels) {
        double bits = 0;
        for (int c = 0; c < channels; c++) {
            bits += bits(symbols, c, channels);
        }
        return bits / BITS_PER_BYTE;
    }

    private static double bits(int[] symbols, int first, int stride) {
        int least = Integer.MAX_VALUE;
        int largest = Integer.MIN_VALUE;
        for (int i = first; i < symbols.length; i += stride) {
            least = Math.min(least, symbols[i]);
            largest = Math.max(largest, symbols[i]);
        }
        double[] counts = new double[largest - least + 1];
        Arrays.fill(counts, PRIOR);
        double total = PRIOR * counts.length;
        double bits = 0;
        for (int i = first; i < symbols.length; i += stride) {
            int symbol = symbols[i] - least;
            bits -= Math.log(counts[symbol] / total);
            counts[symbol]++;
            total++;
        }
        return bits / Math.log(2);
    }
}
