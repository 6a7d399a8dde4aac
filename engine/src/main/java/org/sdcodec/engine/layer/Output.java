package org.sdcodec.engine.layer;

import java.util.Arrays;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.kernel.Kernels;

/**
 * What happens to the sums of a product between the registers and the result: they begin at the bias, and end as
 * {@code activation(sum + residual)}.
 *
 * @param to the result; rows of {@code to.channels()} elements
 * @param bias one element per column, or null for 0
 * @param residual a tensor of the result's shape that is added, or null
 * @param activation applied last, or null
 */
record Output(Tensor to, float[] bias, Tensor residual, Activation activation) {
    Output {
        if (residual != null && !residual.hasShapeOf(to)) {
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

    /** Writes {@code rows × 32} sums, from {@code sumsOff} on, to the panel's columns of the result's rows from {@code row} on. */
    void finish(Kernels kernels, int panel, int row, int rows, float[] sums, int sumsOff) {
        int column = panel * Kernels.PANEL;
        int columns = Math.min(Kernels.PANEL, to.channels() - column);
        write(kernels, row, rows, column, columns, sums, sumsOff, Kernels.PANEL);
    }

    /** Writes {@code rows × columns} sums, row i from {@code sumsOff + i·sumsStride} on; they are modified. */
    void write(Kernels kernels, int row, int rows, int column, int columns, float[] sums, int sumsOff, int sumsStride) {
        for (int i = 0; i < rows; i++) {
            int from = sumsOff + i * sumsStride;
            int at = (row + i) * to.channels() + column;
            if (residual != null) {
                kernels.add(columns, residual.data(), at, sums, from);
            }
            if (activation != null) {
                activation.apply(kernels, columns, sums, from);
            }
            System.arraycopy(sums, from, to.data(), at, columns);
        }
    }
}
