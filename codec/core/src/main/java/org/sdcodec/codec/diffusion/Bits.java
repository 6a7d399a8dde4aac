package org.sdcodec.codec.diffusion;

import java.math.BigInteger;

/**
 * Unsigned numbers of any width in an array of bytes, the highest bit first. Reads or writes in order. Not thread-safe.
 */
final class Bits {

    private final byte[] bytes;
    private int position;

    /** @param bytes not copied; to be written, they must be zeros */
    Bits(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @param value below 2^width */
    void write(BigInteger value, int width) {
        for (int i = width - 1; i >= 0; i--) {
            write(value.testBit(i));
        }
    }

    void write(boolean bit) {
        if (bit) {
            bytes[position >> 3] |= (byte) (0x80 >> (position & 7));
        }
        position++;
    }

    /** The next {@code width} bits. */
    BigInteger read(int width) {
        byte[] value = new byte[width / Byte.SIZE + 1];
        for (int i = width - 1; i >= 0; i--) {
            if (read()) {
                value[value.length - 1 - (i >> 3)] |= (byte) (1 << (i & 7));
            }
        }
        return new BigInteger(value);
    }

    boolean read() {
        boolean bit = (bytes[position >> 3] & 0x80 >> (position & 7)) != 0;
        position++;
        return bit;
    }

    /** How many bits were written or read. */
    int position() {
        return position;
    }

    /** Goes on at another bit. */
    void position(int bit) {
        position = bit;
    }

    /** Whether all bits that have not been read are 0. */
    boolean restIsZero() {
        while (position < bytes.length * Byte.SIZE) {
            if (read()) {
                return false;
            }
        }
        return true;
    }
}
