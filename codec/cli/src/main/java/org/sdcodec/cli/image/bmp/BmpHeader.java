package org.sdcodec.cli.image.bmp;

import java.util.Arrays;
import org.sdcodec.cli.image.common.Bytes;
import org.sdcodec.cli.image.common.Profiles;
import org.sdcodec.cli.image.common.UnreadableException;

/**
 * The headers of a bitmap.
 *
 * @param width in pixels
 * @param height in pixels, not negative
 * @param topDown whether the first row of the file is the top one
 * @param bits of a pixel; 0 with a file inside
 * @param compression one of the constants here
 * @param masks the bits of red, green, blue and alpha of pixels of 16 to 32 bits; otherwise null
 * @param colors how many colors the palette has
 * @param paletteAt where the palette begins
 * @param colorBytes bytes of a color of the palette, 3 or 4
 * @param data where the pixels begin
 * @param profileAt where the embedded profile begins, or -1
 * @param profileBytes its length
 */
record BmpHeader(
        int width,
        int height,
        boolean topDown,
        int bits,
        int compression,
        int[] masks,
        int colors,
        int paletteAt,
        int colorBytes,
        int data,
        int profileAt,
        int profileBytes) {

    static final int RGB = 0;
    static final int RLE8 = 1;
    static final int RLE4 = 2;
    static final int BIT_FIELDS = 3;
    static final int JPEG = 4;
    static final int PNG = 5;
    static final int ALPHA_BIT_FIELDS = 6;

    private static final int FILE_HEADER = 14;
    private static final int CORE = 12;
    private static final int INFO = 40;
    /** OS/2 2.x, whose header may also be cut to as little as 16 bytes. */
    private static final int OS2 = 64;

    private static final int V4 = 108;
    private static final int V5 = 124;
    private static final int EMBEDDED_PROFILE = 0x4d424544;
    private static final int[] MASKS_16 = {0x7c00, 0x03e0, 0x001f, 0};
    private static final int[] MASKS_RGB = {0xff0000, 0xff00, 0xff, 0};

    static BmpHeader parse(byte[] file) {
        if (file.length < FILE_HEADER + CORE) {
            throw UnreadableException.damaged("the data ends too early");
        }
        long size = Bytes.u32le(file, FILE_HEADER);
        if (size > file.length - FILE_HEADER || size < CORE || size > CORE && size < 16) {
            throw UnreadableException.damaged("the data ends too early");
        }
        return size == CORE ? core(file) : info(file, (int) size);
    }

    private static BmpHeader core(byte[] file) {
        int bits = Bytes.u16le(file, 24);
        checkBits(bits, RGB);
        int paletteAt = FILE_HEADER + CORE;
        return new BmpHeader(
                Bytes.u16le(file, 18),
                Bytes.u16le(file, 20),
                false,
                bits,
                RGB,
                bits <= 8 ? null : masksOf(bits),
                bits <= 8 ? colorsThere(file, 1 << bits, paletteAt, 3) : 0,
                paletteAt,
                3,
                data(file),
                -1,
                0);
    }

    private static BmpHeader info(byte[] file, int size) {
        // Fields that a short header leaves out are 0.
        byte[] h = Arrays.copyOf(Arrays.copyOfRange(file, FILE_HEADER, FILE_HEADER + size), Math.max(size, V5));
        int height = Bytes.i32le(h, 8);
        int bits = Bytes.u16le(h, 14);
        int compression = Bytes.i32le(h, 16);
        if (size == OS2 && compression > RLE4 || compression < RGB || compression > ALPHA_BIT_FIELDS) {
            throw UnreadableException.unsupported(
                    "its BMP data has compression " + compression + ", which is not supported; save it as PNG first");
        }
        checkBits(bits, compression);
        int[] masks = bits <= 8 ? null : masksOf(bits);
        int paletteAt = FILE_HEADER + size;
        if (compression == BIT_FIELDS || compression == ALPHA_BIT_FIELDS) {
            int fields = compression == ALPHA_BIT_FIELDS ? 4 : 3;
            if (size == INFO) {
                // They follow the header, of which later versions made them a part.
                if (file.length < paletteAt + 4 * fields) {
                    throw UnreadableException.damaged("the data ends too early");
                }
                h = Arrays.copyOf(h, INFO + 4 * fields);
                System.arraycopy(file, paletteAt, h, INFO, 4 * fields);
                h = Arrays.copyOf(h, V5);
                paletteAt += 4 * fields;
            }
            masks = new int[] {
                Bytes.i32le(h, INFO), Bytes.i32le(h, INFO + 4), Bytes.i32le(h, INFO + 8), Bytes.i32le(h, INFO + 12)
            };
        }
        int used = Bytes.i32le(h, 32);
        int most = bits <= 8 && bits > 0 ? 1 << bits : 0;
        int colors = colorsThere(file, used <= 0 || used > most ? most : used, paletteAt, 4);
        boolean profiled = size >= V5 && Bytes.i32le(h, 56) == EMBEDDED_PROFILE;
        return new BmpHeader(
                Bytes.i32le(h, 4),
                height == Integer.MIN_VALUE ? 0 : Math.abs(height),
                height < 0,
                bits,
                compression,
                masks,
                colors,
                paletteAt,
                4,
                data(file),
                profiled ? FILE_HEADER + Bytes.i32le(h, 112) : -1,
                profiled ? Bytes.i32le(h, 116) : 0);
    }

    private static void checkBits(int bits, int compression) {
        boolean possible = switch (compression) {
            case RGB -> bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32;
            case RLE8 -> bits == 8;
            case RLE4 -> bits == 4;
            case JPEG, PNG -> true;
            default -> bits == 16 || bits == 32;
        };
        if (!possible) {
            throw UnreadableException.damaged("pixels of " + bits + " bits");
        }
    }

    private static int[] masksOf(int bits) {
        return (bits == 16 ? MASKS_16 : MASKS_RGB).clone();
    }

    /** The pixels may begin before the palette has the size that it states. */
    private static int colorsThere(byte[] file, int colors, int paletteAt, int colorBytes) {
        return Math.max(0, Math.min(colors, (data(file) - paletteAt) / colorBytes));
    }

    private static int data(byte[] file) {
        long offset = Bytes.u32le(file, 10);
        if (offset < FILE_HEADER + CORE || offset > file.length) {
            throw UnreadableException.damaged("the data ends too early");
        }
        return (int) offset;
    }

    /** Bytes from one row to the next: rows begin at multiples of 4 bytes. */
    int rowBytes() {
        return (int) (((long) width * bits + 31) / 32 * 4);
    }

    /** Where row {@code y} of the file belongs, counted from the top. */
    int row(int y) {
        return topDown ? y : height - 1 - y;
    }

    /** Opaque ARGB colors. */
    int[] palette(byte[] file) {
        int[] palette = new int[colors];
        for (int i = 0; i < colors; i++) {
            palette[i] = 0xff000000 | Bytes.u24le(file, paletteAt + i * colorBytes);
        }
        return palette;
    }

    /** The embedded profile, or null. */
    byte[] profile(byte[] file) {
        if (profileAt < 0) {
            return null;
        }
        boolean there =
                profileBytes > 0 && profileBytes <= Profiles.MAX_BYTES && profileAt <= file.length - profileBytes;
        return there ? Arrays.copyOfRange(file, profileAt, profileAt + profileBytes) : new byte[0];
    }
}
