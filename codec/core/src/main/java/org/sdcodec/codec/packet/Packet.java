package org.sdcodec.codec.packet;

import java.util.Optional;

/**
 * One packet: a header of four bytes and a payload.
 *
 * @param number from 0; from {@code count} on it is a parity packet
 * @param count of the packets that hold the picture, without parity
 * @param tag by which packets of one picture are told from those of others, 0..63
 * @param payload not copied
 */
record Packet(int number, int count, int tag, byte[] payload) {

    static final int TAGS = 64;

    private static final int NUMBER_SHIFT = 25;
    private static final int COUNT_SHIFT = 18;
    private static final int TAG_SHIFT = 12;
    private static final int SEVEN_BITS = 0x7F;
    private static final int CHECK_MASK = 0xFFF;

    private static final int POLYNOMIAL = 0x80F;

    boolean isParity() {
        return number >= count;
    }

    /** The bytes of the packet. */
    byte[] toBytes() {
        byte[] bytes = new byte[PacketOptions.HEADER_BYTES + payload.length];
        System.arraycopy(payload, 0, bytes, PacketOptions.HEADER_BYTES, payload.length);
        int header = number << NUMBER_SHIFT | count - 1 << COUNT_SHIFT | tag << TAG_SHIFT;
        putHeader(bytes, header);
        putHeader(bytes, header | check(bytes));
        return bytes;
    }

    /** Nothing if the bytes are no packet, or a damaged one as far as the check tells. */
    static Optional<Packet> of(byte[] bytes) {
        if (bytes.length < PacketOptions.HEADER_BYTES || bytes.length > PacketOptions.MAX_BYTES) {
            return Optional.empty();
        }
        int header = 0;
        for (int i = 0; i < PacketOptions.HEADER_BYTES; i++) {
            header = header << 8 | bytes[i] & 0xFF;
        }
        byte[] unchecked = bytes.clone();
        putHeader(unchecked, header & ~CHECK_MASK);
        if (check(unchecked) != (header & CHECK_MASK)) {
            return Optional.empty();
        }
        byte[] payload = new byte[bytes.length - PacketOptions.HEADER_BYTES];
        System.arraycopy(bytes, PacketOptions.HEADER_BYTES, payload, 0, payload.length);
        return Optional.of(new Packet(
                header >>> NUMBER_SHIFT,
                (header >>> COUNT_SHIFT & SEVEN_BITS) + 1,
                header >>> TAG_SHIFT & TAGS - 1,
                payload));
    }

    private static void putHeader(byte[] bytes, int header) {
        for (int i = 0; i < PacketOptions.HEADER_BYTES; i++) {
            bytes[i] = (byte) (header >>> 8 * (PacketOptions.HEADER_BYTES - 1 - i));
        }
    }

    /**
     * CRC-12 of 3GPP TS 25.212 (polynomial 80F), register preset to FFF. In packets of up to 255 bytes it misses no
     * fault of one, two or any odd number of bits.
     */
    private static int check(byte[] bytes) {
        int register = CHECK_MASK;
        for (byte each : bytes) {
            register ^= (each & 0xFF) << 4;
            for (int bit = 0; bit < 8; bit++) {
                register = (register & 0x800) != 0 ? (register << 1 ^ POLYNOMIAL) & CHECK_MASK : register << 1;
            }
        }
        return register;
    }
}
