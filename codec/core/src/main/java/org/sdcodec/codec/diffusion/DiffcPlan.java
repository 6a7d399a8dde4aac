package org.sdcodec.codec.diffusion;

/**
 * What the header says of a file of mode diffc.
 *
 * @param window W, how many bits decide on each number, 1 to {@link #MOST}
 * @param growth q: a step has a q-th of the bits of all steps before it, 1 to {@link #MOST}
 * @param numbers n, of the latent
 */
record DiffcPlan(int window, int growth, int numbers) {

    static final int MOST = 16;

    /** The effort that reaches the longest window is this much less than it. */
    private static final int WINDOW_ABOVE_EFFORT = 10;

    private static final double GROWTH_PER_EFFORT = 1.6;

    DiffcPlan {
        if (window < 1 || window > MOST || growth < 1 || growth > MOST || numbers < 1) {
            throw new IllegalArgumentException("window " + window + ", growth " + growth + ", numbers " + numbers);
        }
    }

    /** @param effort 1 to 9 */
    static DiffcPlan of(int effort, int numbers) {
        int growth = (int) Math.round(GROWTH_PER_EFFORT * effort);
        return new DiffcPlan(Math.min(MOST, effort + WINDOW_ABOVE_EFFORT), growth, numbers);
    }

    static DiffcPlan parse(int stepCode, int numbers) {
        return new DiffcPlan(1 + (stepCode >> 4), 1 + (stepCode & 15), numbers);
    }

    int toStepCode() {
        return window - 1 << 4 | growth - 1;
    }

    /** The window of a step of so many bits. */
    int window(int bits) {
        return Math.min(window, bits);
    }

    /** About how many steps so many bits are. */
    int expectedSteps(long bits) {
        DiffcSteps steps = new DiffcSteps(this);
        long used = 0;
        while (used < bits && steps.done() < DiffcSteps.MAX_STEPS) {
            used += steps.bits() + 2;
            steps.advance(0);
        }
        return Math.max(1, steps.done());
    }
}
