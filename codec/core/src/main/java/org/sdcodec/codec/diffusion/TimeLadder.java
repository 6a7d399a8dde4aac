package org.sdcodec.codec.diffusion;

/**
 * The time steps of a run from pure noise to the latent. T = {@value #PUBLISHED} gives those of Turbo-DDCM (Vaisman et
 * al. 2026); other T lie between them, evenly by place.
 */
final class TimeLadder {

    /** How many steps the published ladder has. */
    static final int PUBLISHED = 30;

    /** The schedule's length that the ladder is for. */
    static final int TRAIN_TIMESTEPS = 1000;

    private static final int[] STEPS = {
        999, 834, 704, 591, 520, 455, 410, 353, 313, 269, 231, 204, 175, 156, 135, 118, 101, 90, 76, 66, 54, 45, 40, 34,
        29, 23, 18, 12, 7, 1
    };

    private TimeLadder() {}

    /**
     * A time step, falling from 999 at place 0 to 1 at place {@code steps} − 1.
     *
     * @param place 0 to {@code steps} − 1
     * @param steps at least 2
     */
    static double timestep(int place, int steps) {
        int scaled = place * (PUBLISHED - 1);
        int below = scaled / (steps - 1);
        int part = scaled % (steps - 1);
        return part == 0
                ? STEPS[below]
                : STEPS[below] + (double) (part * (STEPS[below + 1] - STEPS[below])) / (steps - 1);
    }
}
