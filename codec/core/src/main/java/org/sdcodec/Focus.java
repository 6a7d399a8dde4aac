package org.sdcodec;

import java.util.Objects;

/**
 * Which parts of a picture count more than others while it is encoded, for instance faces or text. Nothing of it is in
 * the file. Immutable; two are equal if they were made of equal regions or of the same mask.
 *
 * @param region what counts most; null if there is a mask
 * @param mask of the size of the picture: white counts most, black not at all; null if there is a region
 */
public record Focus(Region region, Picture mask) {

    /** How much what is outside of a region counts, of 1. */
    public static final float OUTSIDE = 0.25f;

    private static final int WHITE = 3 * 255;

    /** @throws IllegalArgumentException if there is not exactly one of them */
    public Focus {
        if ((region == null) == (mask == null)) {
            throw new IllegalArgumentException("a focus is either a region or a mask");
        }
    }

    /** What is inside of the region counts 1, all else {@link #OUTSIDE}. */
    public static Focus of(Region region) {
        return new Focus(Objects.requireNonNull(region, "region"), null);
    }

    /** Every pixel counts as much as the mean of its three colors. */
    public static Focus of(Picture mask) {
        return new Focus(null, Objects.requireNonNull(mask, "mask"));
    }

    /**
     * What each cell of a latent counts: the mean over its pixels.
     *
     * @param height of the picture in pixels
     * @param width of the picture in pixels
     * @param cell pixels along one side of a cell
     * @return rows of cells, 0..1
     * @throws OptionsException if region or mask do not fit the picture
     */
    public float[] cells(int height, int width, int cell) {
        requireFit(height, width);
        int rows = (height + cell - 1) / cell;
        int columns = (width + cell - 1) / cell;
        int[] pixels = mask == null ? null : mask.toArray();
        float[] cells = new float[rows * columns];
        for (int i = 0; i < cells.length; i++) {
            int top = i / columns * cell;
            int left = i % columns * cell;
            int bottom = Math.min(height, top + cell);
            int right = Math.min(width, left + cell);
            float area = (float) (bottom - top) * (right - left);
            cells[i] = pixels == null
                    ? OUTSIDE + (1 - OUTSIDE) * inside(top, left, bottom, right) / area
                    : brightness(pixels, width, top, left, bottom, right) / (WHITE * area);
        }
        return cells;
    }

    private void requireFit(int height, int width) {
        if (mask == null && !region.isInside(width, height)) {
            throw new OptionsException(
                    SdcodecException.Kind.UNSUPPORTED_OPTIONS,
                    "the focus of " + region + " is not inside of the picture, which has " + width + "x" + height
                            + " pixels");
        }
        if (mask != null && (mask.width() != width || mask.height() != height)) {
            throw new OptionsException(
                    SdcodecException.Kind.UNSUPPORTED_OPTIONS,
                    "the mask has " + mask.width() + "x" + mask.height() + " pixels, but the picture " + width + "x"
                            + height);
        }
    }

    private int inside(int top, int left, int bottom, int right) {
        int rows = Math.min(bottom, region.y() + region.height()) - Math.max(top, region.y());
        int columns = Math.min(right, region.x() + region.width()) - Math.max(left, region.x());
        return Math.max(0, rows) * Math.max(0, columns);
    }

    private static long brightness(int[] pixels, int width, int top, int left, int bottom, int right) {
        long sum = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                int pixel = pixels[y * width + x];
                sum += (pixel >> 16 & 0xff) + (pixel >> 8 & 0xff) + (pixel & 0xff);
            }
        }
        return sum;
    }
}
