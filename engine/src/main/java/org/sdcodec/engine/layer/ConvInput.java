package org.sdcodec.engine.layer;

import java.util.Arrays;
import org.sdcodec.engine.Rows;
import org.sdcodec.engine.kernel.Kernels;

/**
 * What a convolution sees of its input: a map whose pixels are doubled, normalized and activated while they are read,
 * with zeros all around.
 *
 * @param x has the rows and columns that are read, as far as they are inside of the map; not modified
 * @param zoom 1, or 2 to repeat every pixel along both sides
 * @param height rows after zooming
 * @param width columns after zooming
 * @param affine applied first, or null
 * @param activation applied next, or null
 */
record ConvInput(Rows x, int zoom, int height, int width, ChannelAffine affine, Activation activation) {
    /**
     * Reads some pixels of a row.
     *
     * @param y row of the zoomed input; may lie outside of it
     * @param left first column; this and the following ones may lie outside
     * @param to receives {@code columns × channels} from {@code toOff} on
     */
    void read(Kernels kernels, int y, int left, int columns, float[] to, int toOff) {
        int channels = x.channels();
        if (y < 0 || y >= height) {
            Arrays.fill(to, toOff, toOff + columns * channels, 0f);
            return;
        }
        int firstInside = Math.min(columns, Math.max(0, -left));
        int endInside = Math.max(firstInside, Math.min(columns, width - left));
        Arrays.fill(to, toOff, toOff + firstInside * channels, 0f);
        Arrays.fill(to, toOff + endInside * channels, toOff + columns * channels, 0f);
        int inside = toOff + firstInside * channels;
        int pixels = endInside - firstInside;
        if (affine == null) {
            copy(y / zoom, left + firstInside, pixels, to, inside);
            if (activation != null) {
                activation.apply(kernels, pixels * channels, to, inside);
            }
        } else if (zoom == 1) {
            map(kernels, pixels, x.row(y), Output.at(x, y, left + firstInside), to, inside);
        } else {
            copy(y / zoom, left + firstInside, pixels, to, inside);
            map(kernels, pixels, to, inside, to, inside);
        }
    }

    /** Maps pixels and applies the activation; for SiLU in one pass, which hides its arithmetic behind the memory. */
    private void map(Kernels kernels, int pixels, float[] from, int fromOff, float[] to, int toOff) {
        int channels = x.channels();
        if (activation == Activation.SILU) {
            kernels.scaleShiftSilu(pixels, channels, from, fromOff, affine.scale(), affine.shift(), to, toOff);
            return;
        }
        kernels.scaleShift(pixels, channels, from, fromOff, affine.scale(), affine.shift(), to, toOff);
        if (activation != null) {
            activation.apply(kernels, pixels * channels, to, toOff);
        }
    }

    /** Copies zoomed pixels of one row of x. */
    private void copy(int y, int zoomedX, int pixels, float[] to, int toOff) {
        int channels = x.channels();
        float[] row = x.row(y);
        if (zoom == 1) {
            System.arraycopy(row, Output.at(x, y, zoomedX), to, toOff, pixels * channels);
            return;
        }
        for (int i = 0; i < pixels; i++) {
            System.arraycopy(row, Output.at(x, y, (zoomedX + i) / zoom), to, toOff + i * channels, channels);
        }
    }
}
