package org.sdcodec.engine.layer;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.PackedMatrix;

/**
 * The product of a matrix of tokens with a packed matrix of weights, split among the threads.
 *
 * <pre>
 *   task:  128 rows of A × up to 8 panels of B         per {@link #SLAB_DEPTH} of k:
 *                                                      A is copied to a slab in the L2 cache,
 *   A  [ slab │      │      ]   B [▒▒│▒▒│▒▒]           each panel of B is read for all rows,
 *                                 [  │  │  ]           the sums of all panels wait in the L2 cache
 * </pre>
 *
 * <p>The slab's rows lie close together and never at a distance of a power of two, as those of A often do: that would leave them
 * a few sets of the L1 cache.
 */
final class MatMul {
    /** Rows of A per task. */
    private static final int ROWS = 128;
    /** Panels of B per task, at most. */
    static final int PANELS = 8;
    /** A product is cut into at least this many tasks if it has as many panels, so that few rows keep several threads busy. */
    private static final int TASKS = 8;
    /** Columns of A that are used at a time, at most: the slab takes 136 kB, and a panel's share 32 kB. */
    private static final int SLAB_DEPTH = 256;
    /** The rows of the slab and of the sums begin that many elements, one cache line, off a multiple of a power of two. */
    private static final int SKEW = 16;
    /** Rows of a panel of B that are used at a time: 64 kB, which stay in the L2 cache for all rows of A. */
    static final int DEPTH = 512;

    private MatMul() {}

    /** What happens to the sums of a task. */
    interface Writer {
        /**
         * @param row the first row of A
         * @param panel the first panel of B
         * @param sums {@code rows × (panels·32)}, row i from {@code i·stride} on; may be modified
         */
        void write(Kernels kernels, int row, int rows, int panel, int panels, float[] sums, int stride);
    }

    /**
     * {@code out = A·B} with the sums finished by {@code output}.
     *
     * @param m rows of A and of the output
     * @param a m × k, contiguous, from {@code aOff} on; not modified
     */
    static void run(Engine engine, int m, float[] a, int aOff, PackedMatrix b, Output output) {
        int rowBlocks = (m + ROWS - 1) / ROWS;
        int groups = Math.max((b.panels() + PANELS - 1) / PANELS, Math.min(b.panels(), TASKS / rowBlocks));
        float[] bias = output.paddedBias(engine.memory());
        int panelsPerTask = (b.panels() + groups - 1) / groups;
        run(engine, m, a, aOff, b, bias, panelsPerTask, (kernels, row, rows, panel, panels, sums, stride) -> {
            int column = panel * Kernels.PANEL;
            int columns = Math.min(panels * Kernels.PANEL, b.columns() - column);
            output.write(kernels, row, rows, column, columns, sums, 0, stride);
        });
        engine.memory().give(bias);
    }

    /**
     * {@code A·B} with the sums handed to a writer.
     *
     * @param bias where the sums of each column begin; as many elements as all panels have columns
     * @param panelsPerTask how many panels the writer gets at once; fewer at the end
     */
    static void run(
            Engine engine, int m, float[] a, int aOff, PackedMatrix b, float[] bias, int panelsPerTask, Writer writer) {
        int groups = (b.panels() + panelsPerTask - 1) / panelsPerTask;
        int rowBlocks = (m + ROWS - 1) / ROWS;
        engine.workers().run(rowBlocks * groups, task -> {
            int row = task / groups * ROWS;
            int rows = Math.min(ROWS, m - row);
            int panel = task % groups * panelsPerTask;
            int panels = Math.min(panelsPerTask, b.panels() - panel);
            int stride = panels * Kernels.PANEL + SKEW;
            float[] sums = engine.memory().take(rows * stride);
            Kernels kernels = engine.kernels();
            multiply(engine, rows, a, aOff + row * b.rows(), b, panel, panels, bias, sums, stride);
            writer.write(kernels, row, rows, panel, panels, sums, stride);
            engine.memory().give(sums);
        });
    }

    /** One task's sums. */
    private static void multiply(
            Engine engine,
            int rows,
            float[] a,
            int aOff,
            PackedMatrix b,
            int firstPanel,
            int panels,
            float[] bias,
            float[] sums,
            int stride) {
        int k = b.rows();
        int blocks = Math.max(1, (k + SLAB_DEPTH - 1) / SLAB_DEPTH);
        int depth = ((k + blocks - 1) / blocks + SKEW - 1) / SKEW * SKEW;
        int slabStride = depth + SKEW;
        float[] slab = engine.memory().take(rows * slabStride);
        for (int block = 0; block < blocks; block++) {
            int p = block * depth;
            int length = Math.max(0, Math.min(depth, k - p));
            for (int i = 0; i < rows; i++) {
                System.arraycopy(a, aOff + i * k + p, slab, i * slabStride, length);
            }
            for (int j = 0; j < panels; j++) {
                int column = j * Kernels.PANEL;
                boolean first = block == 0;
                engine.kernels()
                        .gemm(
                                rows,
                                b.panelColumns(firstPanel + j),
                                length,
                                slab,
                                0,
                                slabStride,
                                b.data(),
                                b.offset(firstPanel + j, p),
                                first ? bias : sums,
                                first ? firstPanel * Kernels.PANEL + column : column,
                                first ? 0 : stride,
                                sums,
                                column,
                                stride);
            }
        }
        engine.memory().give(slab);
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
