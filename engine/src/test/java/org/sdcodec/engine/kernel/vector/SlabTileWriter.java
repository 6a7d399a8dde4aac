package org.sdcodec.engine.kernel.vector;

/** Writes {@code SlabTiles}: rows of A at a distance that is a constant, four vectors of columns in two pairs. */
final class SlabTileWriter extends TileWriter {
    SlabTileWriter() {
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
                 * Register tiles of the matrix product {@code C = C₀ + A·B} as in {@link WideTiles}, with rows of A {@link Kernels#SLAB_STRIDE} apart.
                 *
                 * <p>Rows at a constant distance need one index for all of them, and a loop that counts columns of A lets the compiler check every
                 * index before the loop: 53 instructions for 24 multiplications instead of 69.
                 */""".stripTrailing(), "SlabTiles", "");
    }

    private void tile(int rows, String documentation) {
        line("");
        line("/** " + documentation + " */");
        openMethod(
                "static void rows" + rows,
                "int k",
                "float[] a",
                "int aOff",
                "float[] b",
                "int bOff",
                "int bNext",
                "float[] from",
                "int fromOff",
                "int fromStride",
                "float[] c",
                "int cOff",
                "int cStride");
        rowOffsets(rows, "f", "fromOff", "fromStride");
        loadSums(rows);
        open("for (int p = 0; p < k; p++)");
        step(rows);
        close();
        rowOffsets(rows, "c", "cOff", "cStride");
        storeSums(rows);
        close();
    }

    @Override
    String elementOfA(int row) {
        return "aOff + p" + (row == 0 ? "" : " + " + times(row, "Kernels.SLAB_STRIDE"));
    }

    @Override
    String indexOfB(int vector) {
        return "bOff + p * Kernels.PANEL" + (vector < 2 ? "" : " + bNext") + (vector % 2 == 0 ? "" : " + LANES");
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
