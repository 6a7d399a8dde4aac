package org.sdcodec.engine.layer;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.PackedMatrix;

/** The product of a matrix of tokens with a packed matrix of weights, split among the threads. */
final class MatMul {
    /** Rows of A per task: a multiple of the register tile's twelve rows that stays in the L2 cache. */
    private static final int ROWS = 96;
    /** Panels of B per task. */
    private static final int PANELS = 8;
    /** Rows of a panel of B that are used at a time: 64 kB, which stay in the L2 cache for all rows of A. */
    static final int DEPTH = 512;

    private MatMul() {}

    /**
     * {@code out = A·B} with the sums finished by {@code output}.
     *
     * @param m rows of A and of the output
     * @param a m × k, contiguous, from {@code aOff} on; not modified
     */
    static void run(Engine engine, int m, float[] a, int aOff, PackedMatrix b, Output output) {
        int rowBlocks = (m + ROWS - 1) / ROWS;
        int panelBlocks = (b.panels() + PANELS - 1) / PANELS;
        engine.workers().run(rowBlocks * panelBlocks, task -> {
            int row = task / panelBlocks * ROWS;
            int rows = Math.min(ROWS, m - row);
            int firstPanel = task % panelBlocks * PANELS;
            int lastPanel = Math.min(b.panels(), firstPanel + PANELS);
            float[] sums = engine.memory().take(ROWS * Kernels.PANEL);
            for (int panel = firstPanel; panel < lastPanel; panel++) {
                output.begin(panel, rows, sums);
                accumulate(engine.kernels(), rows, b.rows(), a, aOff + row * b.rows(), b.rows(), b, panel, 0, sums, 0);
                output.finish(engine.kernels(), panel, row, rows, sums, 0);
            }
            engine.memory().give(sums);
        });
    }

    /** Adds {@code k} products to {@code rows × 32} sums; {@code bRow} is the first row of the panel that takes part. */
    static void accumulate(
            Kernels kernels,
            int rows,
            int k,
            float[] a,
            int aOff,
            int aStride,
            PackedMatrix b,
            int panel,
            int bRow,
            float[] sums,
            int sumsOff) {
        for (int p = 0; p < k; p += DEPTH) {
            kernels.gemm(
                    rows,
                    b.panelColumns(panel),
                    Math.min(DEPTH, k - p),
                    a,
                    aOff + p,
                    aStride,
                    b.data(),
                    b.offset(panel, bRow + p),
                    sums,
                    sumsOff,
                    Kernels.PANEL);
        }
    }
}
