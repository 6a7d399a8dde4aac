package org.sdcodec.cli.fuzz;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** The checksums of the chunks of a PNG. */
final class PngChecksums {

    private static final long SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int OVERHEAD = 12;

    private PngChecksums() {}

    /**
     * Makes the checksums fit the chunks, as far as these can be followed.
     *
     * @param file modified; remains as it is if it does not start as a PNG does
     */
    static void repair(byte[] file) {
        ByteBuffer buffer = ByteBuffer.wrap(file);
        if (file.length < Long.BYTES || buffer.getLong(0) != SIGNATURE) {
            return;
        }
        int at = Long.BYTES;
        while (at + OVERHEAD <= file.length) {
            int length = buffer.getInt(at);
            if (length < 0 || length > file.length - at - OVERHEAD) {
                return;
            }
            CRC32 checksum = new CRC32();
            checksum.update(file, at + 4, length + 4);
            buffer.putInt(at + 8 + length, (int) checksum.getValue());
            at += OVERHEAD + length;
        }
    }
}
