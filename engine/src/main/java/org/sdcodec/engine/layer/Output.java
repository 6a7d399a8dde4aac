package org.sdcodec.engine.layer;

import java.util.Arrays;
import org.sdcodec.engine.Rows;
import org.sdcodec.engine.WorkMemory;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.PackedMatrix;

/**
 * What happens to the sums of a product between the registers and the result: they begin at the bias, and end as
 * {@code activation(sum + residual)}.
 *
 * <p>Products have the pixels of a row of the result as their rows; they are named by row {@code y} and first column
 * {@code x}.
 *
 * @param to the result
 * @param bias one element per column, or null for 0
 * @param residual a map of the result's shape that is added, with the columns of the result at least; or null
 * @param activation applied last, or null
 */
record Output(Rows to, float[] bias, Rows residual, Activation activation) {
    Output {
        if (residual != null
                && (residual.height() != to.height()
                        || residual.width() != to.width()
                        || residual.channels() != to.channels())) {
            throw new IllegalArgumentException("cannot add a tensor of " + residual + " to an output of " + to);
        }
    }

    /** Refuses a bias that is neither null nor one element per channel. */
    static void checkBias(float[] bias, int channels) {
        if (bias != null && bias.length != channels) {
            throw new IllegalArgumentException(
                    "an output of %d channels needs %d biases, not %d".formatted(channels, channels, bias.length));
        }
    }

    /**
     * The bias of all columns of all panels, zeros beyond the last one; from the work memory, where it is to be given
     * back.
     */
    float[] paddedBias(WorkMemory memory) {
        int channels = to.channels();
        int size = (channels + Kernels.PANEL - 1) / Kernels.PANEL * Kernels.PANEL;
        float[] padded = memory.take(size);
        Arrays.fill(padded, 0, size, 0f);
        if (bias != null) {
            System.arraycopy(bias, 0, padded, 0, channels);
        }
        return padded;
    }

    /** Fills {@code rows × 32} sums with the bias of the panel's columns. */
    void begin(int panel, int rows, float[] sums) {
        int column = panel * Kernels.PANEL;
        int columns = Math.min(Kernels.PANEL, to.channels() - column);
        if (bias == null) {
            Arrays.fill(sums, 0, rows * Kernels.PANEL, 0f);
            return;
        }
        for (int i = 0; i < rows; i++) {
            System.arraycopy(bias, column, sums, i * Kernels.PANEL, columns);
            Arrays.fill(sums, i * Kernels.PANEL + columns, (i + 1) * Kernels.PANEL, 0f);
        }
    }

    /** Writes {@code pixels × 32} sums, from {@code sumsOff} on, to the panel's columns of the result. */
    void finish(Kernels kernels, int panel, int y, int x, int pixels, float[] sums, int sumsOff) {
        int column = panel * Kernels.PANEL;
        int columns = Math.min(Kernels.PANEL, to.channels() - column);
        for (int i = 0; i < pixels; i++) {
            int from = sumsOff + i * Kernels.PANEL;
            if (residual != null) {
                kernels.add(columns, residual.row(y), at(residual, y, x + i) + column, sums, from);
            }
            if (activation != null) {
                activation.apply(kernels, columns, sums, from);
            }
            System.arraycopy(sums, from, to.row(y), at(to, y, x + i) + column, columns);
        }
    }

    /** Index of the first channel of a pixel. */
    static int at(Rows rows, int y, int x) {
        return rows.offset(y) + (x - rows.left()) * rows.channels();
    }

    /**
     * Multiplies some panels and leaves the sums where {@link #complete} finds them: in the result if a panel is full.
     *
     * @param rows pixels
     * @param k products per sum
     * @param a {@code rows × k}, row i from {@code aOff + i·aStride} on
     * @param panel the first panel
     * @param bRow the first row of the panels that takes part; with 0 the sums begin at the bias, otherwise they go on
     * @param bias as of {@link #paddedBias}
     * @param sums room for {@code rows × 32}; used for a panel that is not full
     */
    void multiply(
            Kernels kernels,
            int y,
            int x,
            int rows,
            int k,
            float[] a,
            int aOff,
            int aStride,
            PackedMatrix b,
            int panel,
            int panels,
            int bRow,
            float[] bias,
            float[] sums) {
        boolean first = bRow == 0;
        int column = panel * Kernels.PANEL;
        int full = fullPanels(panel, panels);
        if (full > 0) {
            int channels = to.channels();
            float[] sink = to.row(y);
            int at = at(to, y, x) + column;
            float[] from = first ? bias : sink;
            int fromOff = first ? column : at;
            int fromStride = first ? 0 : channels;
            int columns = full * Kernels.PANEL;
            MatMul.panels(
                    kernels,
                    rows,
                    columns,
                    k,
                    a,
                    aOff,
                    aStride,
                    b,
                    panel,
                    bRow,
                    from,
                    fromOff,
                    fromStride,
                    sink,
                    at,
                    channels);
        }
        if (full < panels) {
            int last = panel + full;
            float[] from = first ? bias : sums;
            int fromOff = first ? last * Kernels.PANEL : 0;
            int fromStride = first ? 0 : Kernels.PANEL;
            int columns = b.panelColumns(last);
            MatMul.panels(
                    kernels,
                    rows,
                    columns,
                    k,
                    a,
                    aOff,
                    aStride,
                    b,
                    last,
                    bRow,
                    from,
                    fromOff,
                    fromStride,
                    sums,
                    0,
                    Kernels.PANEL);
        }
    }

    /** How many of some panels have all columns in the result. */
    private int fullPanels(int panel, int panels) {
        return Math.min(panels, to.channels() / Kernels.PANEL - panel);
    }

    /** Finishes the panels that {@link #multiply} began. */
    void complete(Kernels kernels, int y, int x, int pixels, int panel, int panels, float[] sums) {
        int column = panel * Kernels.PANEL;
        int fullPanels = fullPanels(panel, panels);
        int columns = fullPanels * Kernels.PANEL;
        float[] sink = to.row(y);
        for (int i = 0; i < pixels && (residual != null || activation != null); i++) {
            int at = at(to, y, x + i) + column;
            if (residual != null) {
                kernels.add(columns, residual.row(y), at(residual, y, x + i) + column, sink, at);
            }
            if (activation != null) {
                activation.apply(kernels, columns, sink, at);
            }
        }
        if (fullPanels < panels) {
            finish(kernels, panel + fullPanels, y, x, pixels, sums, 0);
        }
    }

    /** Writes the sums of some pixels of a row, {@code pixels × channels} contiguous from 0 on; they are modified. */
    void writeRow(Kernels kernels, int y, int x, int pixels, float[] sums) {
        int n = pixels * to.channels();
        if (residual != null) {
            kernels.add(n, residual.row(y), at(residual, y, x), sums, 0);
        }
        if (activation != null) {
            activation.apply(kernels, n, sums, 0);
        }
        System.arraycopy(sums, 0, to.row(y), at(to, y, x), n);
    }
}
