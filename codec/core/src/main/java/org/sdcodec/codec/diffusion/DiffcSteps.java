package org.sdcodec.codec.diffusion;

import java.util.OptionalInt;
import org.sdcodec.SdcFormatException;

/**
 * Where a run of mode diffc is: what encoder and decoder derive from what was sent before, without the sample. The
 * signal-to-noise ratio ᾱ/(1−ᾱ) grows in steps that are sent as powers of 2^¼; how many bits a step has follows from
 * those before it, so that any start of a file can be decoded. Not thread-safe.
 */
final class DiffcSteps {

    /** The fewest bits of a step, unless the latent is small. */
    static final int LEAST_BITS = 128;

    /** The most bits of a step. */
    static final int MOST_BITS = 16384;

    /** The most steps of a file. */
    static final int MAX_STEPS = 255;

    /** A step is worth no more than one bit for so many numbers. */
    private static final int NUMBERS_PER_BIT = 4;

    private static final int LEAST_GRID = -200;
    private static final int MOST_GRID = 100;
    private static final int PER_OCTAVE = 4;

    /** 2^(k/4), from square roots, which are exact to the last bit everywhere. */
    private static final double[] QUARTERS = {
        1, Math.sqrt(Math.sqrt(2)), Math.sqrt(2), Math.sqrt(2) * Math.sqrt(Math.sqrt(2))
    };

    /** Half of a step of the grid, 2^⅛. */
    private static final double HALF_STEP = Math.sqrt(QUARTERS[1]);

    private final DiffcPlan plan;
    private int step;
    private long before;
    private int lastBits;
    private int lastGrid;

    DiffcSteps(DiffcPlan plan) {
        this.plan = plan;
        this.lastBits = bits();
        // As if the latent's variance were 1 and a bit were worth a bit.
        int log = Integer.SIZE - Integer.numberOfLeadingZeros(plan.numbers() - 1);
        int bitLog = Integer.SIZE - Integer.numberOfLeadingZeros(lastBits - 1);
        this.lastGrid = PER_OCTAVE * (bitLog - log) + 1;
    }

    /** How many steps are done. */
    int done() {
        return step;
    }

    /** How many bits of choice the step has. */
    int bits() {
        return (int) Math.min(Math.max(LEAST_BITS, before / plan.growth()), mostBits(plan.numbers()));
    }

    /** The most bits of a step of so many numbers. */
    static int mostBits(long numbers) {
        return (int) Math.max(1, Math.min(MOST_BITS, numbers / NUMBERS_PER_BIT));
    }

    /** 2^(grid/4). */
    static double rise(int grid) {
        return Math.scalb(QUARTERS[Math.floorMod(grid, PER_OCTAVE)], Math.floorDiv(grid, PER_OCTAVE));
    }

    /** The place of the grid that is nearest to a rise, by ratio. */
    static int nearest(double rise) {
        int grid = LEAST_GRID;
        while (grid < MOST_GRID && rise >= rise(grid) * HALF_STEP) {
            grid++;
        }
        return grid;
    }

    /** What the step's place is expected to be. */
    private int expected() {
        return lastGrid + (bits() > lastBits ? 1 : 0);
    }

    /** Bits that a place takes. */
    int sideBits(int grid) {
        return ones(grid) + 1;
    }

    /** The nearest place that takes so many bits at most, 1 or more. */
    int within(int grid, int sideBits) {
        int place = grid;
        while (sideBits(place) > sideBits) {
            place += place < expected() ? 1 : -1;
        }
        return place;
    }

    /** 0, +1, −1, +2, … become 0, 1, 2, 3, … ones before a zero. */
    private int ones(int grid) {
        int error = grid - expected();
        return error > 0 ? 2 * error - 1 : -2 * error;
    }

    void writePlace(int grid, Bits bits) {
        for (int i = ones(grid); i > 0; i--) {
            bits.write(true);
        }
        bits.write(false);
    }

    /**
     * Reads a place.
     *
     * @param end where the bits end
     * @return nothing if they end before it does
     * @throws SdcFormatException if there is no such place; at the offset of its byte
     */
    OptionalInt readPlace(Bits bits, int end) {
        int ones = 0;
        while (bits.position() < end) {
            if (!bits.read()) {
                int grid = expected() + (ones % 2 == 1 ? (ones + 1) / 2 : -ones / 2);
                if (grid < LEAST_GRID || grid > MOST_GRID) {
                    throw new SdcFormatException((bits.position() - 1) / Byte.SIZE, "a step leads nowhere");
                }
                return OptionalInt.of(grid);
            }
            ones++;
        }
        return OptionalInt.empty();
    }

    /** To the next step. */
    void advance(int grid) {
        lastBits = bits();
        before += lastBits;
        lastGrid = grid;
        step++;
    }
}
