package org.sdcodec.engine.network;

/**
 * How much of a network's weights stays in memory between uses. A layer's matrix is read from its file and packed when
 * the layer first runs; it is then kept, or dropped and read again the next time. The results are the same.
 *
 * @param bytes room for packed weights; the first layers that fit into it are kept, in the order in which they run
 */
public record WeightResidency(long bytes) {
    /** Everything is kept: fastest, and takes the size of the network in float32. */
    public static final WeightResidency KEEP = new WeightResidency(Long.MAX_VALUE);

    /** Nothing is kept: takes the memory of the largest layer, and reads the file at every step. */
    public static final WeightResidency DROP = new WeightResidency(0);

    /**
     * With an eighth, a decode of 512 × 512 pixels with Stable Diffusion 1.4 failed at -Xmx3g: the default collector
     * does not move arrays of many megabytes, so that none as large fits between them.
     */
    private static final int GARBAGE_DIVISOR = 4;

    public WeightResidency {
        if (bytes < 0) {
            throw new IllegalArgumentException("the room for weights must not be negative, but is " + bytes);
        }
    }

    /**
     * What a heap has room for beside a run that keeps nothing.
     *
     * @param heap bytes of the Java heap; a quarter of it is left to the garbage collector
     * @param dropping what the network needs when it is loaded with {@link #DROP}
     * @return {@link #DROP} if there is no room, or too little even for that; the caller finds out by comparing
     */
    public static WeightResidency fitting(long heap, MemoryEstimate dropping) {
        return new WeightResidency(Math.max(0, heap - heap / GARBAGE_DIVISOR - dropping.total()));
    }
}
