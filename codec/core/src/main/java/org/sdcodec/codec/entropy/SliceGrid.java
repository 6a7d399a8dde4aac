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

    /** The place of an area's row in a latent. */
    private int offset(Area area, int row, int channels) {
        return ((area.top() + row) * width + area.left()) * channels;
    }

    /** The slices that have cells in an area, in ascending order. */
    public int[] slices(Area area) {
        int top = part(area.top(), height, rows);
        int left = part(area.left(), width, columns);
        int across = part(area.right() - 1, width, columns) - left + 1;
        int down = part(area.bottom() - 1, height, rows) - top + 1;
        return IntStream.range(0, down * across)
                .map(i -> (top + i / across) * columns + left + i % across)
                .toArray();
    }

    /** Which part a cell is in: the inverse of {@link #border}. */
    private static int part(int cell, int cells, int parts) {
        return (int) (((cell + 1L) * parts - 1) / cells);
    }

    /** Cells of the largest slice. */
    public int largest() {
        return (height + rows - 1) / rows * ((width + columns - 1) / columns);
    }

    private static int border(int i, int cells, int parts) {
        return (int) ((long) i * cells / parts);
    }
}
