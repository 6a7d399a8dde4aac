package org.sdcodec;

/**
 * A part of a picture.
 *
 * @param x the leftmost column, from 0 on
 * @param y the first row, from 0 on
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 */
public record Region(int x, int y, int width, int height) {
    /** @throws IllegalArgumentException if it is empty or begins outside of every picture */
    public Region {
        if (x < 0 || y < 0 || width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "a region begins at column and row 0 or later and has at least one pixel, but was " + width + "x"
                            + height + " at " + x + "," + y);
        }
    }

    /** Whether it is inside of a picture of that size. */
    public boolean isInside(int pictureWidth, int pictureHeight) {
        return width <= pictureWidth - x && height <= pictureHeight - y;
    }

    @Override
    public String toString() {
        return width + "x" + height + " at " + x + "," + y;
    }
}
