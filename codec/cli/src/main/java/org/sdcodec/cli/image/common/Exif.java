package org.sdcodec.cli.image.common;

import org.sdcodec.imageio.Orientation;

/**
 * The little that is read from Exif data and its relatives, above all how the camera was held. Source: CIPA DC-008
 * (Exif 2.32), tag 0x0112.
 */
public final class Exif {
    /** Begins Exif data in JPEG; some writers put it elsewhere too. */
    public static final String PREFIX = "Exif\0\0";

    private static final int ORIENTATION = 0x0112;
    private static final int TYPE_SHORT = 3;
    private static final int TYPE_LONG = 4;
    private static final int ENTRY_BYTES = 12;

    private Exif() {}

    /**
     * Reads the orientation from the first directory of a TIFF structure, which is what Exif data is.
     *
     * @param from where the structure begins: its byte order mark, or {@link #PREFIX} before it
     * @param to where it ends, exclusive
     * @return 1 to 8, see {@link Orientation}; 0 where there is no such tag or the structure is damaged: orientation is
     *     advice, not content
     */
    public static int orientation(byte[] data, int from, int to) {
        int start = Bytes.startsWith(data, from, to, PREFIX) ? from + PREFIX.length() : from;
        long value = value(data, start, to, ORIENTATION);
        return value >= 1 && value <= 8 ? (int) value : 0;
    }

    /**
     * The first value of a tag in the first directory of a TIFF structure.
     *
     * @param from where the structure begins: its byte order mark
     * @param to where it ends, exclusive
     * @return unsigned; 0 where there is no such tag, it is no SHORT or LONG, or the structure is damaged
     */
    public static long value(byte[] data, int from, int to, int tag) {
        if (to - from < 8 || data[from] != 'I' && data[from] != 'M' || data[from] != data[from + 1]) {
            return 0;
        }
        boolean little = data[from] == 'I';
        long directory = from + (i32(data, from + 4, little) & 0xffffffffL);
        if (directory + 2 > to) {
            return 0;
        }
        int entries = u16(data, (int) directory, little);
        for (int i = 0; i < entries; i++) {
            long entry = directory + 2 + (long) ENTRY_BYTES * i;
            if (entry + ENTRY_BYTES > to) {
                return 0;
            }
            int at = (int) entry;
            if (u16(data, at, little) == tag) {
                int type = u16(data, at + 2, little);
                return type == TYPE_SHORT
                        ? u16(data, at + 8, little)
                        : type == TYPE_LONG ? i32(data, at + 8, little) & 0xffffffffL : 0;
            }
        }
        return 0;
    }

    private static int u16(byte[] data, int at, boolean little) {
        return little ? Bytes.u16le(data, at) : Bytes.u16be(data, at);
    }

    private static int i32(byte[] data, int at, boolean little) {
        return little ? Bytes.i32le(data, at) : Bytes.i32be(data, at);
    }
}
