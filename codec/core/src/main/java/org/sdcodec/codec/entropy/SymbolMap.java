package org.sdcodec.codec.entropy;

/**
 * The symbols of a latent, channels last, and which of them are known not to be 0: a bit of each, so that zeros are
 * passed over quickly.
 */
final class SymbolMap {
    private static final int ALL_BITS = 63;
    private static final int WORD_SHIFT = 6;

    private final int[] values;
    private final int channels;
    private final int words;
    private final long[] bits;

    /** @param values height × width × channels symbols; none of them known yet */
    SymbolMap(int[] values, int channels) {
        this.values = values;
        this.channels = channels;
        words = (channels + ALL_BITS) >> WORD_SHIFT;
        bits = new long[values.length / channels * words];
    }

    int get(int cell, int channel) {
        return values[cell * channels + channel];
    }

    /** Says that a symbol is not 0. */
    void mark(int cell, int channel) {
        bits[cell * words + (channel >> WORD_SHIFT)] |= 1L << channel;
    }

    /**
     * The first channel from {@code from} on whose symbol at the cell is not 0; {@link Integer#MAX_VALUE} if there is
     * none.
     */
    int next(int cell, int from) {
        int word = from >> WORD_SHIFT;
        if (word >= words) {
            return Integer.MAX_VALUE;
        }
        long rest = bits[cell * words + word] & -1L << from;
        while (rest == 0) {
            if (++word == words) {
                return Integer.MAX_VALUE;
            }
            rest = bits[cell * words + word];
        }
        return (word << WORD_SHIFT) + Long.numberOfTrailingZeros(rest);
    }
}
