package org.sdcodec.cli.image.common;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Numbers and names in the bytes of a file. */
public final class Bytes {
    private Bytes() {}

    /** An unsigned byte. */
    public static int u8(byte[] data, int at) {
        return data[at] & 0xff;
    }

    /** An unsigned number of 2 bytes, the most significant first. */
    public static int u16be(byte[] data, int at) {
        return u8(data, at) << 8 | u8(data, at + 1);
    }

    /** An unsigned number of 2 bytes, the least significant first. */
    public static int u16le(byte[] data, int at) {
        return u8(data, at) | u8(data, at + 1) << 8;
    }

    /** An unsigned number of 3 bytes, the least significant first. */
    public static int u24le(byte[] data, int at) {
        return u16le(data, at) | u8(data, at + 2) << 16;
    }

    /** A signed number of 4 bytes, the most significant first. */
    public static int i32be(byte[] data, int at) {
        return u16be(data, at) << 16 | u16be(data, at + 2);
    }

    /** A signed number of 4 bytes, the least significant first. */
    public static int i32le(byte[] data, int at) {
        return u16le(data, at) | u16le(data, at + 2) << 16;
    }

    /** An unsigned number of 4 bytes, the least significant first. */
    public static long u32le(byte[] data, int at) {
        return i32le(data, at) & 0xffffffffL;
    }

    /** {@code length} bytes as Latin 1. */
    public static String latin1(byte[] data, int at, int length) {
        return new String(data, at, length, StandardCharsets.ISO_8859_1);
    }

    /** Whether {@code data} has {@code prefix}, in Latin 1, at {@code from}, and that before {@code to}. */
    public static boolean startsWith(byte[] data, int from, int to, String prefix) {
        byte[] expected = prefix.getBytes(StandardCharsets.ISO_8859_1);
        return to - from >= expected.length
                && Arrays.equals(data, from, from + expected.length, expected, 0, expected.length);
    }
}
