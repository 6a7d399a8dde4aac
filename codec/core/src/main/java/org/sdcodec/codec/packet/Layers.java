package org.sdcodec.codec.packet;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * What the packets of a picture carry: the length of the coarse file as a varint, that file, and the picture's own
 * file.
 *
 * @param coarse a whole file, or of an incomplete stream its beginning; empty if there is none
 * @param fine the picture's file or its beginning; may be empty
 */
record Layers(byte[] coarse, byte[] fine) {
    static final byte[] NONE = {};

    private static final int GROUP = 7;
    private static final int MORE = 1 << GROUP;
    private static final int MAX_GROUPS = 4;

    /** Bytes beside the two files. */
    static int overhead(int coarseLength) {
        return coarseLength < MORE ? 1 : coarseLength < MORE << GROUP ? 2 : 3;
    }

    byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int rest = coarse.length;
        while (rest >= MORE) {
            out.write(rest | MORE);
            rest >>>= GROUP;
        }
        out.write(rest);
        out.writeBytes(coarse);
        out.writeBytes(fine);
        return out.toByteArray();
    }

    /** What is there of the two files, given the beginning of the whole. */
    static Layers of(byte[] start) {
        long length = 0;
        int at = 0;
        while (true) {
            if (at == start.length || at == MAX_GROUPS) {
                return new Layers(NONE, NONE);
            }
            int next = start[at] & 0xFF;
            length |= (long) (next & MORE - 1) << GROUP * at++;
            if (next < MORE) {
                break;
            }
        }
        int end = (int) Math.min(start.length, at + length);
        return new Layers(Arrays.copyOfRange(start, at, end), Arrays.copyOfRange(start, end, start.length));
    }
}
