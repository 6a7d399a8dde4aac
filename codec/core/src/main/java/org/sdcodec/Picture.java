package org.sdcodec;

import java.util.Arrays;
import java.util.Objects;

/**
 * A picture in memory: rows of 8-bit pixels, opaque or with alpha that is not premultiplied, and what metadata goes
 * with them. Immutable.
 *
 * <p>A pixel is an {@code int} 0xAARRGGBB; in an opaque picture AA is FF. Colors are sRGB unless the picture has
 * another {@linkplain #gamut gamut}.
 */
public final class Picture {

    private static final int OPAQUE = 0xff000000;

    private final int width;
    private final int height;
    private final boolean alpha;
    private final PixelRows rows;
    private final Gamut gamut;
    private final Metadata metadata;

    private Picture(int width, int height, boolean alpha, PixelRows rows) {
        this(width, height, alpha, rows, Gamut.SRGB, Metadata.NONE);
    }

    private Picture(int width, int height, boolean alpha, PixelRows rows, Gamut gamut, Metadata metadata) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("there are no pictures of " + width + "x" + height + " pixels");
        }
        this.width = width;
        this.height = height;
        this.alpha = alpha;
        this.rows = rows;
        this.gamut = gamut;
        this.metadata = metadata;
    }

    /**
     * An opaque picture.
     *
     * @param width in pixels, at least 1
     * @param height in pixels, at least 1
     * @param rgb {@code height} rows of {@code width} pixels 0x??RRGGBB; taken over, so do not modify it afterwards
     * @throws IllegalArgumentException if the number of pixels does not match
     */
    public static Picture opaque(int width, int height, int[] rgb) {
        Objects.requireNonNull(rgb, "rgb");
        checkCount(width, height, rgb);
        return new Picture(width, height, false, (y, x, count, target, offset) -> {
            int from = y * width + x;
            for (int i = 0; i < count; i++) {
                target[offset + i] = rgb[from + i] | OPAQUE;
            }
        });
    }

    /**
     * A picture that has alpha if at least one pixel is not opaque.
     *
     * @param width in pixels, at least 1
     * @param height in pixels, at least 1
     * @param argb {@code height} rows of {@code width} pixels 0xAARRGGBB, not premultiplied; taken over, so do not
     *     modify it afterwards
     * @throws IllegalArgumentException if the number of pixels does not match
     */
    public static Picture of(int width, int height, int[] argb) {
        Objects.requireNonNull(argb, "argb");
        checkCount(width, height, argb);
        boolean alpha = false;
        for (int i = 0; i < argb.length && !alpha; i++) {
            alpha = argb[i] >>> 24 != 255;
        }
        return new Picture(
                width,
                height,
                alpha,
                (y, x, count, target, offset) -> System.arraycopy(argb, y * width + x, target, offset, count));
    }

    /**
     * A picture whose pixels lie elsewhere, of which no copy is made.
     *
     * @param width in pixels, at least 1
     * @param height in pixels, at least 1
     * @param alpha whether any pixel is not opaque
     * @param rows gives the pixels, always the same
     */
    public static Picture of(int width, int height, boolean alpha, PixelRows rows) {
        return new Picture(width, height, alpha, rows);
    }

    /** For pictures that are made row by row: three bytes per pixel, four in rows that are not opaque. */
    public static Builder builder(int width, int height) {
        return new Builder(width, height);
    }

    private static void checkCount(int width, int height, int[] pixels) {
        if (width < 1 || height < 1 || (long) width * height != pixels.length) {
            throw new IllegalArgumentException(
                    "a picture of " + width + "x" + height + " pixels was given " + pixels.length + " of them");
        }
    }

    /** Collects the rows of a picture. Several threads may set different rows at the same time. */
    public static final class Builder {
        private static final int BYTES = 3;

        private final int width;
        /** A byte[] of R, G, B for each pixel, or an int[] of 0xAARRGGBB. */
        private final Object[] rows;

        private Builder(int width, int height) {
            if (width < 1 || height < 1) {
                throw new IllegalArgumentException("there are no pictures of " + width + "x" + height + " pixels");
            }
            this.width = width;
            this.rows = new Object[height];
        }

        /**
         * Sets a row.
         *
         * @param argb its pixels 0xAARRGGBB, not premultiplied, from {@code offset} on; not modified
         */
        public void row(int y, int[] argb, int offset) {
            byte[] rgb = new byte[BYTES * width];
            for (int x = 0; x < width; x++) {
                int pixel = argb[offset + x];
                if (pixel >>> 24 != 255) {
                    rows[y] = Arrays.copyOfRange(argb, offset, offset + width);
                    return;
                }
                rgb[BYTES * x] = (byte) (pixel >> 16);
                rgb[BYTES * x + 1] = (byte) (pixel >> 8);
                rgb[BYTES * x + 2] = (byte) pixel;
            }
            rows[y] = rgb;
        }

        /**
         * The picture; no row may be set afterwards.
         *
         * @throws IllegalStateException if a row is missing
         */
        public Picture build() {
            boolean alpha = false;
            for (Object row : rows) {
                if (row == null) {
                    throw new IllegalStateException("a picture of " + rows.length + " rows was not given all of them");
                }
                alpha |= row instanceof int[];
            }
            boolean opaque = !alpha;
            return new Picture(width, rows.length, alpha, new PixelRows() {
                @Override
                public void copy(int y, int x, int count, int[] target, int offset) {
                    Builder.this.copy(y, x, count, target, offset);
                }

                @Override
                public int bytesPerPixel() {
                    return opaque ? BYTES : Integer.BYTES;
                }
            });
        }

        private void copy(int y, int x, int count, int[] target, int offset) {
            if (rows[y] instanceof int[] argb) {
                System.arraycopy(argb, x, target, offset, count);
                return;
            }
            byte[] rgb = (byte[]) rows[y];
            for (int i = 0, at = BYTES * x; i < count; i++, at += BYTES) {
                target[offset + i] = OPAQUE | (rgb[at] & 255) << 16 | (rgb[at + 1] & 255) << 8 | rgb[at + 2] & 255;
            }
        }
    }

    /** Width in pixels. */
    public int width() {
        return width;
    }

    /** Height in pixels. */
    public int height() {
        return height;
    }

    /** Whether any pixel is not opaque. */
    public boolean hasAlpha() {
        return alpha;
    }

    /**
     * One pixel, 0xAARRGGBB.
     *
     * @throws IndexOutOfBoundsException if it lies outside of the picture
     */
    public int argb(int x, int y) {
        if (x < 0 || x >= width || y < 0 || y >= height) {
            throw new IndexOutOfBoundsException(
                    "the pixel (" + x + ", " + y + ") is outside of a picture of " + width + "x" + height);
        }
        int[] pixel = new int[1];
        rows.copy(y, x, 1, pixel, 0);
        return pixel[0];
    }

    /**
     * Copies rows.
     *
     * @param y the first row
     * @param count how many rows
     * @param target receives {@code count * width} pixels 0xAARRGGBB
     * @param offset where in {@code target} the first pixel goes
     * @throws IndexOutOfBoundsException if the rows lie outside of the picture, or do not fit the target
     */
    public void copyRows(int y, int count, int[] target, int offset) {
        Objects.requireNonNull(target, "target");
        if (y < 0 || count < 0 || y > height - count) {
            throw new IndexOutOfBoundsException(
                    "rows " + y + " to " + (y + count - 1) + " are outside of a picture of height " + height);
        }
        for (int i = 0; i < count; i++) {
            rows.copy(y + i, 0, width, target, offset + i * width);
        }
    }

    /** What goes with the pixels; of pictures that are made of pixels, and of decoded files that hold none, nothing. */
    public Metadata metadata() {
        return metadata;
    }

    /** The same pixels with other metadata. */
    public Picture withMetadata(Metadata other) {
        return new Picture(width, height, alpha, rows, gamut, Objects.requireNonNull(other, "other"));
    }

    /** What colors the levels stand for; sRGB of pictures that are made of pixels. */
    public Gamut gamut() {
        return gamut;
    }

    /** The same levels, which stand for colors of a gamut: nothing is converted. */
    public Picture withGamut(Gamut other) {
        return new Picture(width, height, alpha, rows, Objects.requireNonNull(other, "other"), metadata);
    }

    /**
     * The same colors as sRGB; those that sRGB does not have become the nearest by clipping each of red, green and
     * blue. Pixels are converted each time that they are read.
     *
     * @return this picture if it is one of sRGB; otherwise without a color profile among the metadata
     */
    public Picture inSrgb() {
        return gamut == Gamut.SRGB
                ? this
                : new Picture(width, height, alpha, new SrgbRows(rows), Gamut.SRGB, metadata.withoutIcc());
    }

    /** The pixels without a copy. */
    public PixelRows rows() {
        return rows;
    }

    /**
     * All pixels, 0xAARRGGBB, row by row; a new array.
     *
     * @throws IllegalStateException if they are more than a Java array holds
     */
    public int[] toArray() {
        if ((long) width * height > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("a picture of " + this + " does not fit into one array; copy its rows");
        }
        int[] copy = new int[width * height];
        copyRows(0, height, copy, 0);
        return copy;
    }

    /**
     * A part of the picture; a new one.
     *
     * @param x the leftmost column
     * @param y the first row
     * @param columns width of the part, at least 1
     * @param count height of the part, at least 1
     * @throws IllegalArgumentException if the part is empty or reaches outside of the picture
     */
    public Picture cropped(int x, int y, int columns, int count) {
        if (x < 0 || y < 0 || columns < 1 || count < 1 || x > width - columns || y > height - count) {
            throw new IllegalArgumentException("a part of " + columns + "x" + count + " pixels at (" + x + ", " + y
                    + ") is not inside of a picture of " + width + "x" + height);
        }
        Builder part = new Builder(columns, count);
        int[] row = new int[columns];
        for (int i = 0; i < count; i++) {
            rows.copy(y + i, x, columns, row, 0);
            part.row(i, row, 0);
        }
        return like(part.build());
    }

    /**
     * The middle of the picture: as {@link #cropped}, where this picture is larger than the part.
     *
     * @param columns width of the part, at least 1
     * @param rows height of the part, at least 1
     */
    public Picture centerCrop(int columns, int rows) {
        int w = Math.min(columns, width);
        int h = Math.min(rows, height);
        return w == width && h == height ? this : cropped((width - w) / 2, (height - h) / 2, w, h);
    }

    /** An opaque picture: this one on white. Each channel becomes round((c · a + 255 · (255 − a)) / 255). */
    public Picture onWhite() {
        if (!alpha) {
            return this;
        }
        return like(new Picture(width, height, false, (y, x, count, target, offset) -> {
            rows.copy(y, x, count, target, offset);
            for (int i = offset; i < offset + count; i++) {
                target[i] = onWhite(target[i]);
            }
        }));
    }

    /** Pixels made of those of this picture, with its gamut and metadata. */
    private Picture like(Picture pixels) {
        return pixels.withGamut(gamut).withMetadata(metadata);
    }

    private static int onWhite(int argb) {
        int a = argb >>> 24;
        int rgb = OPAQUE;
        for (int shift = 0; shift <= 16; shift += 8) {
            int c = argb >> shift & 255;
            rgb |= (c * a + 255 * (255 - a) + 127) / 255 << shift;
        }
        return rgb;
    }

    /** Whether the other is a picture of the same pixels and gamut with the same metadata. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Picture that
                && metadata.equals(that.metadata)
                && gamut == that.gamut
                && width == that.width
                && height == that.height
                && alpha == that.alpha
                && samePixels(that);
    }

    private boolean samePixels(Picture that) {
        int[] own = new int[width];
        int[] other = new int[width];
        for (int y = 0; y < height; y++) {
            copyRows(y, 1, own, 0);
            that.copyRows(y, 1, other, 0);
            if (!Arrays.equals(own, other)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 31 * width + height;
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            copyRows(y, 1, row, 0);
            hash = 31 * hash + Arrays.hashCode(row);
        }
        return hash;
    }

    /** The size, whether there is alpha, and the gamut if it is not sRGB. */
    @Override
    public String toString() {
        return width + "x" + height + (alpha ? " with alpha" : "")
                + (gamut == Gamut.SRGB ? "" : " in " + gamut.title());
    }
}
