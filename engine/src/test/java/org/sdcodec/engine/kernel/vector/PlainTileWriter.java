package org.sdcodec.engine.kernel.vector;

/** Writes {@code GemmTiles}: rows of A at any distance, two vectors of columns. */
final class PlainTileWriter extends TileWriter {
    PlainTileWriter() {
        super(2);
    }

    @Override
    String source() {
        tile(12, "12 rows × 2 vectors: 24 accumulators, 2 vectors of B and 1 broadcast element of A.");
        tile(6, "6 rows × 2 vectors: 12 accumulators for 16 registers.");
        tile(4, "4 rows × 2 vectors.");
        tile(1, "One row × 2 vectors, for what is left over.");
        return file("""
                import jdk.incubator.vector.FloatVector;
                import jdk.incubator.vector.VectorSpecies;
                import org.sdcodec.engine.kernel.Kernels;
                """, """
                /**
                 * Register tiles of the matrix product {@code C = C₀ + A·B}: some rows of A by two vectors of columns of B.
                 *
                 * <pre>
                 *                      b0          b1            per step p
                 *   a[0, p] ──►   [ s0      ] [ t0      ]        s_i = fma(a[i, p], b0, s_i)
                 *   a[1, p] ──►   [ s1      ] [ t1      ]        t_i = fma(a[i, p], b1, t_i)
                 *      ⋮               ⋮           ⋮
                 * </pre>
                 *
                 * <p>The sums of a tile live in registers, written out by hand because an array of vectors would live in memory. They begin at
                 * {@code from}, which may be C itself, and end in C. Twelve rows fill the 32 registers of AVX-512, six rows the 16 of AVX2; fewer
                 * independent sums would wait for the latency of the FMA. The loop counts B's offset up and lets p follow: with the offset
                 * computed from p, JDK 17 spills registers and loses a third.
                 */""".stripTrailing(), "GemmTiles", "");
    }

    private void tile(int rows, String documentation) {
        line("");
        line("/** " + documentation + " */");
        openMethod(
                "static void rows" + rows,
                "int k",
                "float[] a",
                "int aOff",
                "int aStride",
                "float[] b",
                "int bOff",
                "float[] from",
                "int fromOff",
                "int fromStride",
                "float[] c",
                "int cOff",
                "int cStride");
        rowOffsets(rows, "a", "aOff", "aStride");
        rowOffsets(rows, "f", "fromOff", "fromStride");
        loadSums(rows);
        open("for (int q = bOff, p = 0; q < bOff + k * Kernels.PANEL; q += Kernels.PANEL, p++)");
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
    String beginOfSums(int row) {
        return row == 0 ? "fromOff" : "f" + row;
    }

    @Override
    String endOfSums(int row) {
        return row == 0 ? "cOff" : "c" + row;
    }
}
