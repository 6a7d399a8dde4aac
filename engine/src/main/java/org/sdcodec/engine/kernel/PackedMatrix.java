package org.sdcodec.engine.kernel;

import java.util.Arrays;

/**
 * A k × n matrix in the order in which {@link Kernels#gemm} reads its right-hand side: panels of 32 columns, each panel
 * row by row. The last panel is filled up with zeros.
 *
 * <pre>
 *   {@link Kernels#LINE_START} unused elements | panel 0: b[0][0..31] b[1][0..31] … b[k−1][0..31] | panel 1:
 *   b[0][32..63] … | …
 * </pre>
 *
 * <p>The layout is the same on every machine.
 */
public final class PackedMatrix {
    private final int rows;
    private final int columns;
    private final float[] data;

    private PackedMatrix(int rows, int columns, float[] data) {
        this.rows = rows;
        this.columns = columns;
        this.data = data;
    }

    /**
     * Packs a matrix whose element (p, j) is {@code source[rowOffsets[p] + j * columnStride]}: any transposition, slice
     * or permutation of rows.
     *
     * @param source not modified
     * @throws ArithmeticException if the packed matrix does not fit into one Java array
     */
    public static PackedMatrix pack(int columns, float[] source, int[] rowOffsets, int columnStride) {
        PackedMatrix packed = in(new float[packedSize(rowOffsets.length, columns)], rowOffsets.length, columns);
        for (int panel = 0; panel < packed.panels(); panel++) {
            packed.packPanel(panel, source, rowOffsets, columnStride);
        }
        return packed;
    }

    /**
     * Packs the transpose of a matrix: the weights of a linear layer as they are stored.
     *
     * @param source columns × rows, contiguous; not modified
     */
    public static PackedMatrix transposed(int rows, int columns, float[] source) {
        PackedMatrix packed = in(new float[packedSize(rows, columns)], rows, columns);
        for (int panel = 0; panel < packed.panels(); panel++) {
            packed.transposePanel(panel, packed.panelColumns(panel), source, panel * Kernels.PANEL * rows);
        }
        return packed;
    }

    /**
     * A matrix of undefined contents in an array of at least {@link #packedSize} elements, to be filled by {@link
     * #packPanel}.
     */
    public static PackedMatrix in(float[] data, int rows, int columns) {
        return new PackedMatrix(rows, columns, data);
    }

    /** The number of elements of an array for a packed matrix of {@code rows × columns}. */
    public static int packedSize(int rows, int columns) {
        return Math.addExact(Kernels.LINE_START, Math.multiplyExact(rows, panels(columns) * Kernels.PANEL));
    }

    /** Fills one panel; see {@link #pack} for the source. Different panels may be filled by different threads. */
    public void packPanel(int panel, float[] source, int[] rowOffsets, int columnStride) {
        int width = panelColumns(panel);
        int column = panel * Kernels.PANEL;
        for (int row = 0; row < rows; row++) {
            int to = offset(panel, row);
            int from = rowOffsets[row] + column * columnStride;
            for (int j = 0; j < width; j++) {
                data[to + j] = source[from + j * columnStride];
            }
            Arrays.fill(data, to + width, to + Kernels.PANEL, 0f);
        }
    }

    /**
     * Fills one panel with the transpose of a matrix, and with zeros beyond it.
     *
     * @param source width × rows, contiguous from {@code sourceOff} on; not modified
     */
    public void transposePanel(int panel, int width, float[] source, int sourceOff) {
        int to = offset(panel, 0);
        if (width < Kernels.PANEL) {
            Arrays.fill(data, to, to + rows * Kernels.PANEL, 0f);
        }
        Transpose.copy(width, rows, source, sourceOff, rows, 1f, data, to, Kernels.PANEL);
    }

    private static int panels(int columns) {
        return (columns + Kernels.PANEL - 1) / Kernels.PANEL;
    }

    /** k, the length of the sums. */
    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    public int panels() {
        return panels(columns);
    }

    /** How many columns of the panel are in use: 32, maybe fewer in the last one. */
    public int panelColumns(int panel) {
        return Math.min(Kernels.PANEL, columns - panel * Kernels.PANEL);
    }

    /** Floats from one panel to the next. */
    public int panelSize() {
        return rows * Kernels.PANEL;
    }

    /** How many columns some panels have in use. */
    public int columns(int panel, int panels) {
        return Math.min(panels * Kernels.PANEL, columns - panel * Kernels.PANEL);
    }

    /** The element in a row and a column. */
    public float at(int row, int column) {
        return data[offset(column / Kernels.PANEL, row) + column % Kernels.PANEL];
    }

    /** The packed elements, not a copy; the array may be longer than {@link #packedSize}. */
    public float[] data() {
        return data;
    }

    /** Where a row of a panel starts in {@link #data()}. */
    public int offset(int panel, int row) {
        return Kernels.LINE_START + (panel * rows + row) * Kernels.PANEL;
    }
}
