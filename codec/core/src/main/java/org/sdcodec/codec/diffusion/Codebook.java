package org.sdcodec.codec.diffusion;

/**
 * The atoms of one step: vectors of pseudo-random numbers that encoder and decoder have in common. Immutable,
 * thread-safe.
 */
interface Codebook {

    /** How many numbers an atom has. */
    int numbers();

    /** How many atoms there are, at most 2²⁴. */
    int atoms();

    /**
     * The inner product of each atom with a residual, up to a factor that all have in common. Sums in an order that
     * depends on the shape only.
     *
     * @param residual as many values as an atom has numbers; not modified
     */
    double[] correlate(float[] residual);

    /** The sum of some atoms, exactly, up to a factor that all have in common. */
    long[] combine(Choice choice);
}
