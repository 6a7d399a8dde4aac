package org.sdcodec.codec.search;

import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.PixelSource;

/** A rectangle of a latent's cells with some cells around it. */
record SearchWindow(Side rows, Side columns) {
    /**
     * One side: cells {@code from} to {@code to} change, cells {@code first} to {@code end} are looked at; {@code to}
     * and {@code end} are exclusive.
     */
    record Side(int first, int from, int to, int end) {
        int length() {
            return end - first;
        }
    }

    int height() {
        return rows.length();
    }

    int width() {
        return columns.length();
    }

    /** The index of a window's value in the whole latent. */
    int index(int y, int x, int channel, Tensor whole) {
        return ((rows.first + y) * whole.width() + columns.first + x) * whole.channels() + channel;
    }

    /** Whether a cell of the window changes. */
    boolean changes(int y, int x) {
        int row = rows.first + y;
        int column = columns.first + x;
        return row >= rows.from && row < rows.to && column >= columns.from && column < columns.to;
    }

    /**
     * What the window shows of a picture.
     *
     * @param picture the whole one
     * @param cell pixels of a cell along each side
     * @return a new tensor; narrower or lower at the picture's end
     */
    Tensor cut(PixelSource picture, int cell) {
        int top = rows.first * cell;
        int left = columns.first * cell;
        int height = Math.min(picture.height(), rows.end * cell) - top;
        int width = Math.min(picture.width(), columns.end * cell) - left;
        Tensor part = Tensor.zeros(height, width, 3);
        float[] row = new float[3 * picture.width()];
        for (int y = 0; y < height; y++) {
            picture.read(top + y, row, 0);
            System.arraycopy(row, left * 3, part.data(), y * width * 3, width * 3);
        }
        return part;
    }
}
