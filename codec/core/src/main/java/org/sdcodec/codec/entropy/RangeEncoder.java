package org.sdcodec.codec.entropy;

import java.util.Arrays;

/**
 * Adaptive binary range encoder with carry propagation (G. N. N. Martin, "Range encoding", 1979; the delayed output of
 * bytes that a carry may still change is the one known from LZMA). Integer arithmetic only.
 *
 * <p>State: an interval [low, low + range) of 32-bit numbers, 2^24 &le; range &lt; 2^32 between decisions.
 */
final class RangeEncoder implements BitCoder {
    private static final long TOP = 1L << 24;

    private byte[] out = new byte[1024];
    private int size;
    private long low;
    private long range = 0xFFFFFFFFL;
    /** The last byte not yet written, and how many bytes 0xFF follow it; -1 before the first byte. */
    private int pending = -1;

    private long pendingOnes;

    @Override
    public int code(int bit, int probability) {
        long bound = range * probability >>> PROBABILITY_BITS;
        if (bit != 0) {
            range = bound;
        } else {
            low += bound;
            range -= bound;
        }
        while (range < TOP) {
            range <<= 8;
            shift();
        }
        return bit;
    }

    /**
     * Ends the stream with one byte, the shortest that names a number inside the last interval: because
     * range &ge; 2^24 there is always one whose low 24 bits are zero, and those the decoder supplies itself.
     *
     * @return all bytes; the encoder must not be used afterwards
     */
    byte[] finish() {
        low = (low + TOP - 1) & -TOP;
        shift();
        shift();
        return Arrays.copyOf(out, size);
    }

    private void shift() {
        long carry = low >>> 32;
        long top = low >>> 24 & 0xFF;
        if (carry != 0 || top != 0xFF) {
            if (pending >= 0) {
                write((int) (pending + carry));
            }
            for (; pendingOnes > 0; pendingOnes--) {
                write((int) (0xFF + carry));
            }
            pending = (int) top;
        } else {
            pendingOnes++;
        }
        low = (low & TOP - 1) << 8;
    }

    private void write(int value) {
        if (size == out.length) {
            out = Arrays.copyOf(out, 2 * size);
        }
        out[size++] = (byte) value;
    }
}
