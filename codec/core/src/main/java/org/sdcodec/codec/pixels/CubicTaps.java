package org.sdcodec.codec.pixels;

/**
 * Cubic convolution along one axis, enlarging: of which four coded samples, with which weights, each sample is made.
 * The kernel is that of
 * Mitchell and Netravali, "Reconstruction Filters in Computer Graphics" (1988), with B = 0 and C = 1/2 (Catmull and
 * Rom). Every
 * operation is rounded once, in a stated order, so the weights have the same bits on every machine: {@code
 * codec/FORMAT.md}. Immutable.
 */
final class CubicTaps {
    /** Samples that one is made of. */
    static final int COUNT = 4;

    private final int coded;
    private final int full;

    /**
     * @param coded samples of the axis, at least 1
     * @param full samples that are made of them, at least as many
     */
    CubicTaps(int coded, int full) {
        this.coded = coded;
        this.full = full;
    }

    /** How many coded samples there are. */
    int coded() {
        return coded;
    }

    /**
     * The first coded sample that a sample is made of; three follow.
     *
     * @return −2 or more; samples beyond an end are {@linkplain #limited those at the end}
     */
    int first(int sample) {
        return (int) Math.floorDiv(position(sample), 2L * full) - 1;
    }

    /** The place of a sample in {@code 1 / (2 · full)} of a coded sample. */
    private long position(int sample) {
        return (2L * sample + 1) * coded - full;
    }

    /** The coded sample at an index, or the one at the end that the index is beyond. */
    int limited(int index) {
        return Math.max(0, Math.min(coded - 1, index));
    }

    /** The weights of the four samples from {@link #first} on, in {@code to}. */
    void weights(int sample, float[] to) {
        long unit = 2L * full;
        float t = (float) ((double) Math.floorMod(position(sample), unit) / unit);
        to[0] = ((-0.5f * t + 1f) * t - 0.5f) * t;
        to[1] = (1.5f * t - 2.5f) * t * t + 1f;
        to[2] = ((-1.5f * t + 2f) * t + 0.5f) * t;
        to[3] = (0.5f * t - 0.5f) * t * t;
    }
}
