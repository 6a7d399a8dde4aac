package org.sdcodec.codec.training;

import org.sdcodec.codec.quant.StepSize;

/**
 * The shape of a prior's network: which channels are coded together, how far it looks, how wide its layers are.
 *
 * @param channels of the latent
 * @param passes how many; each codes {@code channels / passes} channels
 * @param groups of channels in a pass, which follow each other at a site
 * @param rows above a site that a pass sees of its own channels
 * @param columns to the left and right that it sees of them
 * @param around rows and columns on each side that it sees of the channels of earlier passes
 * @param context width of the first two layers, a multiple of 32
 * @param hidden width of the next two for each group
 * @param lowest the smallest step code that it is for
 * @param highest the largest one
 */
record PriorShape(
        int channels,
        int passes,
        int groups,
        int rows,
        int columns,
        int around,
        int context,
        int hidden,
        int lowest,
        int highest) {

    private static final int MOST_PASSES = 4;
    private static final int MOST_GROUPS = 8;
    private static final int ROWS = 2;
    private static final int COLUMNS = 2;
    private static final int AROUND = 1;
    private static final int CONTEXT = 64;
    private static final int HIDDEN = 16;
    private static final int FINEST = 72;
    /** Codes of the step above that of the latents' root mean square: two octaves, where most values are 0. */
    private static final int BEYOND = 48;

    private static final int LEAST_HIGHEST = 120;
    private static final int MOST_HIGHEST = 216;

    /**
     * What suits latents.
     *
     * @param rms their root mean square in the scale of the diffusion model
     */
    static PriorShape of(int channels, float rms) {
        int passes = largestDivisor(channels, MOST_PASSES);
        int groups = largestDivisor(channels / passes, MOST_GROUPS);
        int highest = Math.max(LEAST_HIGHEST, Math.min(MOST_HIGHEST, StepSize.nearestCode(rms) + BEYOND));
        return new PriorShape(channels, passes, groups, ROWS, COLUMNS, AROUND, CONTEXT, HIDDEN, FINEST, highest);
    }

    private static int largestDivisor(int number, int most) {
        int divisor = Math.min(number, most);
        while (number % divisor != 0) {
            divisor--;
        }
        return divisor;
    }

    /** How many cells around a site it sees at most. */
    int reach() {
        return Math.max(around, Math.max(rows, columns));
    }

    /** Channels of a pass. */
    int perPass() {
        return channels / passes;
    }

    /** The place of a channel or a number among equal groups. */
    int group(int element, int elements) {
        return element * groups / elements;
    }
}
