package org.sdcodec.codec.diffusion;

import java.math.BigInteger;
import org.sdcodec.SdcFormatException;

/**
 * Which codebooks a file has, and how its choices are written: the byte with which a coded latent of mode ddcm begins,
 * and a bit of the header.
 *
 * @param gaussian whether atoms are Gaussian numbers, instead of rows of a Hadamard matrix
 * @param redundancy 0 to {@link #MAX_REDUNDANCY}: the number of atoms is the smallest power of two that is not below n,
 *     times 2^redundancy
 * @param robust whether each atom is written on its own, so that a wrong bit changes one atom only
 */
record AtomSet(boolean gaussian, int redundancy, boolean robust) {

    static final int MAX_REDUNDANCY = 15;

    /** More atoms than this take memory for little gain. */
    static final int MAX_ATOMS = 1 << 22;

    private static final int GAUSSIAN = 0x10;

    AtomSet {
        if (redundancy < 0 || redundancy > MAX_REDUNDANCY) {
            throw new IllegalArgumentException("the redundancy is 0 to " + MAX_REDUNDANCY + ", not " + redundancy);
        }
    }

    static AtomSet parse(int value, boolean robust) {
        if (value >= 2 * GAUSSIAN) {
            throw new SdcFormatException(0, "the codebook " + value + " was found, but this sdcodec knows 0 to 31");
        }
        return new AtomSet((value & GAUSSIAN) != 0, value & MAX_REDUNDANCY, robust);
    }

    byte toByte() {
        return (byte) (redundancy | (gaussian ? GAUSSIAN : 0));
    }

    /** How many atoms a codebook has for latents of so many numbers. */
    long atoms(long numbers) {
        int log = Long.SIZE - Long.numberOfLeadingZeros(numbers - 1);
        return 1L << (numbers == 1 ? 0 : log) + redundancy;
    }

    Codebook codebook(int step, int numbers) {
        int atoms = (int) atoms(numbers);
        return gaussian ? new GaussianCodebook(step, numbers, atoms) : new HadamardCodebook(step, numbers, atoms);
    }

    /** Bits of an index. */
    private static int indexBits(int atoms) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(atoms - 1);
    }

    /**
     * Bits of a choice.
     *
     * @param sets C(atoms, count)
     */
    long bits(int atoms, int count, BigInteger sets) {
        return robust ? (long) count * (indexBits(atoms) + 1) : (long) Combinations.bits(sets) + count;
    }

    /** Writes a choice: the set of atoms, then their signs. */
    void write(Choice choice, int atoms, Bits bits) {
        int count = choice.atoms().length;
        if (robust) {
            for (int i = 0; i < count; i++) {
                bits.write(BigInteger.valueOf(choice.atoms()[i]), indexBits(atoms));
                bits.write(choice.negative()[i]);
            }
            return;
        }
        bits.write(Combinations.rank(choice.atoms(), atoms), Combinations.bits(Combinations.count(atoms, count)));
        for (boolean negative : choice.negative()) {
            bits.write(negative);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws SdcFormatException if there is no such set; at offset 1
     */
    Choice read(int atoms, int count, Bits bits) {
        int[] chosen = new int[count];
        boolean[] negative = new boolean[count];
        if (robust) {
            for (int i = 0; i < count; i++) {
                chosen[i] = bits.read(indexBits(atoms)).intValue();
                negative[i] = bits.read();
            }
            return new Choice(chosen, negative);
        }
        BigInteger sets = Combinations.count(atoms, count);
        BigInteger rank = bits.read(Combinations.bits(sets));
        if (rank.compareTo(sets) >= 0) {
            throw new SdcFormatException(1, "a set of " + count + " of " + atoms + " atoms has no such number");
        }
        chosen = Combinations.set(rank, atoms, count);
        for (int i = 0; i < count; i++) {
            negative[i] = bits.read();
        }
        return new Choice(chosen, negative);
    }
}
