package org.sdcodec.codec.diffusion;

import java.math.BigInteger;

/**
 * Numbers the sets of M of K things by the combinatorial number system: the rank of {c₁ < c₂ < … < c_M} is C(c₁, 1) +
 * C(c₂, 2) + … + C(c_M, M), below C(K, M). In exact integers.
 */
final class Combinations {

    private Combinations() {}

    /** C(n, k); 0 if k is larger. */
    static BigInteger count(int n, int k) {
        if (k > n) {
            return BigInteger.ZERO;
        }
        BigInteger count = BigInteger.ONE;
        for (int i = 1; i <= k; i++) {
            count = next(count, n, i - 1);
        }
        return count;
    }

    /** C(n, k + 1) of C(n, k). */
    static BigInteger next(BigInteger count, int n, int k) {
        return count.multiply(BigInteger.valueOf(n - k)).divide(BigInteger.valueOf(k + 1L));
    }

    /** Bits that hold every rank below a count: ⌈log₂ count⌉. */
    static int bits(BigInteger count) {
        return count.subtract(BigInteger.ONE).bitLength();
    }

    /**
     * The rank of a set.
     *
     * @param set ascending, from 0 to {@code things} − 1
     */
    static BigInteger rank(int[] set, int things) {
        BigInteger rank = BigInteger.ZERO;
        Walk walk = new Walk(things, set.length);
        for (int i = set.length; i > 0; i--) {
            while (walk.thing > set[i - 1]) {
                walk.lower();
            }
            rank = rank.add(walk.below);
            walk.take();
        }
        return rank;
    }

    /**
     * The set of a rank.
     *
     * @param rank below C(things, size)
     * @return ascending
     */
    static int[] set(BigInteger rank, int things, int size) {
        int[] set = new int[size];
        BigInteger rest = rank;
        Walk walk = new Walk(things, size);
        for (int i = size; i > 0; i--) {
            while (walk.below.compareTo(rest) > 0) {
                walk.lower();
            }
            set[i - 1] = walk.thing;
            rest = rest.subtract(walk.below);
            walk.take();
        }
        return set;
    }

    /** Goes down through the things and the places of a set, with the count of what lies below. */
    private static final class Walk {
        /** C(thing, place). */
        private BigInteger below;

        private int thing;
        private int place;

        Walk(int things, int size) {
            this.thing = things;
            this.place = size;
            this.below = count(things, size);
            if (size > 0) {
                lower();
            }
        }

        /** To the next lower thing. */
        void lower() {
            below = below.multiply(BigInteger.valueOf(thing - place)).divide(BigInteger.valueOf(thing));
            thing--;
        }

        /** The thing is in the set: to the next lower thing and place. */
        void take() {
            if (place > 1) {
                if (below.signum() == 0) {
                    // Only the lowest things are left, which a ratio does not reach.
                    place--;
                    thing--;
                    below = count(thing, place);
                    return;
                }
                below = below.multiply(BigInteger.valueOf(place)).divide(BigInteger.valueOf(thing - place + 1L));
                place--;
                lower();
            }
        }
    }
}
