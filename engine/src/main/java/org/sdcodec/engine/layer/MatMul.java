package org.sdcodec.engine.layer;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.PackedMatrix;

/**
 * The product of a matrix of tokens with a packed matrix of weights, split among the threads.
 *
 * <pre>
 *   task:  up to 144 rows of A × up to 10 panels of B
 *
 *   A  [▒▒▒▒▒▒▒▒▒▒▒▒]   B [▒│▒│▒]      the sums of 12 rows and a panel stay in registers over all of k, and go from there
 *      12 rows                         to the result; a panel of B is in the L2 cache for all rows, and so are the rows for
 *                                      all panels
 * </pre>
 *
 * <p>A is multiplied where it lies: a copy of it costs as much as 6 % of the product. Rows at a distance of a multiple
 * of 4 kB, which share a few sets of the caches, are copied to a slab, a part of k at a time, if register tiles have
 * many of them; all rows are where the register tiles gain more by it ({@link Kernels#slabTiles}).
 */
final class MatMul {
    /** Rows of A per task, at most. */
    private static final int ROWS = 144;
    /** The rows of a task are a multiple of those of the largest register tile, but for the last task. */
    private static final int TILE = 12;
    /** Panels of B per task, at most. */
    private static final int PANELS = 10;
    /**
     * A product is cut into at least this many tasks if it has as many panels, so that few rows keep several threads
     * busy.
     */
    private static final int TASKS = 8;
    /** Rows of a panel of B that are used at a time: 160 kB, which stay in the L2 cache for all rows of A. */
    private static final int PANEL_DEPTH = 1280;
    /** Floats of 4 kB. */
    private static final int CONFLICT = 1024;
    /** So many rows, and a row of B, a set of the L1 cache holds. */
    private static final int CONFLICTING_ROWS = 6;
    /** Columns of A that are copied at a time, at most: the slab takes 380 kB. */
    private static final int SLAB_DEPTH = 640;
    /** The rows of the slab begin that many elements, one cache line, off a multiple of a power of two. */
    private static final int SKEW = 16;
    /** Rows of a panel of B that a convolution uses at a time: 64 kB. */
    static final int DEPTH = 512;

    private MatMul() {}

    /** A part of a product. */
    interface Task {
        /**
         * @param row the first row of A
         * @param panel the first panel of B
         */
        void run(int row, int rows, int panel, int panels);
    }

    /**
     * Cuts a product of {@code m} rows and {@code panels} panels into tasks, by these two numbers alone, and runs them.
     */
    static void split(Engine engine, int m, int panels, Task task) {
        int rowBlocks = (m + ROWS - 1) / ROWS;
        int rows = ((m + rowBlocks - 1) / rowBlocks + TILE - 1) / TILE * TILE;
        int groups = Math.max((panels + PANELS - 1) / PANELS, Math.min(panels, TASKS / rowBlocks));
        int groupPanels = (panels + groups - 1) / groups;
        int usedGroups = (panels + groupPanels - 1) / groupPanels;
        engine.workers().run((m + rows - 1) / rows * usedGroups, i -> {
            int row = i / usedGroups * rows;
            int panel = i % usedGroups * groupPanels;
            task.run(row, Math.min(rows, m - row), panel, Math.min(groupPanels, panels - panel));
        });
    }

    /**
     * {@code out = A·B} with the sums finished by {@code output}.
     *
     * @param m rows of A and pixels of the output
     * @param a m × k, contiguous from 0 on; not modified
     * @param output a single row, as of {@link Tensor#asRow}
     */
    static void run(Engine engine, int m, float[] a, PackedMatrix b, Output output) {
        int k = b.rows();
        float[] bias = output.paddedBias(engine.memory());
        split(engine, m, b.panels(), (row, rows, panel, panels) -> {
            Kernels kernels = engine.kernels();
            float[] sums = engine.memory().take(rows * Kernels.PANEL);
            if (usesSlabs(kernels, panels * Kernels.PANEL)) {
                copied(
                        engine,
                        a,
                        row,
                        rows,
                        k,
                        Kernels.SLAB_DEPTH,
                        Kernels.SLAB_STRIDE,
                        (p, length, slab, stride) -> output.multiply(
                                kernels, 0, row, rows, length, slab, 0, stride, b, panel, panels, p, bias, sums));
            } else if (k % CONFLICT == 0 && kernels.tileRows() > CONFLICTING_ROWS) {
                int blocks = (k + SLAB_DEPTH - 1) / SLAB_DEPTH;
                int depth = (k + blocks - 1) / blocks;
                copied(
                        engine,
                        a,
                        row,
                        rows,
                        k,
                        depth,
                        depth + SKEW,
                        (p, length, slab, stride) -> output.multiply(
                                kernels, 0, row, rows, length, slab, 0, stride, b, panel, panels, p, bias, sums));
            } else {
                output.multiply(kernels, 0, row, rows, k, a, row * k, k, b, panel, panels, 0, bias, sums);
            }
            output.complete(kernels, 0, row, rows, panel, panels, sums);
            engine.memory().give(sums);
        });
        engine.memory().give(bias);
    }

    /**
     * Whether to copy A for {@link Kernels#slabTiles}: they are two panels wide, and a copy serves all columns of a
     * task.
     */
    static boolean usesSlabs(Kernels kernels, int columns) {
        return kernels.slabTiles() && columns >= 2 * Kernels.PANEL;
    }

    /** What is done with a part of the columns of A. */
    interface Part {
        /**
         * @param p the first column
         * @param slab row i of the part from {@code i·stride} on
         */
        void run(int p, int length, float[] slab, int stride);
    }

    /**
     * Copies some rows of A to a slab, a part of k at a time in ascending order.
     *
     * @param depth columns of a part, at most
     * @param stride floats from row to row of the slab
     */
    static void copied(Engine engine, float[] a, int row, int rows, int k, int depth, int stride, Part part) {
        float[] slab = engine.memory().take(rows * stride);
        for (int p = 0; p < k; p += depth) {
            int length = Math.min(depth, k - p);
            for (int i = 0; i < rows; i++) {
                System.arraycopy(a, (row + i) * k + p, slab, i * stride, length);
            }
            part.run(p, length, slab, stride);
        }
        engine.memory().give(slab);
    }

    /**
     * {@code C = C₀ + A·B} for some panels, in pieces of k that keep B in the L2 cache; operands as of {@link
     * Kernels#gemm}.
     *
     * @param panel the first panel
     * @param bRow the first row of the panels that takes part
     */
    static void panels(
            Kernels kernels,
            int rows,
            int columns,
            int k,
            float[] a,
            int aOff,
            int aStride,
            PackedMatrix b,
            int panel,
            int bRow,
            float[] from,
            int fromOff,
            int fromStride,
            float[] c,
            int cOff,
            int cStride) {
        for (int p = 0; p < k; p += PANEL_DEPTH) {
            boolean first = p == 0;
            kernels.gemm(
                    rows,
                    columns,
                    Math.min(PANEL_DEPTH, k - p),
                    a,
                    aOff + p,
                    aStride,
                    b.data(),
                    b.offset(panel, bRow + p),
                    b.panelSize(),
                    first ? from : c,
                    first ? fromOff : cOff,
                    first ? fromStride : cStride,
                    c,
                    cOff,
                    cStride);
        }
    }
}
