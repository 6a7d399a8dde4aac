package org.sdcodec.codec.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Where things lie in the bytes of {@code .sdc} files, sound or damaged, with full and brief headers and of postcards.
 * Written after FORMAT.md and without the reader's code.
 */
public final class SdcBytes {

    /** Where the byte with the flags is, in brief headers and in full ones, and its flags. */
    private static final int BRIEF_LAYOUT = 2;

    private static final int LAYOUT = 3;
    private static final int BRIEF_SQUARE = 1;
    private static final int SQUARE = 0x40;
    private static final int BRIEF_CHUNKS = 2;
    private static final int HAS_CHUNKS = 0x80;
    private static final int BRIEF_WHOLE_STEPS = 4;
    private static final int WIDE_POSTCARD = 0x10;

    private SdcBytes() {}

    /** Whether the file starts as a postcard. */
    public static boolean isPostcard(byte[] file) {
        return file.length > 0 && (file[0] & 0xE0) == 0xA0;
    }

    /** Whether the file has a brief header. */
    public static boolean isBrief(byte[] file) {
        return !isPostcard(file)
                && file.length > BRIEF_LAYOUT
                && ((file[BRIEF_LAYOUT] & 0xF0) == 0xB0 || (file[BRIEF_LAYOUT] & 0xF0) == 0xA0);
    }

    /** Whether the checksum has 32 bits. */
    public static boolean isFull(byte[] file) {
        return !isPostcard(file) && !isBrief(file);
    }

    /** Where the byte with mode or flags is, of a file that is no postcard; may lie behind the end. */
    public static int layout(byte[] file) {
        return isBrief(file) ? BRIEF_LAYOUT : LAYOUT;
    }

    /** The flag in the byte at {@link #layout} that says that there are chunks. */
    public static int chunksFlag(byte[] file) {
        return isBrief(file) ? BRIEF_CHUNKS : HAS_CHUNKS;
    }

    /** Bytes of the checksum. */
    public static int checksumSize(byte[] file) {
        return isFull(file) ? 4 : 2;
    }

    /** Where the checksum lies; at the end if the file is too short to have one. */
    public static int checksumOffset(byte[] file) {
        if (isPostcard(file)) {
            return Math.min(file.length, (file[0] & WIDE_POSTCARD) == 0 ? 4 : 6);
        }
        int layout = layout(file);
        if (file.length <= layout) {
            return file.length;
        }
        int at = layout + 1;
        for (int sides = (file[layout] & (isBrief(file) ? BRIEF_SQUARE : SQUARE)) != 0 ? 1 : 2; sides > 0; sides--) {
            while (at < file.length && file[at] < 0) {
                at++;
            }
            at++;
        }
        return Math.min(file.length, at + afterSize(file));
    }

    /** Bytes between size and checksum: step, reconstruction and fingerprint. */
    private static int afterSize(byte[] file) {
        if (isFull(file)) {
            return 6;
        }
        return (file[BRIEF_LAYOUT] & BRIEF_WHOLE_STEPS) != 0 ? 3 : 4;
    }

    /** A sound file that is no postcard with other numbers for width and height; its checksum does not fit. */
    public static byte[] resized(byte[] file, int width, int height) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int layout = layout(file);
        int square = isBrief(file) ? BRIEF_SQUARE : SQUARE;
        out.write(file, 0, layout);
        out.write(width == height ? file[layout] | square : file[layout] & ~square);
        writeVarint(width, out);
        if (width != height) {
            writeVarint(height, out);
        }
        int rest = checksumOffset(file) - afterSize(file);
        out.write(file, rest, file.length - rest);
        return out.toByteArray();
    }

    private static void writeVarint(int value, ByteArrayOutputStream out) {
        int rest = value;
        for (; rest >= 0x80; rest >>>= 7) {
            out.write(rest | 0x80);
        }
        out.write(rest);
    }

    /**
     * Makes the checksum fit what the file holds now, if its place still exists.
     *
     * @param file changed in place
     * @param sound the file before it was damaged, from which a postcard takes the fingerprint
     */
    public static void repairChecksum(byte[] file, byte[] sound) {
        int at = checksumOffset(file);
        if (at + checksumSize(file) > file.length) {
            return;
        }
        if (isPostcard(file)) {
            int fingerprint = isPostcard(sound) ? checkOf(sound) ^ crc16(sound, checksumOffset(sound)) : 0;
            ByteBuffer.wrap(file).putShort(at, (short) (crc16(file, at) ^ fingerprint));
        } else if (isBrief(file)) {
            ByteBuffer.wrap(file).putShort(at, (short) crc16(file, at));
        } else {
            CRC32 checksum = new CRC32();
            checksum.update(file, 0, at);
            checksum.update(file, at + 4, file.length - at - 4);
            ByteBuffer.wrap(file).putInt(at, (int) checksum.getValue());
        }
    }

    private static int checkOf(byte[] postcard) {
        return ByteBuffer.wrap(postcard).getShort(checksumOffset(postcard));
    }

    /** CRC-16 with the polynomial 1021, of all bytes but the two at {@code at}. */
    private static int crc16(byte[] file, int at) {
        int register = 0xFFFF;
        for (int bit = 0; bit < 8 * file.length; bit++) {
            if (bit / 8 != at && bit / 8 != at + 1) {
                int top = register >> 15 ^ file[bit / 8] >> 7 - bit % 8 & 1;
                register = (register << 1 ^ top * 0x1021) & 0xFFFF;
            }
        }
        return register;
    }
}
