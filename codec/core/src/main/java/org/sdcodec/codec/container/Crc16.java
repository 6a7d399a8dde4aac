package org.sdcodec.codec.container;

/**
 * The checksum of brief headers: CRC-16 with the polynomial 1021 (ITU-T V.41), not reflected, register preset to FFFF
 * ("CRC-16/IBM-3740", often called CCITT-FALSE). In files of up to 4,095 bytes it misses no fault of one, two or any
 * odd number of bits, in files of any length no burst of up to 16 bits beside the checksum, and of all other faults one
 * in 65,536.
 */
final class Crc16 {
    static final int START = 0xFFFF;

    private static final int POLYNOMIAL = 0x1021;

    private Crc16() {}

    /** The checksum so far, after {@code length} more bytes. */
    static int updated(int checksum, byte[] data, int offset, int length) {
        int register = checksum;
        for (int i = offset; i < offset + length; i++) {
            register ^= (data[i] & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                register = (register & 0x8000) != 0 ? (register << 1 ^ POLYNOMIAL) & 0xFFFF : register << 1;
            }
        }
        return register;
    }
}
