package org.sdcodec.cli.image.png;

import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.sdcodec.cli.image.common.Bytes;
import org.sdcodec.cli.image.common.UnreadableException;

/**
 * A chunk of a PNG file: length, name, data and CRC (PNG specification, section 5.3).
 *
 * @param name four letters; the first is a capital if the picture cannot be shown without the chunk
 * @param data where its data begins in the file
 * @param length how many bytes of data it has
 * @param intact whether it is all there and its CRC is right
 */
record PngChunk(String name, int data, int length, boolean intact) {
    /** The bytes before the first chunk. */
    static final int SIGNATURE = 8;

    /** Length, name and CRC. */
    static final int FRAME = 12;

    private static final int MAX_CHUNKS = 1 << 20;

    /** The chunks of a PNG file up to its end or to where it is cut off; {@code file} is not modified. */
    static List<PngChunk> list(byte[] file) {
        List<PngChunk> chunks = new ArrayList<>();
        int at = SIGNATURE;
        while (at + 8 <= file.length) {
            int data = at + 8;
            int length = Bytes.i32be(file, at);
            String name = Bytes.latin1(file, at + 4, 4);
            boolean whole = length >= 0 && length <= file.length - data - 4;
            if (chunks.size() == MAX_CHUNKS) {
                throw UnreadableException.damaged("it has more than " + MAX_CHUNKS + " chunks");
            }
            chunks.add(new PngChunk(
                    name, data, length, whole && crc(file, at + 4, length + 4) == Bytes.i32be(file, data + length)));
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
}
