package org.sdcodec.engine.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.sdcodec.engine.kernel.Kernels;

/**
 * Register tiles of the matrix product {@code C = A·B} or {@code C = C·F + A·B} whose A is packed as {@link
 * org.sdcodec.engine.kernel.RowGroups} says: some rows of A by two vectors of columns of B, as in {@link GemmTiles}.
 *
 * <p>The elements of A that a step needs are neighbors, so that one index is counted and checked instead of one for every row of the
 * tile, and a method does all tiles of its kind: there is less around the loop, which matters where sums are short.
 */
final class PackedTiles {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final Class<?> TYPE = SPECIES.vectorType();
    private static final int LANES = SPECIES.length();

    /**
     * Where sums begin that begin at 0. Zeros that are loaded: a vector that is either 0 or loaded, the
     * compiler may leave in memory.
     */
    static final float[] ZEROS = new float[12 * Kernels.PANEL];

    private PackedTiles() {}

    /** 12 rows × 2 vectors: 24 accumulators, 2 vectors of B and 1 broadcast element of A. */
    static void rows12(
            int tiles,
            int k,
            float[] a,
            int aOff,
            int aTile,
            int aStep,
            float[] b,
            int bOff,
            float[] from,
            float[] c,
            int cOff) {
        for (int tile = 0, to = cOff; tile < tiles; tile++, to += 12 * Kernels.PANEL) {
            int f = from == c ? to : 0;
            FloatVector s0 = FloatVector.fromArray(SPECIES, from, f);
            FloatVector t0 = FloatVector.fromArray(SPECIES, from, f + LANES);
            FloatVector s1 = FloatVector.fromArray(SPECIES, from, f + Kernels.PANEL);
            FloatVector t1 = FloatVector.fromArray(SPECIES, from, f + Kernels.PANEL + LANES);
            FloatVector s2 = FloatVector.fromArray(SPECIES, from, f + 2 * Kernels.PANEL);
            FloatVector t2 = FloatVector.fromArray(SPECIES, from, f + 2 * Kernels.PANEL + LANES);
            FloatVector s3 = FloatVector.fromArray(SPECIES, from, f + 3 * Kernels.PANEL);
            FloatVector t3 = FloatVector.fromArray(SPECIES, from, f + 3 * Kernels.PANEL + LANES);
            FloatVector s4 = FloatVector.fromArray(SPECIES, from, f + 4 * Kernels.PANEL);
            FloatVector t4 = FloatVector.fromArray(SPECIES, from, f + 4 * Kernels.PANEL + LANES);
            FloatVector s5 = FloatVector.fromArray(SPECIES, from, f + 5 * Kernels.PANEL);
            FloatVector t5 = FloatVector.fromArray(SPECIES, from, f + 5 * Kernels.PANEL + LANES);
            FloatVector s6 = FloatVector.fromArray(SPECIES, from, f + 6 * Kernels.PANEL);
            FloatVector t6 = FloatVector.fromArray(SPECIES, from, f + 6 * Kernels.PANEL + LANES);
            FloatVector s7 = FloatVector.fromArray(SPECIES, from, f + 7 * Kernels.PANEL);
            FloatVector t7 = FloatVector.fromArray(SPECIES, from, f + 7 * Kernels.PANEL + LANES);
            FloatVector s8 = FloatVector.fromArray(SPECIES, from, f + 8 * Kernels.PANEL);
            FloatVector t8 = FloatVector.fromArray(SPECIES, from, f + 8 * Kernels.PANEL + LANES);
            FloatVector s9 = FloatVector.fromArray(SPECIES, from, f + 9 * Kernels.PANEL);
            FloatVector t9 = FloatVector.fromArray(SPECIES, from, f + 9 * Kernels.PANEL + LANES);
            FloatVector s10 = FloatVector.fromArray(SPECIES, from, f + 10 * Kernels.PANEL);
            FloatVector t10 = FloatVector.fromArray(SPECIES, from, f + 10 * Kernels.PANEL + LANES);
            FloatVector s11 = FloatVector.fromArray(SPECIES, from, f + 11 * Kernels.PANEL);
            FloatVector t11 = FloatVector.fromArray(SPECIES, from, f + 11 * Kernels.PANEL + LANES);
            for (int q = bOff, p = aOff + tile * aTile; q < bOff + k * Kernels.PANEL; q += Kernels.PANEL, p += aStep) {
                FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
                FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
                FloatVector x0 = FloatVector.broadcast(SPECIES, a[p]);
                s0 = x0.fma(b0, s0);
                t0 = x0.fma(b1, t0);
                FloatVector x1 = FloatVector.broadcast(SPECIES, a[p + 1]);
                s1 = x1.fma(b0, s1);
                t1 = x1.fma(b1, t1);
                FloatVector x2 = FloatVector.broadcast(SPECIES, a[p + 2]);
                s2 = x2.fma(b0, s2);
                t2 = x2.fma(b1, t2);
                FloatVector x3 = FloatVector.broadcast(SPECIES, a[p + 3]);
                s3 = x3.fma(b0, s3);
                t3 = x3.fma(b1, t3);
                FloatVector x4 = FloatVector.broadcast(SPECIES, a[p + 4]);
                s4 = x4.fma(b0, s4);
                t4 = x4.fma(b1, t4);
                FloatVector x5 = FloatVector.broadcast(SPECIES, a[p + 5]);
                s5 = x5.fma(b0, s5);
                t5 = x5.fma(b1, t5);
                FloatVector x6 = FloatVector.broadcast(SPECIES, a[p + 6]);
                s6 = x6.fma(b0, s6);
                t6 = x6.fma(b1, t6);
                FloatVector x7 = FloatVector.broadcast(SPECIES, a[p + 7]);
                s7 = x7.fma(b0, s7);
                t7 = x7.fma(b1, t7);
                FloatVector x8 = FloatVector.broadcast(SPECIES, a[p + 8]);
                s8 = x8.fma(b0, s8);
                t8 = x8.fma(b1, t8);
                FloatVector x9 = FloatVector.broadcast(SPECIES, a[p + 9]);
                s9 = x9.fma(b0, s9);
                t9 = x9.fma(b1, t9);
                FloatVector x10 = FloatVector.broadcast(SPECIES, a[p + 10]);
                s10 = x10.fma(b0, s10);
                t10 = x10.fma(b1, t10);
                FloatVector x11 = FloatVector.broadcast(SPECIES, a[p + 11]);
                s11 = x11.fma(b0, s11);
                t11 = x11.fma(b1, t11);
            }
            ((FloatVector) TYPE.cast(s0)).intoArray(c, to);
            ((FloatVector) TYPE.cast(t0)).intoArray(c, to + LANES);
            ((FloatVector) TYPE.cast(s1)).intoArray(c, to + Kernels.PANEL);
            ((FloatVector) TYPE.cast(t1)).intoArray(c, to + Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s2)).intoArray(c, to + 2 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t2)).intoArray(c, to + 2 * Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s3)).intoArray(c, to + 3 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t3)).intoArray(c, to + 3 * Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s4)).intoArray(c, to + 4 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t4)).intoArray(c, to + 4 * Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s5)).intoArray(c, to + 5 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t5)).intoArray(c, to + 5 * Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s6)).intoArray(c, to + 6 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t6)).intoArray(c, to + 6 * Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s7)).intoArray(c, to + 7 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t7)).intoArray(c, to + 7 * Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s8)).intoArray(c, to + 8 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t8)).intoArray(c, to + 8 * Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s9)).intoArray(c, to + 9 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t9)).intoArray(c, to + 9 * Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s10)).intoArray(c, to + 10 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t10)).intoArray(c, to + 10 * Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s11)).intoArray(c, to + 11 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t11)).intoArray(c, to + 11 * Kernels.PANEL + LANES);
        }
    }

    /** 10 rows × 2 vectors. */
    static void rows10(
            int tiles,
            int k,
            float[] a,
            int aOff,
            int aTile,
            int aStep,
            float[] b,
            int bOff,
            float[] from,
            float[] c,
            int cOff) {
        for (int tile = 0, to = cOff; tile < tiles; tile++, to += 10 * Kernels.PANEL) {
            int f = from == c ? to : 0;
            FloatVector s0 = FloatVector.fromArray(SPECIES, from, f);
            FloatVector t0 = FloatVector.fromArray(SPECIES, from, f + LANES);
            FloatVector s1 = FloatVector.fromArray(SPECIES, from, f + Kernels.PANEL);
            FloatVector t1 = FloatVector.fromArray(SPECIES, from, f + Kernels.PANEL + LANES);
            FloatVector s2 = FloatVector.fromArray(SPECIES, from, f + 2 * Kernels.PANEL);
            FloatVector t2 = FloatVector.fromArray(SPECIES, from, f + 2 * Kernels.PANEL + LANES);
            FloatVector s3 = FloatVector.fromArray(SPECIES, from, f + 3 * Kernels.PANEL);
            FloatVector t3 = FloatVector.fromArray(SPECIES, from, f + 3 * Kernels.PANEL + LANES);
            FloatVector s4 = FloatVector.fromArray(SPECIES, from, f + 4 * Kernels.PANEL);
            FloatVector t4 = FloatVector.fromArray(SPECIES, from, f + 4 * Kernels.PANEL + LANES);
            FloatVector s5 = FloatVector.fromArray(SPECIES, from, f + 5 * Kernels.PANEL);
            FloatVector t5 = FloatVector.fromArray(SPECIES, from, f + 5 * Kernels.PANEL + LANES);
            FloatVector s6 = FloatVector.fromArray(SPECIES, from, f + 6 * Kernels.PANEL);
            FloatVector t6 = FloatVector.fromArray(SPECIES, from, f + 6 * Kernels.PANEL + LANES);
            FloatVector s7 = FloatVector.fromArray(SPECIES, from, f + 7 * Kernels.PANEL);
            FloatVector t7 = FloatVector.fromArray(SPECIES, from, f + 7 * Kernels.PANEL + LANES);
            FloatVector s8 = FloatVector.fromArray(SPECIES, from, f + 8 * Kernels.PANEL);
            FloatVector t8 = FloatVector.fromArray(SPECIES, from, f + 8 * Kernels.PANEL + LANES);
            FloatVector s9 = FloatVector.fromArray(SPECIES, from, f + 9 * Kernels.PANEL);
            FloatVector t9 = FloatVector.fromArray(SPECIES, from, f + 9 * Kernels.PANEL + LANES);
            for (int q = bOff, p = aOff + tile * aTile; q < bOff + k * Kernels.PANEL; q += Kernels.PANEL, p += aStep) {
                FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
                FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
                FloatVector x0 = FloatVector.broadcast(SPECIES, a[p]);
                s0 = x0.fma(b0, s0);
                t0 = x0.fma(b1, t0);
                FloatVector x1 = FloatVector.broadcast(SPECIES, a[p + 1]);
                s1 = x1.fma(b0, s1);
                t1 = x1.fma(b1, t1);
                FloatVector x2 = FloatVector.broadcast(SPECIES, a[p + 2]);
                s2 = x2.fma(b0, s2);
                t2 = x2.fma(b1, t2);
                FloatVector x3 = FloatVector.broadcast(SPECIES, a[p + 3]);
                s3 = x3.fma(b0, s3);
                t3 = x3.fma(b1, t3);
                FloatVector x4 = FloatVector.broadcast(SPECIES, a[p + 4]);
                s4 = x4.fma(b0, s4);
                t4 = x4.fma(b1, t4);
                FloatVector x5 = FloatVector.broadcast(SPECIES, a[p + 5]);
                s5 = x5.fma(b0, s5);
                t5 = x5.fma(b1, t5);
                FloatVector x6 = FloatVector.broadcast(SPECIES, a[p + 6]);
                s6 = x6.fma(b0, s6);
                t6 = x6.fma(b1, t6);
                FloatVector x7 = FloatVector.broadcast(SPECIES, a[p + 7]);
                s7 = x7.fma(b0, s7);
                t7 = x7.fma(b1, t7);
                FloatVector x8 = FloatVector.broadcast(SPECIES, a[p + 8]);
                s8 = x8.fma(b0, s8);
                t8 = x8.fma(b1, t8);
                FloatVector x9 = FloatVector.broadcast(SPECIES, a[p + 9]);
                s9 = x9.fma(b0, s9);
                t9 = x9.fma(b1, t9);
            }
            ((FloatVector) TYPE.cast(s0)).intoArray(c, to);
            ((FloatVector) TYPE.cast(t0)).intoArray(c, to + LANES);
            ((FloatVector) TYPE.cast(s1)).intoArray(c, to + Kernels.PANEL);
            ((FloatVector) TYPE.cast(t1)).intoArray(c, to + Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s2)).intoArray(c, to + 2 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t2)).intoArray(c, to + 2 * Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s3)).intoArray(c, to + 3 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t3)).intoArray(c, to + 3 * Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s4)).intoArray(c, to + 4 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t4)).intoArray(c, to + 4 * Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s5)).intoArray(c, to + 5 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t5)).intoArray(c, to + 5 * Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s6)).intoArray(c, to + 6 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t6)).intoArray(c, to + 6 * Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s7)).intoArray(c, to + 7 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t7)).intoArray(c, to + 7 * Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s8)).intoArray(c, to + 8 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t8)).intoArray(c, to + 8 * Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s9)).intoArray(c, to + 9 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t9)).intoArray(c, to + 9 * Kernels.PANEL + LANES);
        }
    }

    /** 6 rows × 2 vectors: 12 accumulators for 16 registers. */
    static void rows6(
            int tiles,
            int k,
            float[] a,
            int aOff,
            int aTile,
            int aStep,
            float[] b,
            int bOff,
            float[] from,
            float[] c,
            int cOff) {
        for (int tile = 0, to = cOff; tile < tiles; tile++, to += 6 * Kernels.PANEL) {
            int f = from == c ? to : 0;
            FloatVector s0 = FloatVector.fromArray(SPECIES, from, f);
            FloatVector t0 = FloatVector.fromArray(SPECIES, from, f + LANES);
            FloatVector s1 = FloatVector.fromArray(SPECIES, from, f + Kernels.PANEL);
            FloatVector t1 = FloatVector.fromArray(SPECIES, from, f + Kernels.PANEL + LANES);
            FloatVector s2 = FloatVector.fromArray(SPECIES, from, f + 2 * Kernels.PANEL);
            FloatVector t2 = FloatVector.fromArray(SPECIES, from, f + 2 * Kernels.PANEL + LANES);
            FloatVector s3 = FloatVector.fromArray(SPECIES, from, f + 3 * Kernels.PANEL);
            FloatVector t3 = FloatVector.fromArray(SPECIES, from, f + 3 * Kernels.PANEL + LANES);
            FloatVector s4 = FloatVector.fromArray(SPECIES, from, f + 4 * Kernels.PANEL);
            FloatVector t4 = FloatVector.fromArray(SPECIES, from, f + 4 * Kernels.PANEL + LANES);
            FloatVector s5 = FloatVector.fromArray(SPECIES, from, f + 5 * Kernels.PANEL);
            FloatVector t5 = FloatVector.fromArray(SPECIES, from, f + 5 * Kernels.PANEL + LANES);
            for (int q = bOff, p = aOff + tile * aTile; q < bOff + k * Kernels.PANEL; q += Kernels.PANEL, p += aStep) {
                FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
                FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
                FloatVector x0 = FloatVector.broadcast(SPECIES, a[p]);
                s0 = x0.fma(b0, s0);
                t0 = x0.fma(b1, t0);
                FloatVector x1 = FloatVector.broadcast(SPECIES, a[p + 1]);
                s1 = x1.fma(b0, s1);
                t1 = x1.fma(b1, t1);
                FloatVector x2 = FloatVector.broadcast(SPECIES, a[p + 2]);
                s2 = x2.fma(b0, s2);
                t2 = x2.fma(b1, t2);
                FloatVector x3 = FloatVector.broadcast(SPECIES, a[p + 3]);
                s3 = x3.fma(b0, s3);
                t3 = x3.fma(b1, t3);
                FloatVector x4 = FloatVector.broadcast(SPECIES, a[p + 4]);
                s4 = x4.fma(b0, s4);
                t4 = x4.fma(b1, t4);
                FloatVector x5 = FloatVector.broadcast(SPECIES, a[p + 5]);
                s5 = x5.fma(b0, s5);
                t5 = x5.fma(b1, t5);
            }
            ((FloatVector) TYPE.cast(s0)).intoArray(c, to);
            ((FloatVector) TYPE.cast(t0)).intoArray(c, to + LANES);
            ((FloatVector) TYPE.cast(s1)).intoArray(c, to + Kernels.PANEL);
            ((FloatVector) TYPE.cast(t1)).intoArray(c, to + Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s2)).intoArray(c, to + 2 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t2)).intoArray(c, to + 2 * Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s3)).intoArray(c, to + 3 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t3)).intoArray(c, to + 3 * Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s4)).intoArray(c, to + 4 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t4)).intoArray(c, to + 4 * Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s5)).intoArray(c, to + 5 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t5)).intoArray(c, to + 5 * Kernels.PANEL + LANES);
        }
    }

    /** 5 rows × 2 vectors. */
    static void rows5(
            int tiles,
            int k,
            float[] a,
            int aOff,
            int aTile,
            int aStep,
            float[] b,
            int bOff,
            float[] from,
            float[] c,
            int cOff) {
        for (int tile = 0, to = cOff; tile < tiles; tile++, to += 5 * Kernels.PANEL) {
            int f = from == c ? to : 0;
            FloatVector s0 = FloatVector.fromArray(SPECIES, from, f);
            FloatVector t0 = FloatVector.fromArray(SPECIES, from, f + LANES);
            FloatVector s1 = FloatVector.fromArray(SPECIES, from, f + Kernels.PANEL);
            FloatVector t1 = FloatVector.fromArray(SPECIES, from, f + Kernels.PANEL + LANES);
            FloatVector s2 = FloatVector.fromArray(SPECIES, from, f + 2 * Kernels.PANEL);
            FloatVector t2 = FloatVector.fromArray(SPECIES, from, f + 2 * Kernels.PANEL + LANES);
            FloatVector s3 = FloatVector.fromArray(SPECIES, from, f + 3 * Kernels.PANEL);
            FloatVector t3 = FloatVector.fromArray(SPECIES, from, f + 3 * Kernels.PANEL + LANES);
            FloatVector s4 = FloatVector.fromArray(SPECIES, from, f + 4 * Kernels.PANEL);
            FloatVector t4 = FloatVector.fromArray(SPECIES, from, f + 4 * Kernels.PANEL + LANES);
            for (int q = bOff, p = aOff + tile * aTile; q < bOff + k * Kernels.PANEL; q += Kernels.PANEL, p += aStep) {
                FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
                FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
                FloatVector x0 = FloatVector.broadcast(SPECIES, a[p]);
                s0 = x0.fma(b0, s0);
                t0 = x0.fma(b1, t0);
                FloatVector x1 = FloatVector.broadcast(SPECIES, a[p + 1]);
                s1 = x1.fma(b0, s1);
                t1 = x1.fma(b1, t1);
                FloatVector x2 = FloatVector.broadcast(SPECIES, a[p + 2]);
                s2 = x2.fma(b0, s2);
                t2 = x2.fma(b1, t2);
                FloatVector x3 = FloatVector.broadcast(SPECIES, a[p + 3]);
                s3 = x3.fma(b0, s3);
                t3 = x3.fma(b1, t3);
                FloatVector x4 = FloatVector.broadcast(SPECIES, a[p + 4]);
                s4 = x4.fma(b0, s4);
                t4 = x4.fma(b1, t4);
            }
            ((FloatVector) TYPE.cast(s0)).intoArray(c, to);
            ((FloatVector) TYPE.cast(t0)).intoArray(c, to + LANES);
            ((FloatVector) TYPE.cast(s1)).intoArray(c, to + Kernels.PANEL);
            ((FloatVector) TYPE.cast(t1)).intoArray(c, to + Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s2)).intoArray(c, to + 2 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t2)).intoArray(c, to + 2 * Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s3)).intoArray(c, to + 3 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t3)).intoArray(c, to + 3 * Kernels.PANEL + LANES);
            ((FloatVector) TYPE.cast(s4)).intoArray(c, to + 4 * Kernels.PANEL);
            ((FloatVector) TYPE.cast(t4)).intoArray(c, to + 4 * Kernels.PANEL + LANES);
        }
    }

    /** One row × 2 vectors, for what is left over. */
    static void rows1(
            int tiles,
            int k,
            float[] a,
            int aOff,
            int aTile,
            int aStep,
            float[] b,
            int bOff,
            float[] from,
            float[] c,
            int cOff) {
        for (int tile = 0, to = cOff; tile < tiles; tile++, to += Kernels.PANEL) {
            int f = from == c ? to : 0;
            FloatVector s0 = FloatVector.fromArray(SPECIES, from, f);
            FloatVector t0 = FloatVector.fromArray(SPECIES, from, f + LANES);
            for (int q = bOff, p = aOff + tile * aTile; q < bOff + k * Kernels.PANEL; q += Kernels.PANEL, p += aStep) {
                FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
                FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
                FloatVector x0 = FloatVector.broadcast(SPECIES, a[p]);
                s0 = x0.fma(b0, s0);
                t0 = x0.fma(b1, t0);
            }
            ((FloatVector) TYPE.cast(s0)).intoArray(c, to);
            ((FloatVector) TYPE.cast(t0)).intoArray(c, to + LANES);
        }
    }
}
