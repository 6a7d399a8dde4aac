package org.sdcodec.codec.entropy;

/**
 * The inverse of {@link RangeEncoder} for the beginning of a stream: it gives the decisions that no continuation of the
 * data could change, and ends at the first that one could. A whole stream ends it a little early too, because where it
 * ends is not known here.
 */
final class PartialRangeDecoder implements BitCoder {

    /** The data does not say how the next decision went. */
    static final class EndException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private EndException() {
            super("the data ends here", null, false, false);
        }
    }

    private static final long TOP = 1L << 24;
    private static final int BYTE = 8;
    private static final int REGISTER_BYTES = 4;

    private final byte[] data;
    private int position;
    private long range = 0xFFFFFFFFL;
    /** As in {@link RangeDecoder}, with zeros for missing bytes: the least that it can be. */
    private long code;
    /** How many numbers, from {@link #code} up, the missing bytes leave possible; 1 while none is missing. */
    private long open = 1;

    /** @param data the beginning of a stream, of any length; not modified, and must not change while decoding */
    PartialRangeDecoder(byte[] data) {
        this.data = data;
        for (int i = 0; i < REGISTER_BYTES; i++) {
            shiftIn();
        }
    }

    /** @throws EndException if the data leaves both answers possible */
    @Override
    public int code(int ignored, int probability) {
        long bound = range * probability >>> PROBABILITY_BITS;
        int bit;
        if (code >= range) {
            // No encoder writes this.
            throw new EndException();
        }
        if (code >= bound) {
            code -= bound;
            range -= bound;
            bit = 0;
        } else if (code + open <= bound) {
            range = bound;
            bit = 1;
        } else {
            throw new EndException();
        }
        open = Math.min(open, range - code);
        while (range < TOP) {
            range <<= BYTE;
            shiftIn();
        }
        return bit;
    }

    private void shiftIn() {
        code <<= BYTE;
        if (position < data.length) {
            code |= data[position++] & 0xFF;
        } else {
            open <<= BYTE;
        }
    }
}
