package org.sdcodec.engine.network;

/**
 * A range of rows, or of columns: which ones of its input a layer needs for some of its output. Rows are counted from
 * the edge of the picture; those beyond it are padding.
 *
 * @param first the first row
 * @param last the last row, not less than the first
 */
public record Extent(long first, long last) {
    /** @throws IllegalArgumentException if there is no row */
    public Extent {
        if (last < first) {
            throw new IllegalArgumentException("rows " + first + " to " + last + " are none");
        }
    }

    /** The {@code factor} rows of each row, after every row was cut into that many. */
    public Extent times(long factor) {
        return new Extent(first * factor, last * factor + factor - 1);
    }

    /** The rows that hold these after {@code factor} rows each were joined. */
    public Extent dividedBy(long factor) {
        return new Extent(Math.floorDiv(first, factor), Math.floorDiv(last, factor));
    }
}
