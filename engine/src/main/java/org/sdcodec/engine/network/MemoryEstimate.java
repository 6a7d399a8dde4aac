package org.sdcodec.engine.network;

/**
 * The Java heap that a run of a network needs at most, garbage not counted.
 *
 * @param keptWeights bytes of the weights that stay in memory
 * @param largestDropped bytes that the largest of the other layers takes while it is read and packed; 0 if there is
 *     none
 * @param work bytes of intermediate results
 */
public record MemoryEstimate(long keptWeights, long largestDropped, long work) {
    /** All of it, in bytes. */
    public long total() {
        return keptWeights + largestDropped + work;
    }
}
