package org.sdcodec.codec.diffusion;

import java.math.BigInteger;
import org.sdcodec.SdcFormatException;

/**
 * How a file of mode ddcm is laid out: all follows from two numbers of the header, the first byte and the length of the
 * coded latent.
 *
 * @param steps T, of the whole ladder, 2 to {@link #MAX_STEPS}
 * @param coded S, steps whose noise the file chooses, 1 to T − 1
 * @param set the codebooks
 * @param numbers n, of the latent
 * @param bytes of the coded latent
 */
record DdcmPlan(int steps, int coded, AtomSet set, int numbers, int bytes) {

    static final int MAX_STEPS = 255;

    /** The most atoms of a step, or half of all atoms if those are fewer. */
    static final int MAX_COUNT = 16384;

    /** So many calls of the network a decoder makes by default, or one more than there are coded steps. */
    static final int USUAL_CALLS = TimeLadder.PUBLISHED;

    /** The effort that takes as many coded steps as Turbo-DDCM. */
    private static final int PUBLISHED_EFFORT = 5;

    /**
     * Bits per number of Turbo-DDCM's files, of a latent of 16,384, and how many coded steps of its ladder these have.
     */
    private static final double[] RATES = {0, 0.196, 0.383, 0.698, 1.25, 1.873, 2.4375};

    private static final double[] PLACES = {0, 6, 10, 15, 21, 26, 29};

    /** The codebook's byte. */
    private static final int FIRST = 1;

    /**
     * The plan of a size.
     *
     * @param effort 1 to 9: how many coded steps reach the same place of the ladder; {@value #PUBLISHED_EFFORT} as
     *     published
     */
    static DdcmPlan of(AtomSet set, int numbers, int bytes, int effort) {
        double bits = (double) (bytes - FIRST) * Byte.SIZE;
        double place = placeFor(bits / numbers);
        int atoms = (int) set.atoms(numbers);
        long affordable = (long) bits / set.bits(atoms, 1, BigInteger.valueOf(atoms));
        long wanted = Math.round(place * effort / PUBLISHED_EFFORT);
        int coded = (int) Math.max(1, Math.min(Math.min(wanted, affordable), MAX_STEPS - 1L));
        long steps = 1 + Math.round((TimeLadder.PUBLISHED - 1) * coded / place);
        return new DdcmPlan((int) Math.max(coded + 1, Math.min(steps, MAX_STEPS)), coded, set, numbers, bytes);
    }

    /** To which place of the published ladder such a rate leads: where Turbo-DDCM's files of that rate end. */
    private static double placeFor(double bitsPerNumber) {
        int i = 1;
        while (i < RATES.length - 1 && RATES[i] < bitsPerNumber) {
            i++;
        }
        double part = (bitsPerNumber - RATES[i - 1]) / (RATES[i] - RATES[i - 1]);
        return PLACES[i - 1] + Math.min(1, part) * (PLACES[i] - PLACES[i - 1]);
    }

    /** How many atoms each codebook has. */
    int atoms() {
        return (int) set.atoms(numbers);
    }

    /** Calls of the network after the coded steps, unless somebody wants another number. */
    int usualTail() {
        return Math.min(steps - coded, Math.max(1, USUAL_CALLS - coded));
    }

    /**
     * How many atoms each coded step has: M or M + 1, so many that another one would not fit. The first steps have
     * more.
     *
     * @throws SdcFormatException if the bytes are fewer than one atom needs, or more than the most atoms do
     */
    int[] counts() {
        int atoms = atoms();
        long room = (long) (bytes - FIRST) * Byte.SIZE;
        int most = most(atoms);
        int count = 0;
        BigInteger sets = BigInteger.ONE;
        long taken = 0;
        long more = 0;
        while (count < most) {
            BigInteger next = Combinations.next(sets, atoms, count);
            more = set.bits(atoms, count + 1, next);
            if (more * coded > room) {
                break;
            }
            sets = next;
            taken = more;
            count++;
        }
        long first = count == most ? 0 : (room - taken * coded) / (more - taken);
        long rest = room - taken * coded - first * (more - taken);
        if (count == 0 && first == 0) {
            throw new SdcFormatException(0, "the coded latent of " + bytes + " bytes has no room for an atom");
        }
        if (count == most && rest >= Byte.SIZE) {
            throw new SdcFormatException(0, "the coded latent of " + bytes + " bytes is longer than its atoms");
        }
        int[] counts = new int[coded];
        for (int i = 0; i < coded; i++) {
            counts[i] = i < first ? count + 1 : count;
        }
        return counts;
    }

    /** The most atoms that a step chooses. */
    private static int most(int atoms) {
        return Math.min(MAX_COUNT, Math.max(1, atoms / 2));
    }

    /** The fewest bytes of a coded latent: one atom. */
    static int leastBytes(AtomSet set, int numbers) {
        int atoms = (int) set.atoms(numbers);
        return FIRST + bytes(set.bits(atoms, 1, BigInteger.valueOf(atoms)));
    }

    /** The most bytes of a coded latent with so many coded steps. */
    static int mostBytes(AtomSet set, int numbers, int coded) {
        int atoms = (int) set.atoms(numbers);
        int most = most(atoms);
        long bits = set.bits(atoms, most, Combinations.count(atoms, most));
        return FIRST + bytes(bits * coded);
    }

    private static int bytes(long bits) {
        return (int) Math.min(Integer.MAX_VALUE / 2, (bits + Byte.SIZE - 1) / Byte.SIZE);
    }
}
