package org.sdcodec.codec.entropy;

import java.util.stream.IntStream;
import org.sdcodec.engine.network.Area;

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

    /** Copies the cells of slice {@code i} of a latent, channels last, to a latent of its own. */
    public float[] cut(int i, float[] latent, int channels) {
        Area area = area(i);
        int row = area.width() * channels;
        float[] own = new float[area.height() * row];
        for (int y = 0; y < area.height(); y++) {
            System.arraycopy(latent, offset(area, y, channels), own, y * row, row);
        }
        return own;
    }

    /** The inverse of {@link #cut}. */
    public void paste(int i, float[] own, float[] latent, int channels) {
        Area area = area(i);
        int row = area.width() * channels;
        for (int y = 0; y < area.height(); y++) {
            System.arraycopy(own, y * row, latent, offset(area, y, channels), row);
        }
    }

    /** The place of an area's row in a latent. */
    private int offset(Area area, int row, int channels) {
        return ((area.top() + row) * width + area.left()) * channels;
    }

    /** The slices that have cells in an area, in ascending order. */
    public int[] slices(Area area) {
        return IntStream.range(0, count()).filter(i -> intersect(area(i), area)).toArray();
    }

    private static boolean intersect(Area a, Area b) {
        return a.top() < b.bottom() && b.top() < a.bottom() && a.left() < b.right() && b.left() < a.right();
    }

    private static int border(int i, int cells, int parts) {
        return (int) ((long) i * cells / parts);
    }
}
