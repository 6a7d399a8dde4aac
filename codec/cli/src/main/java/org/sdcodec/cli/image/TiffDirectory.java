package org.sdcodec.cli.image;

/** Single numbers from the first directory of a TIFF structure. Source of the layout: TIFF 6.0, section 2. */
final class TiffDirectory {
    private static final int TYPE_SHORT = 3;
    private static final int TYPE_LONG = 4;

    private TiffDirectory() {}

    /**
     * Reads a tag.
     *
     * @param data not modified
     * @param from where the structure (its byte order mark) begins
     * @param to where it ends, exclusive
     * @return the tag's first number; -1 where there is no such tag, it is of another type than SHORT and LONG, or the structure
     *     is damaged
     */
    static int value(byte[] data, int from, int to, int tag) {
        if (to - from < 8 || (data[from] != 'I' && data[from] != 'M') || data[from] != data[from + 1]) {
            return -1;
        }
        boolean little = data[from] == 'I';
        long directory = from + (read(data, from + 4, 4, little) & 0xffffffffL);
        if (directory + 2 > to) {
            return -1;
        }
        int entries = read(data, (int) directory, 2, little);
        for (int i = 0; i < entries; i++) {
            long entry = directory + 2 + 12L * i;
            if (entry + 12 > to) {
                return -1;
            }
            int at = (int) entry;
            if (read(data, at, 2, little) == tag) {
                int type = read(data, at + 2, 2, little);
                return type == TYPE_SHORT
                        ? read(data, at + 8, 2, little)
                        : type == TYPE_LONG ? read(data, at + 8, 4, little) : -1;
            }
        }
        return -1;
    }

    private static int read(byte[] data, int at, int bytes, boolean little) {
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | (data[at + (little ? bytes - 1 - i : i)] & 0xff);
        }
        return value;
    }
}
