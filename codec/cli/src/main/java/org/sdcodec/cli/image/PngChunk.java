package org.sdcodec.cli.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A chunk of a PNG file: length, name, data and CRC (PNG specification, section 5.3).
 *
 * @param name four letters; the first is a capital if the picture cannot be shown without the chunk
 * @param data where its data begins in the file
 * @param length how many bytes of data it has
 * @param intact whether it is all there and its CRC is right
 */
record PngChunk(String name, int data, int length, boolean intact) {
    private static final int SIGNATURE = 8;

    /** The chunks of a PNG file up to its end or to where it is cut off; {@code file} is not modified. */
    static List<PngChunk> list(byte[] file) {
        List<PngChunk> chunks = new ArrayList<>();
        int at = SIGNATURE;
        while (at + 8 <= file.length) {
            int data = at + 8;
            int length = int32(file, at);
            String name = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
            boolean whole = length >= 0 && length <= file.length - data - 4;
            chunks.add(new PngChunk(
                    name, data, length, whole && crc(file, at + 4, length + 4) == int32(file, data + length)));
            if (!whole || name.equals("IEND")) {
                break;
            }
            at = data + length + 4;
        }
        return chunks;
    }

    /** Whether the pixels depend on this chunk. */
    boolean isNeeded() {
        return Character.isUpperCase(name.charAt(0)) || name.equals("tRNS");
    }

    private static int crc(byte[] file, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(file, from, length);
        return (int) crc.getValue();
    }

    private static int int32(byte[] file, int at) {
        return file[at] << 24 | (file[at + 1] & 0xff) << 16 | (file[at + 2] & 0xff) << 8 | (file[at + 3] & 0xff);
    }
}
