package org.sdcodec.codec.container;

import java.io.ByteArrayOutputStream;
import org.sdcodec.SdcFormatException;

/**
 * The fields of a postcard's header as bits, the highest first, before its check: four bytes for pictures as people
 * send them, six for
 * others. Specified in {@code codec/FORMAT.md}.
 *
 * <pre>
 * short  101 0  long side / 16 − 1 (5)  upright (1)  short side − 1 (9)  resolution (5)  step code (8)
 * wide   101 1  width − 1 (15)          height − 1 (15)                  resolution (6)  step code (8)
 * </pre>
 *
 * Where the short form would do, the wide one says that the picture is gray; others cannot say it.
 */
final class PostcardHeader {
    /** The largest width and height. */
    static final int MAX_SIDE = 1 << 15;

    /** Bytes of the check that follows. */
    static final int CHECK_BYTES = 2;

    private static final int MARK = 0b101;
    private static final int MARK_SHIFT = 5;
    private static final int WIDE = 1 << 4;

    private static final int SHORT_BYTES = 4;
    private static final int WIDE_BYTES = 6;

    private static final int LONG_UNIT = 16;
    private static final int SHORT_MAX_SIDE = 512;
    private static final int SHORT_MAX_RESOLUTION = 31;

    private static final int STEP_BITS = 8;
    private static final int SIDE_BITS = 15;
    private static final int SHORT_SIDE_BITS = 9;
    private static final int LONG_BITS = 5;
    private static final int SHORT_RESOLUTION_BITS = 5;
    private static final int RESOLUTION_BITS = 6;

    private PostcardHeader() {}

    /** Whether a postcard can name this size. */
    static boolean fits(int width, int height) {
        return width <= MAX_SIDE && height <= MAX_SIDE;
    }

    /** Whether bytes start as a postcard does; one of eight arbitrary files does. */
    static boolean isStart(byte[] data) {
        return data.length > 0 && (data[0] & 0xFF) >> MARK_SHIFT == MARK;
    }

    /** The number of bytes, check included. */
    static int size(SdcHeader header) {
        return (isShort(header) ? SHORT_BYTES : WIDE_BYTES) + CHECK_BYTES;
    }

    /** Whether a postcard of this size can say that its picture is gray. */
    static boolean fitsGray(int width, int height, int resolution) {
        return isShort(width, height, resolution);
    }

    private static boolean isShort(SdcHeader header) {
        return !header.gray() && isShort(header.width(), header.height(), header.resolution());
    }

    private static boolean isShort(int width, int height, int resolution) {
        int longSide = Math.max(width, height);
        return longSide <= SHORT_MAX_SIDE && longSide % LONG_UNIT == 0 && resolution <= SHORT_MAX_RESOLUTION;
    }

    /** Writes all but the check. */
    static void write(SdcHeader header, ByteArrayOutputStream out) {
        int width = header.width();
        int height = header.height();
        boolean isShort = isShort(header);
        long bits = MARK << 1 | (isShort ? 0 : 1);
        if (isShort) {
            bits = bits << LONG_BITS | Math.max(width, height) / LONG_UNIT - 1;
            bits = bits << 1 | (height > width ? 1 : 0);
            bits = bits << SHORT_SIDE_BITS | Math.min(width, height) - 1;
            bits = bits << SHORT_RESOLUTION_BITS | header.resolution();
        } else {
            bits = bits << SIDE_BITS | width - 1;
            bits = bits << SIDE_BITS | height - 1;
            bits = bits << RESOLUTION_BITS | header.resolution();
        }
        bits = bits << STEP_BITS | header.stepCode();
        for (int i = (isShort ? SHORT_BYTES : WIDE_BYTES) - 1; i >= 0; i--) {
            out.write((int) (bits >> 8 * i));
        }
    }

    /** The number of bytes before the check, of a file that {@link #isStart starts} as a postcard. */
    static int bytes(byte[] data) {
        return (data[0] & WIDE) == 0 ? SHORT_BYTES : WIDE_BYTES;
    }

    /**
     * Reads the fields.
     *
     * @param bits of all {@link #bytes}
     * @param count as {@link #bytes}
     * @param fingerprint in the upper 16 bits
     * @throws SdcFormatException if an encoder does not write them so
     */
    static SdcHeader read(long bits, int count, int fingerprint) {
        boolean isShort = count == SHORT_BYTES;
        int stepCode = field(bits, 0, STEP_BITS);
        int resolution = field(bits, STEP_BITS, isShort ? SHORT_RESOLUTION_BITS : RESOLUTION_BITS);
        int width;
        int height;
        if (isShort) {
            int at = STEP_BITS + SHORT_RESOLUTION_BITS;
            int shortSide = field(bits, at, SHORT_SIDE_BITS) + 1;
            boolean upright = field(bits, at + SHORT_SIDE_BITS, 1) == 1;
            int longSide = LONG_UNIT * (field(bits, at + SHORT_SIDE_BITS + 1, LONG_BITS) + 1);
            if (shortSide > longSide || upright && shortSide == longSide) {
                throw new SdcFormatException(0, "the sides " + longSide + " and " + shortSide + " are in wrong order");
            }
            width = upright ? shortSide : longSide;
            height = upright ? longSide : shortSide;
        } else {
            int at = STEP_BITS + RESOLUTION_BITS;
            height = field(bits, at, SIDE_BITS) + 1;
            width = field(bits, at + SIDE_BITS, SIDE_BITS) + 1;
        }
        return new SdcHeader(
                width,
                height,
                resolution,
                SdcHeader.BRIEF_MODE,
                0,
                stepCode,
                0,
                fingerprint,
                HeaderForm.POSTCARD,
                SdcHeader.VERSION,
                !isShort && isShort(width, height, resolution));
    }

    private static int field(long bits, int shift, int length) {
        return (int) (bits >> shift) & (1 << length) - 1;
    }
}
