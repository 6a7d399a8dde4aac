package org.sdcodec.vae;

/** The size of a tensor that need not exist, for working out memory beforehand. */
record Size(long height, long width, long channels) {
    /** Far more than any memory, and small enough for sums of several. */
    private static final long MUCH = 1L << 56;

    /** Number of elements; 2^56 if there are more. */
    long elements() {
        long pixels = height * width;
        return pixels > MUCH / channels ? MUCH : pixels * channels;
    }
}
