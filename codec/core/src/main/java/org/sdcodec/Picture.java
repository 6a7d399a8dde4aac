package org.sdcodec;

import java.util.Arrays;
import java.util.Objects;

/**
 * A picture in memory: rows of 8-bit sRGB pixels, opaque or with alpha that is not premultiplied. Immutable.
 *
 * <p>A pixel is an {@code int} 0xAARRGGBB; in an opaque picture AA is FF.
 */
public final class Picture {

    private static final int OPAQUE = 0xff000000;

    private final int width;
    private final int height;
    private final boolean alpha;
    private final int[] pixels;

    private Picture(int width, int height, boolean alpha, int[] pixels) {
        if (width < 1 || height < 1 || (long) width * height != pixels.length) {
            throw new IllegalArgumentException(
                    "a picture of " + width + "x" + height + " pixels was given " + pixels.length + " of them");
        }
        this.width = width;
        this.height = height;
        this.alpha = alpha;
        this.pixels = pixels;
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
        return new Picture(width, height, false, Objects.requireNonNull(rgb, "rgb"));
    }

    /**
     * A picture that has alpha if at least one pixel is not opaque.
     *
     * @param width in pixels, at least 1
     * @param height in pixels, at least 1
     * @param argb {@code height} rows of {@code width} pixels 0xAARRGGBB, not premultiplied; taken over, so do not modify it
     *     afterwards
     * @throws IllegalArgumentException if the number of pixels does not match
     */
    public static Picture of(int width, int height, int[] argb) {
        Objects.requireNonNull(argb, "argb");
        boolean alpha = false;
        for (int i = 0; i < argb.length && !alpha; i++) {
            alpha = argb[i] >>> 24 != 255;
        }
        return new Picture(width, height, alpha, argb);
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
        return pixels[y * width + x] | opacity();
    }

    /**
     * Copies rows.
     *
     * @param y the first row
     * @param rows how many rows
     * @param target receives {@code rows * width} pixels 0xAARRGGBB
     * @param offset where in {@code target} the first pixel goes
     * @throws IndexOutOfBoundsException if the rows lie outside of the picture, or do not fit the target
     */
    public void copyRows(int y, int rows, int[] target, int offset) {
        Objects.requireNonNull(target, "target");
        if (y < 0 || rows < 0 || y + rows > height) {
            throw new IndexOutOfBoundsException(
                    "rows " + y + " to " + (y + rows - 1) + " are outside of a picture of height " + height);
        }
        System.arraycopy(pixels, y * width, target, offset, rows * width);
        if (!alpha) {
            for (int i = 0; i < rows * width; i++) {
                target[offset + i] |= OPAQUE;
            }
        }
    }

    /** All pixels, 0xAARRGGBB, row by row; a new array. */
    public int[] toArray() {
        int[] copy = new int[pixels.length];
        copyRows(0, height, copy, 0);
        return copy;
    }

    /**
     * A part of the picture; a new one.
     *
     * @param x the leftmost column
     * @param y the first row
     * @param columns width of the part, at least 1
     * @param rows height of the part, at least 1
     * @throws IllegalArgumentException if the part is empty or reaches outside of the picture
     */
    public Picture cropped(int x, int y, int columns, int rows) {
        if (x < 0 || y < 0 || columns < 1 || rows < 1 || x > width - columns || y > height - rows) {
            throw new IllegalArgumentException("a part of " + columns + "x" + rows + " pixels at (" + x + ", " + y
                    + ") is not inside of a picture of " + width + "x" + height);
        }
        int[] part = new int[columns * rows];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(pixels, (y + row) * width + x, part, row * columns, columns);
        }
        return alpha ? of(columns, rows, part) : opaque(columns, rows, part);
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
        int[] rgb = new int[pixels.length];
        for (int i = 0; i < rgb.length; i++) {
            int a = pixels[i] >>> 24;
            for (int shift = 0; shift <= 16; shift += 8) {
                int c = pixels[i] >> shift & 255;
                rgb[i] |= (c * a + 255 * (255 - a) + 127) / 255 << shift;
            }
        }
        return opaque(width, height, rgb);
    }

    private int opacity() {
        return alpha ? 0 : OPAQUE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Picture that
                && width == that.width
                && height == that.height
                && alpha == that.alpha
                && Arrays.equals(toArray(), that.toArray());
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(toArray());
    }

    /** The size, and whether there is alpha. */
    @Override
    public String toString() {
        return width + "x" + height + (alpha ? " with alpha" : "");
    }
}
