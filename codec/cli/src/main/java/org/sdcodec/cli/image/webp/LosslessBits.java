package org.sdcodec.cli.image.webp;

import org.sdcodec.cli.image.common.UnreadableException;

/** Bits of the lossless format, the lowest of each byte first. */
final class LosslessBits {
    private final byte[] data;
    private final int to;
    private int at;
    private long buffer;
    private int buffered;
    private int invented;

    /** @param to where the data ends, exclusive */
    LosslessBits(byte[] data, int from, int to) {
        this.data = data;
        this.at = from;
        this.to = to;
    }

    /** The next {@code n} bits, 0 to 24, the first as the lowest. */
    int read(int n) {
        int value = peek() & (1 << n) - 1;
        skip(n);
        return value;
    }

    /** At least 24 bits that follow; those behind the end are 0. */
    int peek() {
        while (buffered <= 32) {
            if (at < to) {
                buffer |= (data[at++] & 0xffL) << buffered;
            } else {
                invented += 8;
            }
            buffered += 8;
        }
        return (int) buffer;
    }

    /** Passes bits that were looked at. */
    void skip(int n) {
        buffer >>>= n;
        buffered -= n;
        if (buffered < invented) {
            throw UnreadableException.damaged("the data ends too early");
        }
    }
}
