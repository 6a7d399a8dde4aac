package org.sdcodec.engine;

/**
 * Rows of a feature map of {@code height × width × channels} floats, not all of which need to exist: those of a
 * {@link Tensor} lie in one array, those of a band each in its own. Element (y, x, c) lies at index
 * {@code offset(y) + (x − left)·channels + c} of {@code row(y)}; the elements of the columns that are held follow each
 * other.
 */
public interface Rows {
    /** Rows of the whole map, at least 1. */
    int height();

    /** Columns of the whole map, at least 1. */
    int width();

    /** Values per row and column, at least 1. */
    int channels();

    /** The first column that is held. */
    int left();

    /** How many columns are held. */
    int columns();

    /** The array that holds row {@code y}, one of those that exist; not a copy. */
    float[] row(int y);

    /** Where in {@link #row} the first element of the first column that is held lies. */
    int offset(int y);

    /** The shape of the whole map, for messages. */
    default String shape() {
        return height() + "×" + width() + "×" + channels();
    }
}
