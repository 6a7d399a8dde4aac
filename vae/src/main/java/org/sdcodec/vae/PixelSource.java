package org.sdcodec.vae;

import org.sdcodec.engine.Tensor;

/** A picture that is read row by row. Several threads may read different rows at the same time. */
public interface PixelSource {
    /** Rows, at least 1. */
    int height();

    /** Columns, at least 1. */
    int width();

    /**
     * Reads a row.
     *
     * @param y 0 to {@link #height} − 1
     * @param to receives {@code width × 3} values of −1..1 from {@code offset} on
     */
    void read(int y, float[] to, int offset);

    /** The rows of a tensor. */
    static PixelSource of(Tensor image) {
        if (image.channels() != Patches.COLORS) {
            throw new IllegalArgumentException("a picture has 3 channels, but this is a tensor of " + image);
        }
        return new PixelSource() {
            @Override
            public int height() {
                return image.height();
            }

            @Override
            public int width() {
                return image.width();
            }

            @Override
            public void read(int y, float[] to, int offset) {
                System.arraycopy(image.data(), image.offset(y), to, offset, image.width() * image.channels());
            }
        };
    }
}
