package org.sdcodec.codec.entropy;

import java.util.stream.IntStream;

/**
 * A latent cut into slices of about equal size: slice row i begins at cell ⌊i · height / rows⌋, columns likewise.
 *
 * @param height of the latent in cells
 * @param width of the latent in cells
 * @param rows of slices, 1..height
 * @param columns of slices, 1..width
 */
public record SliceGrid(int height, int width, int rows, int columns) {

    /** Cells a side of the slices that an encoder makes, at most. */
    private static final int SIDE = 128;

    /** A rectangle of cells. */
    public record Area(int y, int x, int height, int width) {
        /** Whether both have cells in common. */
        public boolean intersects(Area other) {
            return y < other.y + other.height
                    && other.y < y + height
                    && x < other.x + other.width
                    && other.x < x + width;
        }

        /** Copies the cells of this area of a latent, channels last, to a latent of its own. */
        public float[] cut(float[] latent, int latentWidth, int channels) {
            float[] own = new float[height * width * channels];
            for (int row = 0; row < height; row++) {
                System.arraycopy(
                        latent,
                        ((y + row) * latentWidth + x) * channels,
                        own,
                        row * width * channels,
                        width * channels);
            }
            return own;
        }

        /** The inverse of {@link #cut}. */
        public void paste(float[] own, float[] latent, int latentWidth, int channels) {
            for (int row = 0; row < height; row++) {
                System.arraycopy(
                        own,
                        row * width * channels,
                        latent,
                        ((y + row) * latentWidth + x) * channels,
                        width * channels);
            }
        }
    }

    /** @throws IllegalArgumentException if there are more slices along a side than cells, or none */
    public SliceGrid {
        if (rows < 1 || columns < 1 || rows > height || columns > width) {
            throw new IllegalArgumentException(
                    "A latent of " + height + " x " + width + " cells has no " + rows + " x " + columns + " slices.");
        }
    }

    /** As an encoder cuts it. */
    public static SliceGrid of(int height, int width) {
        return new SliceGrid(height, width, (height + SIDE - 1) / SIDE, (width + SIDE - 1) / SIDE);
    }

    /** One slice. */
    public static SliceGrid whole(int height, int width) {
        return new SliceGrid(height, width, 1, 1);
    }

    /** The number of slices. */
    public int count() {
        return rows * columns;
    }

    /** The cells of slice {@code i}, counted row by row. */
    public Area area(int i) {
        int row = i / columns;
        int column = i % columns;
        int y = border(row, height, rows);
        int x = border(column, width, columns);
        return new Area(y, x, border(row + 1, height, rows) - y, border(column + 1, width, columns) - x);
    }

    /** The slices that have cells in an area, in ascending order. */
    public int[] slices(Area area) {
        return IntStream.range(0, count()).filter(i -> area(i).intersects(area)).toArray();
    }

    private static int border(int i, int cells, int parts) {
        return (int) ((long) i * cells / parts);
    }
}
