package org.sdcodec.cli.image.tiff;

/** Numbers of a TIFF file in its byte order. */
final class TiffBytes {
    private final byte[] file;
    private final boolean little;
    private final boolean big;

    /** @param file at least 16 bytes; not modified */
    TiffBytes(byte[] file) {
        this.file = file;
        this.little = file[0] == 'I';
        this.big = file[little ? 2 : 3] == '+';
    }

    byte[] file() {
        return file;
    }

    int length() {
        return file.length;
    }

    /** Whether offsets have 8 bytes. */
    boolean isBig() {
        return big;
    }

    /** A number of {@code size} bytes; unsigned, but for one of 8 bytes. */
    long number(int at, int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << 8 | file[at + (little ? size - 1 - i : i)] & 0xff;
        }
        return value;
    }

    /** Writes a number of {@code size} bytes into {@code to}. */
    void put(byte[] to, int at, int size, long value) {
        for (int i = 0; i < size; i++) {
            to[at + (little ? i : size - 1 - i)] = (byte) (value >> 8 * i);
        }
    }
}
