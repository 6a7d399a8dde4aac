package org.sdcodec.codec.diffusion;

import java.util.Arrays;

/**
 * Random numbers that are a function of a stream and a counter, in integers only: SplitMix64 (Steele, Lea and Flood
 * 2014), started from a key for each stream. Encoder and decoder have them in common; {@code codec/FORMAT.md} specifies
 * every bit. Immutable.
 */
final class CounterRandom {

    /** What the numbers are for. The first part of a stream's name; the second is a number. */
    enum Purpose {
        NOISE,
        SIGNS,
        PLACES,
        ATOMS,
        CANDIDATES,
        ORDER
    }

    /**
     * What makes a {@link #normal} integer a number of variance 1: 2⁻¹⁶ divided by the deviation of 256 random bits and
     * a rounding, √(64 + 1/12).
     */
    static final double NORMAL_UNIT = 1 / (65536 * Math.sqrt(769.0 / 12));

    /** What makes a {@link #candidate} integer a number of variance 1. */
    static final double CANDIDATE_UNIT = 1 / (65536 * Math.sqrt(145.0 / 12));

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final int INDEX_BITS = 32;
    private static final int WORDS_PER_NORMAL = 5;
    private static final int HALF_THE_BITS = 128;
    private static final int FRACTION_BITS = 16;
    private static final int HALF_THE_CANDIDATE_BITS = 24;

    private final long key;

    /** @param index 0 or more */
    CounterRandom(Purpose purpose, int index) {
        this.key = mix(GOLDEN + ((long) purpose.ordinal() << INDEX_BITS) + index);
    }

    /** 64 random bits. */
    long word(long counter) {
        return mix(key + (counter + 1) * GOLDEN);
    }

    /**
     * A number below a bound.
     *
     * @param bound 1 … 2³¹ − 1
     */
    int below(int bound, long counter) {
        return (int) ((word(counter) >>> INDEX_BITS) * bound >>> INDEX_BITS);
    }

    /**
     * A nearly Gaussian integer of mean −½ and deviation 1 / {@link #NORMAL_UNIT}: how many of 256 bits are set, less
     * 128, in 2⁻¹⁶, with 16 random bits below. Its excess kurtosis is −1/128, and it goes as far as 16 deviations.
     */
    int normal(long counter) {
        long first = counter * WORDS_PER_NORMAL;
        int set = Long.bitCount(word(first))
                + Long.bitCount(word(first + 1))
                + Long.bitCount(word(first + 2))
                + Long.bitCount(word(first + 3));
        int fraction = (int) (word(first + 4) >>> Long.SIZE - FRACTION_BITS);
        return (set - HALF_THE_BITS << FRACTION_BITS) + fraction - (1 << FRACTION_BITS - 1);
    }

    /**
     * A nearly Gaussian integer of mean −½ and deviation 1 / {@link #CANDIDATE_UNIT} from one word, where many are
     * needed: how many of its upper 48 bits are set, less 24, in 2⁻¹⁶, with its lower 16 bits below. Its excess
     * kurtosis is −1/24, and it goes as far as 7 deviations.
     */
    int candidate(long counter) {
        long word = word(counter);
        int set = Long.bitCount(word >>> FRACTION_BITS);
        int fraction = (int) word & (1 << FRACTION_BITS) - 1;
        return (set - HALF_THE_CANDIDATE_BITS << FRACTION_BITS) + fraction - (1 << FRACTION_BITS - 1);
    }

    /** Adds a multiple of some {@link #candidate} integers, {@code first} and those behind it, to as many sums. */
    void addCandidates(double factor, long first, double[] sums) {
        for (int m = 0; m < sums.length; m++) {
            sums[m] += factor * candidate(first + m);
        }
    }

    /** The numbers from 0 on in random order (Fisher and Yates), or the first so many of them. */
    int[] shuffled(int all, int first) {
        int[] numbers = new int[all];
        for (int c = 0; c < all; c++) {
            numbers[c] = c;
        }
        for (int j = 0; j < first; j++) {
            int other = j + below(all - j, j);
            int taken = numbers[other];
            numbers[other] = numbers[j];
            numbers[j] = taken;
        }
        return first == all ? numbers : Arrays.copyOf(numbers, first);
    }

    private static long mix(long value) {
        long z = value;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
