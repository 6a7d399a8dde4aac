package org.sdcodec.cli.image.webp;

import java.util.ArrayDeque;
import java.util.Deque;
import org.sdcodec.cli.image.common.Bytes;
import org.sdcodec.cli.image.common.UnreadableException;

/** The lossless format of WebP. Source: WebP lossless bitstream specification. Pixels are ARGB, row by row. */
final class LosslessDecoder {
    private static final int SIGNATURE = 0x2f;
    private static final int HEADER_BYTES = 5;
    private static final int SIZE_BITS = 0x3fff;
    private static final int LITERALS = 256;
    private static final int LENGTHS = 24;
    private static final int DISTANCES = 40;
    private static final int MAX_CACHE_BITS = 11;
    private static final int CACHE_HASH = 0x1e35a7bd;
    private static final int OPAQUE = 0xff000000;

    /**
     * Where the source of a copy is for the distance codes 1 to 120: columns to the left plus 7, and rows up, a
     * hexadecimal digit each.
     */
    private static final String NEAR =
            "71808161729082629151925273a08363a1419353a24274b08464b131a3439454b23275a444b333c0"
                    + "8565c1219555c222b434a545c32376d08666d1119656d212b535c424a646d31377e08767c525e101"
                    + "b636d4149757e202a747e303c626d515f0b737e404f1f2d616f3c727e505f4d717e606f5e707f6f7";

    private static final int NEAR_CODES = NEAR.length() / 2;

    private final LosslessBits in;
    private final int width;
    private final int height;
    private final boolean hasAlpha;
    private final Deque<Transform> transforms = new ArrayDeque<>();

    /**
     * Decodes a picture.
     *
     * @param file not modified
     * @param from where the data begins: the signature
     * @param to where it ends, exclusive
     * @param width of the picture, which {@link #size} gives
     */
    LosslessDecoder(byte[] file, int from, int to, int width, int height) {
        this(new LosslessBits(file, from + HEADER_BYTES, to), width, height, (file[from + 4] & 0x10) != 0);
        if ((file[from + 4] & 0xe0) != 0) {
            throw UnreadableException.damaged("a version of the lossless format that does not exist");
        }
    }

    private LosslessDecoder(LosslessBits in, int width, int height, boolean hasAlpha) {
        this.in = in;
        this.width = width;
        this.height = height;
        this.hasAlpha = hasAlpha;
    }

    /** A decoder for alpha, which has no header of its own and is in the green samples. */
    static LosslessDecoder ofAlpha(byte[] file, int from, int to, int width, int height) {
        return new LosslessDecoder(new LosslessBits(file, from, to), width, height, true);
    }

    /** Width and height of a picture. */
    static int[] size(byte[] file, int from, int to) {
        if (to - from < HEADER_BYTES || file[from] != SIGNATURE) {
            throw UnreadableException.damaged("a frame header that no lossless picture has");
        }
        int bits = Bytes.i32le(file, from + 1);
        return new int[] {(bits & SIZE_BITS) + 1, (bits >> 14 & SIZE_BITS) + 1};
    }

    /** All pixels. To be called once. */
    int[] decode() {
        int packedWidth = width;
        int seen = 0;
        while (in.read(1) == 1) {
            int type = in.read(2);
            if ((seen & 1 << type) != 0) {
                throw UnreadableException.damaged("a transform that is there twice");
            }
            seen |= 1 << type;
            Transform transform = readTransform(type, packedWidth);
            transforms.push(transform);
            packedWidth = transform.storedWidth();
        }
        int[] pixels = readImage(packedWidth, height, true);
        for (Transform transform : transforms) {
            pixels = transform.invert(pixels);
        }
        if (!hasAlpha) {
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] |= OPAQUE;
            }
        }
        return pixels;
    }

    private Transform readTransform(int type, int storedWidth) {
        switch (type) {
            case Transform.PREDICTOR, Transform.COLOR -> {
                int bits = in.read(3) + 2;
                int[] blocks = readImage(subSampled(storedWidth, bits), subSampled(height, bits), false);
                return new Transform(type, storedWidth, height, bits, blocks);
            }
            case Transform.SUBTRACT_GREEN -> {
                return new Transform(type, storedWidth, height, 0, null);
            }
            default -> {
                int size = in.read(8) + 1;
                int[] colors = readImage(size, 1, false);
                for (int i = 1; i < size; i++) {
                    colors[i] = Transform.add(colors[i], colors[i - 1]);
                }
                int bits = size <= 2 ? 3 : size <= 4 ? 2 : size <= 16 ? 1 : 0;
                return new Transform(type, storedWidth, height, bits, colors);
            }
        }
    }

    static int subSampled(int size, int bits) {
        return size + (1 << bits) - 1 >> bits;
    }

    /** The codes of green, lengths and cached colors, of red, blue, alpha, and of distances. */
    private record Codes(PrefixCode green, PrefixCode red, PrefixCode blue, PrefixCode alpha, PrefixCode distance) {
        static Codes read(LosslessBits in, int cacheSize) {
            return new Codes(
                    PrefixCode.read(in, LITERALS + LENGTHS + cacheSize),
                    PrefixCode.read(in, LITERALS),
                    PrefixCode.read(in, LITERALS),
                    PrefixCode.read(in, LITERALS),
                    PrefixCode.read(in, DISTANCES));
        }
    }

    /** An image: that of the pixels or one that they are made with. */
    private int[] readImage(int w, int h, boolean ofPixels) {
        int cacheBits = in.read(1) == 1 ? in.read(4) : 0;
        if (cacheBits > MAX_CACHE_BITS) {
            throw UnreadableException.damaged("a color cache that is too large");
        }
        int[] cache = cacheBits == 0 ? new int[0] : new int[1 << cacheBits];
        int blockBits = 0;
        int[] blocks = null;
        int groups = 1;
        if (ofPixels && in.read(1) == 1) {
            blockBits = in.read(3) + 2;
            blocks = readImage(subSampled(w, blockBits), subSampled(h, blockBits), false);
            for (int i = 0; i < blocks.length; i++) {
                blocks[i] = blocks[i] >> 8 & 0xffff;
                groups = Math.max(groups, blocks[i] + 1);
            }
        }
        Codes[] codes = new Codes[groups];
        for (int i = 0; i < groups; i++) {
            codes[i] = Codes.read(in, cache.length);
        }
        return readPixels(w, h, cache, 32 - cacheBits, codes, blocks, blockBits);
    }

    private int[] readPixels(int w, int h, int[] cache, int cacheShift, Codes[] codes, int[] blocks, int blockBits) {
        int[] pixels = new int[w * h];
        int blockMask = blocks == null ? -1 : (1 << blockBits) - 1;
        int blockColumns = subSampled(w, blockBits);
        Codes current = codes[0];
        int cached = 0;
        int x = 0;
        int y = 0;
        int at = 0;
        while (at < pixels.length) {
            if (blocks != null && (x & blockMask) == 0) {
                current = codes[blocks[(y >> blockBits) * blockColumns + (x >> blockBits)]];
            }
            int symbol = current.green.next(in);
            if (symbol >= LITERALS && symbol < LITERALS + LENGTHS) {
                int length = number(symbol - LITERALS);
                int distance = distance(number(current.distance.next(in)), w);
                if (distance > at || length > pixels.length - at) {
                    throw UnreadableException.damaged("a copy from or to outside of the picture");
                }
                for (int end = at + length; at < end; at++) {
                    pixels[at] = pixels[at - distance];
                }
                x += length;
                y += x / w;
                x %= w;
                if (blocks != null && at < pixels.length) {
                    current = codes[blocks[(y >> blockBits) * blockColumns + (x >> blockBits)]];
                }
                continue;
            }
            if (symbol < LITERALS) {
                int red = current.red.next(in);
                int blue = current.blue.next(in);
                pixels[at] = current.alpha.next(in) << 24 | red << 16 | symbol << 8 | blue;
            } else {
                // The cache has all pixels before this one; they are put there when they are needed.
                for (; cached < at; cached++) {
                    cache[CACHE_HASH * pixels[cached] >>> cacheShift] = pixels[cached];
                }
                pixels[at] = cache[symbol - LITERALS - LENGTHS];
            }
            at++;
            if (++x == w) {
                x = 0;
                y++;
            }
        }
        return pixels;
    }

    /** A length or distance from its prefix and the bits that follow it. */
    private int number(int prefix) {
        if (prefix < 4) {
            return prefix + 1;
        }
        int extra = prefix - 2 >> 1;
        return (2 + (prefix & 1) << extra) + in.read(extra) + 1;
    }

    private static int distance(int code, int w) {
        if (code > NEAR_CODES) {
            return code - NEAR_CODES;
        }
        int left = Character.digit(NEAR.charAt(2 * code - 2), 16) - 7;
        int up = Character.digit(NEAR.charAt(2 * code - 1), 16);
        return Math.max(1, left + up * w);
    }
}
