package org.sdcodec.engine.kernel.vector;

import org.sdcodec.engine.kernel.RowGroups;

/**
 * Cuts matrix products into register tiles of some shape. The shape changes no bits: each output sums over k in
 * ascending order.
 */
abstract class VectorGemm extends VectorWinograd {
    private static final int LANES = Lanes.SPECIES.length();

    private final TileShape shape;

    VectorGemm(TileShape shape) {
        this.shape = shape;
    }

    @Override
    public final String tile() {
        return shape.label();
    }

    @Override
    public final int tileRows() {
        return shape == TileShape.TWELVE_BY_TWO ? 12 : 6;
    }

    @Override
    public final boolean slabTiles() {
        return shape == TileShape.SIX_BY_FOUR_SLAB;
    }

    @Override
    public final void gemm(
            int rows,
            int columns,
            int k,
            float[] a,
            int aOff,
            int aStride,
            float[] b,
            int bOff,
            int bPanel,
            float[] from,
            int fromOff,
            int fromStride,
            float[] c,
            int cOff,
            int cStride) {
        int room = (columns + PANEL - 1) / PANEL * PANEL;
        int j = 0;
        if (shape.isWide()) {
            // Vectors of 512 bits take two panels at a time, narrower ones a panel or half of one.
            int bNext = 2 * LANES < PANEL ? 2 * LANES : bPanel;
            for (; j < columns && j + 4 * LANES <= room; j += 4 * LANES) {
                int q = bOff + j / PANEL * bPanel + j % PANEL;
                int f = fromOff + j;
                if (slabTiles() && aStride == SLAB_STRIDE) {
                    slab(rows, k, a, aOff, b, q, bNext, from, f, fromStride, c, cOff + j, cStride);
                } else {
                    wide(rows, k, a, aOff, aStride, 1, b, q, bNext, from, f, fromStride, c, cOff + j, cStride);
                }
            }
        }
        for (; j < columns; j += 2 * LANES) {
            int q = bOff + j / PANEL * bPanel + j % PANEL;
            narrow(rows, k, a, aOff, aStride, b, q, from, fromOff + j, fromStride, c, cOff + j, cStride);
        }
    }

    /** The products of some rows with two vectors of columns. */
    private void narrow(
            int rows,
            int k,
            float[] a,
            int aOff,
            int aStride,
            float[] b,
            int bOff,
            float[] from,
            int fromOff,
            int fromStride,
            float[] c,
            int cOff,
            int cStride) {
        for (int i = 0, tile; i < rows; i += tile) {
            tile = shape == TileShape.SIX_BY_TWO ? tileRows(rows - i) : tallTileRows(rows - i);
            int ai = aOff + i * aStride;
            int fi = fromOff + i * fromStride;
            int ci = cOff + i * cStride;
            switch (tile) {
                case 12 -> GemmTiles.rows12(k, a, ai, aStride, b, bOff, from, fi, fromStride, c, ci, cStride);
                case 6 -> GemmTiles.rows6(k, a, ai, aStride, b, bOff, from, fi, fromStride, c, ci, cStride);
                case 4 -> GemmTiles.rows4(k, a, ai, aStride, b, bOff, from, fi, fromStride, c, ci, cStride);
                default -> GemmTiles.rows1(k, a, ai, aStride, b, bOff, from, fi, fromStride, c, ci, cStride);
            }
        }
    }

    /** The products of some rows with four vectors of columns; operands as of {@link WideTiles}. */
    private static void wide(
            int rows,
            int k,
            float[] a,
            int aOff,
            int aRow,
            int aStep,
            float[] b,
            int bOff,
            int bNext,
            float[] from,
            int fromOff,
            int fromStride,
            float[] c,
            int cOff,
            int cStride) {
        for (int i = 0, tile; i < rows; i += tile) {
            tile = tileRows(rows - i);
            int ai = aOff + i * aRow;
            int fi = fromOff + i * fromStride;
            int ci = cOff + i * cStride;
            switch (tile) {
                case 6 -> WideTiles.rows6(k, a, ai, aRow, aStep, b, bOff, bNext, from, fi, fromStride, c, ci, cStride);
                case 4 -> WideTiles.rows4(k, a, ai, aRow, aStep, b, bOff, bNext, from, fi, fromStride, c, ci, cStride);
                default -> WideTiles.rows1(k, a, ai, aRow, aStep, b, bOff, bNext, from, fi, fromStride, c, ci, cStride);
            }
        }
    }

    /** As {@link #wide}, with rows of A {@link #SLAB_STRIDE} apart. */
    private static void slab(
            int rows,
            int k,
            float[] a,
            int aOff,
            float[] b,
            int bOff,
            int bNext,
            float[] from,
            int fromOff,
            int fromStride,
            float[] c,
            int cOff,
            int cStride) {
        for (int i = 0, tile; i < rows; i += tile) {
            tile = tileRows(rows - i);
            int ai = aOff + i * SLAB_STRIDE;
            int fi = fromOff + i * fromStride;
            int ci = cOff + i * cStride;
            switch (tile) {
                case 6 -> SlabTiles.rows6(k, a, ai, b, bOff, bNext, from, fi, fromStride, c, ci, cStride);
                case 4 -> SlabTiles.rows4(k, a, ai, b, bOff, bNext, from, fi, fromStride, c, ci, cStride);
                default -> SlabTiles.rows1(k, a, ai, b, bOff, bNext, from, fi, fromStride, c, ci, cStride);
            }
        }
    }

    /** The rows of the next tile of up to twelve. */
    private static int tallTileRows(int rows) {
        return rows >= 12 ? 12 : rows >= 4 ? 4 : 1;
    }

    /** The rows of the next tile of up to six. */
    private static int tileRows(int rows) {
        // Large tiles read B less often; two of four rows are better than one of six and two of one.
        return rows >= 6 && rows != 8 ? 6 : rows >= 4 ? 4 : 1;
    }

    @Override
    public final void gemmPacked(
            int rows, int k, float[] a, int aOff, float[] b, int bOff, boolean add, float[] c, int cOff) {
        RowGroups groups = RowGroups.of(rows);
        float[] from = add ? c : PackedTiles.ZEROS;
        // Four vectors of 512 bits are more than the one panel that there is.
        if (shape.isWide() && 4 * LANES <= PANEL) {
            for (int group = 0; group < groups.count(); group++) {
                int height = groups.rows(group);
                int at = aOff + groups.first(group) * k;
                int to = cOff + groups.first(group) * PANEL;
                int f = add ? to : 0;
                for (int j = 0; j < PANEL; j += 4 * LANES) {
                    int q = bOff + j;
                    wide(height, k, a, at, 1, height, b, q, 2 * LANES, from, f + j, PANEL, c, to + j, PANEL);
                }
            }
            return;
        }
        boolean tall = shape != TileShape.SIX_BY_TWO;
        for (int j = 0; j < PANEL; j += 2 * LANES) {
            int q = bOff + j;
            int at = aOff;
            int to = cOff + j;
            if (tall) {
                PackedTiles.rows12(groups.twelves(), k, a, at, 12 * k, 12, b, q, from, c, to);
                at += 12 * groups.twelves() * k;
                to += 12 * groups.twelves() * PANEL;
                PackedTiles.rows10(groups.tens(), k, a, at, 10 * k, 10, b, q, from, c, to);
                at += 10 * groups.tens() * k;
                to += 10 * groups.tens() * PANEL;
            } else {
                for (int group = 0; group < groups.twelves(); group++, at += 12 * k, to += 12 * PANEL) {
                    PackedTiles.rows6(2, k, a, at, 6, 12, b, q, from, c, to);
                }
                for (int group = 0; group < groups.tens(); group++, at += 10 * k, to += 10 * PANEL) {
                    PackedTiles.rows5(2, k, a, at, 5, 10, b, q, from, c, to);
                }
            }
            int rest = groups.rest();
            int sixes = rest / 6;
            int fives = rest % 6 / 5;
            int done = 6 * sixes + 5 * fives;
            PackedTiles.rows6(sixes, k, a, at, 6, rest, b, q, from, c, to);
            PackedTiles.rows5(fives, k, a, at + 6 * sixes, 5, rest, b, q, from, c, to + 6 * sixes * PANEL);
            PackedTiles.rows1(rest - done, k, a, at + done, 1, rest, b, q, from, c, to + done * PANEL);
        }
    }
}
