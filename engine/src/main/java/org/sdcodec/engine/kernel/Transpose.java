package org.sdcodec.engine.kernel;

/** Copies of matrices with rows and columns exchanged. */
public final class Transpose {
    private Transpose() {}

    /**
     * {@code to[j, i] = from[i, j] · factor}.
     *
     * @param from rows × columns; row i starts at {@code fromOff + i·fromStride}
     * @param to columns × rows; row j starts at {@code toOff + j·toStride}
     */
    public static void copy(
            int rows,
            int columns,
            float[] from,
            int fromOff,
            int fromStride,
            float factor,
            float[] to,
            int toOff,
            int toStride) {
        int i = 0;
        // Four rows at a time write four neighbors; eight were slower.
        for (; i + 4 <= rows; i += 4) {
            int row0 = fromOff + i * fromStride;
            int row1 = row0 + fromStride;
            int row2 = row1 + fromStride;
            int row3 = row2 + fromStride;
            int t = toOff + i;
            for (int j = 0; j < columns; j++, t += toStride) {
                to[t] = from[row0 + j] * factor;
                to[t + 1] = from[row1 + j] * factor;
                to[t + 2] = from[row2 + j] * factor;
                to[t + 3] = from[row3 + j] * factor;
            }
        }
        for (; i < rows; i++) {
            int row = fromOff + i * fromStride;
            for (int j = 0; j < columns; j++) {
                to[toOff + i + j * toStride] = from[row + j] * factor;
            }
        }
    }
}
