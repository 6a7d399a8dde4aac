package org.sdcodec.engine.kernel.vector;

/** Writes {@code WideTiles}: rows and columns of A at any distance, four vectors of columns in two pairs. */
final class WideTileWriter extends TileWriter {
    WideTileWriter() {
        super(4);
    }

    @Override
    String source() {
        tile(6, "6 rows × 4 vectors: 24 accumulators, 4 vectors of B and 1 broadcast element of A.");
        tile(4, "4 rows × 4 vectors.");
        tile(1, "One row × 4 vectors, for what is left over.");
        return file("""
                import jdk.incubator.vector.FloatVector;
                import jdk.incubator.vector.VectorSpecies;
                import org.sdcodec.engine.kernel.Kernels;
                """, """
                /**
                 * Register tiles of the matrix product {@code C = C₀ + A·B} that are four vectors wide, for processors with 32 vector registers: an
                 * element of A serves four sums, so that fewer instructions count and check offsets of A. As in {@link GemmTiles}, sums live in
                 * registers.
                 *
                 * <p>Element (i, p) of A is {@code a[aOff + i·aRow + p·aStep]}, so that both plain and packed ones can be multiplied. The second pair
                 * of vectors of a row of B lies {@code bNext} behind the first: in the same panel, or in the next one.
                 */""".stripTrailing(), "WideTiles", "");
    }

    private void tile(int rows, String documentation) {
        line("");
        line("/** " + documentation + " */");
        openMethod(
                "static void rows" + rows,
                "int k",
                "float[] a",
                "int aOff",
                "int aRow",
                "int aStep",
                "float[] b",
                "int bOff",
                "int bNext",
                "float[] from",
                "int fromOff",
                "int fromStride",
                "float[] c",
                "int cOff",
                "int cStride");
        rowOffsets(rows, "a", "aOff", "aRow");
        rowOffsets(rows, "f", "fromOff", "fromStride");
        loadSums(rows);
        open("for (int q = bOff, p = 0; q < bOff + k * Kernels.PANEL; q += Kernels.PANEL, p += aStep)");
        step(rows);
        close();
        rowOffsets(rows, "c", "cOff", "cStride");
        storeSums(rows);
        close();
    }

    @Override
    String elementOfA(int row) {
        return (row == 0 ? "aOff" : "a" + row) + " + p";
    }

    @Override
    String indexOfB(int vector) {
        return "q" + (vector < 2 ? "" : " + bNext") + (vector % 2 == 0 ? "" : " + LANES");
    }

    @Override
    String beginOfSums(int row) {
        return row == 0 ? "fromOff" : "f" + row;
    }

    @Override
    String endOfSums(int row) {
        return row == 0 ? "cOff" : "c" + row;
    }
}
