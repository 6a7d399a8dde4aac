package org.sdcodec.engine.kernel.vector;

/**
 * Writes {@code PackedTiles}: the elements of A that a step needs side by side, two vectors of columns, all tiles of a
 * kind in one call.
 */
final class PackedTileWriter extends TileWriter {
    PackedTileWriter() {
        super(2);
    }

    @Override
    String source() {
        tile(12, "12 rows × 2 vectors: 24 accumulators, 2 vectors of B and 1 broadcast element of A.");
        tile(10, "10 rows × 2 vectors.");
        tile(6, "6 rows × 2 vectors: 12 accumulators for 16 registers.");
        tile(5, "5 rows × 2 vectors.");
        tile(1, "One row × 2 vectors, for what is left over.");
        return file("""
                import jdk.incubator.vector.FloatVector;
                import jdk.incubator.vector.VectorSpecies;
                import org.sdcodec.engine.kernel.Kernels;
                """, """
                /**
                 * Register tiles of the matrix product {@code C = A·B} or {@code C = C·F + A·B} whose A is packed as {@link
                 * org.sdcodec.engine.kernel.RowGroups} says: some rows of A by two vectors of columns of B, as in {@link GemmTiles}.
                 *
                 * <p>The elements of A that a step needs are neighbors, so that one index is counted and checked instead of one for every row of the
                 * tile, and a method does all tiles of its kind: there is less around the loop, which matters where sums are short.
                 */""".stripTrailing(), "PackedTiles", """

                    /**
                     * Where sums begin that begin at 0. Zeros that are loaded: a vector that is either 0 or loaded, the
                     * compiler may leave in memory.
                     */
                    static final float[] ZEROS = new float[12 * Kernels.PANEL];
                """);
    }

    private void tile(int rows, String documentation) {
        line("");
        line("/** " + documentation + " */");
        openMethod(
                "static void rows" + rows,
                "int tiles",
                "int k",
                "float[] a",
                "int aOff",
                "int aTile",
                "int aStep",
                "float[] b",
                "int bOff",
                "float[] from",
                "float[] c",
                "int cOff");
        open("for (int tile = 0, to = cOff; tile < tiles; tile++, to += %s)".formatted(times(rows, "Kernels.PANEL")));
        line("int f = from == c ? to : 0;");
        loadSums(rows);
        open(
                "for (int q = bOff, p = aOff + tile * aTile; q < bOff + k * Kernels.PANEL; q += Kernels.PANEL, p += aStep)");
        step(rows);
        close();
        storeSums(rows);
        close();
        close();
    }

    @Override
    String elementOfA(int row) {
        return row == 0 ? "p" : "p + " + row;
    }

    @Override
    String beginOfSums(int row) {
        return row == 0 ? "f" : "f + " + times(row, "Kernels.PANEL");
    }

    @Override
    String endOfSums(int row) {
        return row == 0 ? "to" : "to + " + times(row, "Kernels.PANEL");
    }
}
