package org.sdcodec.cli.image.vp8;

/** The arithmetic decoder of VP8. Source: RFC 6386, section 7. */
final class BoolDecoder {
    private static final int HALF = 128;

    private final byte[] data;
    private final int to;
    private int at;
    private int range = 255;
    /** The bits that are compared with the range, followed by {@link #extra} more. */
    private int value;

    private int extra = -8;
    private boolean ended;

    /** @param to where the data ends, exclusive */
    BoolDecoder(byte[] data, int from, int to) {
        this.data = data;
        this.at = from;
        this.to = to;
    }

    /** One decision. @param probability of 0, in 1/256 */
    int bit(int probability) {
        if (extra < 0) {
            load();
        }
        int split = 1 + ((range - 1) * probability >> 8);
        int shifted = split << extra;
        int bit;
        if (value >= shifted) {
            value -= shifted;
            range -= split;
            bit = 1;
        } else {
            range = split;
            bit = 0;
        }
        int shift = Integer.numberOfLeadingZeros(range) - 24;
        range <<= shift;
        extra -= shift;
        return bit;
    }

    boolean flag() {
        return bit(HALF) == 1;
    }

    /** A number of {@code n} bits, the highest first. */
    int literal(int n) {
        int v = 0;
        for (int i = 0; i < n; i++) {
            v = v << 1 | bit(HALF);
        }
        return v;
    }

    /** A number of {@code n} bits and a sign, if a flag says that there is one; 0 otherwise. */
    int optionalSigned(int n) {
        if (!flag()) {
            return 0;
        }
        int magnitude = literal(n);
        return flag() ? -magnitude : magnitude;
    }

    /** Whether bits behind the end were needed; they are 0. */
    boolean isPastEnd() {
        return ended;
    }

    private void load() {
        ended |= at >= to;
        while (extra < 16) {
            value = value << 8 | (at < to ? data[at] & 0xff : 0);
            at++;
            extra += 8;
        }
    }
}
