package org.sdcodec.engine.layer;

/**
 * Which rows of its input a layer reads for some rows of its output; the same of columns. Outputs are made in tiles,
 * whose bits depend on all inputs of the tile:
 *
 * <pre>
 *   tile t makes the outputs  size·t − shift … size·(t + 1) − shift − 1
 *   and reads the inputs      (step·t + first) / zoom … (step·t + first + count − 1) / zoom, rounded down
 * </pre>
 *
 * <p>Outputs beyond the edge of the picture are not made, and inputs beyond it are zeros.
 *
 * @param size rows that a tile makes
 * @param shift rows of the first tile beyond the edge
 * @param step zoomed rows from one tile to the next
 * @param first the first zoomed row of the first tile
 * @param count zoomed rows of a tile
 * @param zoom how often each row of the input is repeated
 */
public record Footprint(int size, int shift, int step, int first, int count, int zoom) {
    /** Every row of the output is made of the same row of the input. */
    public static final Footprint SAME = new Footprint(1, 0, 1, 0, 1, 1);

    /** The tile that makes a row of the output. */
    private int tile(int row) {
        return Math.floorDiv(row + shift, size);
    }

    /** The first row of the tile that makes {@code row}; not negative. */
    public int firstOfTile(int row) {
        return Math.max(0, tile(row) * size - shift);
    }

    /** The row behind the tile that makes {@code row}; may lie beyond the edge. */
    public int endOfTile(int row) {
        return (tile(row) + 1) * size - shift;
    }

    /** The first row of the input that is read for the tile of an output; negative if that is beyond the edge. */
    public int firstRead(int row) {
        return Math.floorDiv(step * tile(row) + first, zoom);
    }

    /** The row behind the last one of the input that is read for the tile of an output; may lie beyond the edge. */
    public int endRead(int row) {
        return Math.floorDiv(step * tile(row) + first + count - 1, zoom) + 1;
    }
}
