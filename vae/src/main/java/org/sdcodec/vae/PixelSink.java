package org.sdcodec.vae;

import org.sdcodec.engine.Tensor;

/** Receives a picture, or a part of it, row by row. */
public interface PixelSink {
    /**
     * Receives a row. Several threads give different rows at the same time, each row once.
     *
     * @param y counted from the first row that was asked for
     * @param from has the row's {@code columns × 3} values of about −1..1, not clamped, from {@code offset} on; valid
     *     during the call
     */
    void write(int y, float[] from, int offset);

    /**
     * All rows before {@code end} have been given. Called on the thread that decodes.
     *
     * @param end rises from call to call; at last the number of rows that were asked for
     */
    default void onRows(int end) {}

    /** Receives all rows of a picture in a tensor of height × width × 3. */
    static PixelSink of(Tensor image) {
        int row = image.width() * image.channels();
        return (y, from, offset) -> System.arraycopy(from, offset, image.data(), image.offset(y), row);
    }
}
