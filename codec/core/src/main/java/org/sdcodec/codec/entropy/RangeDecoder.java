package org.sdcodec.codec.entropy;

import org.sdcodec.SdcFormatException;

/**
 * The inverse of {@link RangeEncoder}. It never reads outside its data: after the last byte it supplies the three zero
 * bytes that the encoder leaves out, and a fourth is refused, so that decoding always ends.
 */
final class RangeDecoder implements BitCoder {
    private static final long TOP = 1L << 24;
    /** The encoder's last number ends in 24 zero bits, which are not written. */
    private static final int IMPLIED_BYTES = 3;

    private final byte[] data;
    private int position;
    private long range = 0xFFFFFFFFL;
    /** The number that the stream names, less the interval's low end; always below range. */
    private long code;

    /**
     * @param data the whole stream; not modified, and must not change while decoding
     * @throws SdcFormatException if it is empty or starts as no stream can
     */
    RangeDecoder(byte[] data) {
        this.data = data;
        if (data.length == 0) {
            throw new SdcFormatException(0, "the coded data is empty, at least one byte was expected");
        }
        for (int i = 0; i < 4; i++) {
            code = code << 8 | next();
        }
        if (code >= range) {
            throw new SdcFormatException(0, "the coded data starts with FF FF FF FF, which no encoder writes");
        }
    }

    @Override
    public int code(int ignored, int probability) {
        long bound = range * probability >>> PROBABILITY_BITS;
        int bit;
        if (code < bound) {
            range = bound;
            bit = 1;
        } else {
            code -= bound;
            range -= bound;
            bit = 0;
        }
        while (range < TOP) {
            range <<= 8;
            code = code << 8 | next();
        }
        return bit;
    }

    /** Where the next byte is read, for messages; at most the length of the data. */
    int position() {
        return Math.min(position, data.length);
    }

    /**
     * To be called after the last decision.
     *
     * @throws SdcFormatException unless the stream ends exactly here
     */
    void finish() {
        int expected = position - IMPLIED_BYTES;
        if (expected != data.length) {
            throw new SdcFormatException(
                    expected, "the coded data should end here, but " + (data.length - expected) + " more bytes follow");
        }
    }

    private int next() {
        if (position >= data.length + IMPLIED_BYTES) {
            throw new SdcFormatException(
                    data.length, "the coded data ends after " + data.length + " bytes, but more is needed");
        }
        int value = position < data.length ? data[position] & 0xFF : 0;
        position++;
        return value;
    }
}
