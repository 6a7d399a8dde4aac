package org.sdcodec.engine.network;

/**
 * The shape of a tensor that need not exist, to work out memory beforehand.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1
 * @param channels values per row and column, at least 1
 */
public record Shape(long height, long width, long channels) {
    /** Far more elements than any memory holds, and few enough for sums of several. */
    private static final long SATURATED = 1L << 56;

    /** Number of elements; 2^56 if there are more. */
    public long elements() {
        long pixels = height * width;
        return pixels > SATURATED / channels ? SATURATED : pixels * channels;
    }

    /** The same height and width with other channels. */
    public Shape withChannels(long other) {
        return new Shape(height, width, other);
    }
}
