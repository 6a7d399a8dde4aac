package org.sdcodec.vae;

import org.sdcodec.engine.Tensor;

/** A latent, height × width × channels, that is read row by row. Several threads may read at the same time. */
public interface LatentSource {
    /** Rows of cells, at least 1. */
    int height();

    /** Columns of cells, at least 1. */
    int width();

    /** Values per cell. */
    int channels();

    /**
     * Reads a part of a row.
     *
     * @param y 0 to {@link #height} − 1
     * @param left the first column
     * @param cells how many, inside of the row
     * @param to receives {@code cells × channels} values from {@code offset} on
     */
    void read(int y, int left, int cells, float[] to, int offset);

    /** All values, in a new tensor whose array has no more than its size. */
    default Tensor toTensor() {
        Tensor tensor = Tensor.zeros(height(), width(), channels());
        for (int y = 0; y < height(); y++) {
            read(y, 0, width(), tensor.data(), tensor.offset(y));
        }
        return tensor;
    }

    /** The cells of a tensor. */
    static LatentSource of(Tensor latent) {
        return new LatentSource() {
            @Override
            public int height() {
                return latent.height();
            }

            @Override
            public int width() {
                return latent.width();
            }

            @Override
            public int channels() {
                return latent.channels();
            }

            @Override
            public void read(int y, int left, int cells, float[] to, int offset) {
                int channels = latent.channels();
                System.arraycopy(latent.data(), latent.offset(y) + left * channels, to, offset, cells * channels);
            }
        };
    }
}
