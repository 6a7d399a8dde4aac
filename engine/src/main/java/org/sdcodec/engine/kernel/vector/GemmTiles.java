package org.sdcodec.engine.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.sdcodec.engine.kernel.Kernels;

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
 */
final class GemmTiles {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final Class<?> TYPE = SPECIES.vectorType();
    private static final int LANES = SPECIES.length();

    private GemmTiles() {}

    /** 12 rows × 2 vectors: 24 accumulators, 2 vectors of B and 1 broadcast element of A. */
    static void rows12(
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
        int a1 = aOff + aStride;
        int a2 = aOff + 2 * aStride;
        int a3 = aOff + 3 * aStride;
        int a4 = aOff + 4 * aStride;
        int a5 = aOff + 5 * aStride;
        int a6 = aOff + 6 * aStride;
        int a7 = aOff + 7 * aStride;
        int a8 = aOff + 8 * aStride;
        int a9 = aOff + 9 * aStride;
        int a10 = aOff + 10 * aStride;
        int a11 = aOff + 11 * aStride;
        int f1 = fromOff + fromStride;
        int f2 = fromOff + 2 * fromStride;
        int f3 = fromOff + 3 * fromStride;
        int f4 = fromOff + 4 * fromStride;
        int f5 = fromOff + 5 * fromStride;
        int f6 = fromOff + 6 * fromStride;
        int f7 = fromOff + 7 * fromStride;
        int f8 = fromOff + 8 * fromStride;
        int f9 = fromOff + 9 * fromStride;
        int f10 = fromOff + 10 * fromStride;
        int f11 = fromOff + 11 * fromStride;
        FloatVector s0 = FloatVector.fromArray(SPECIES, from, fromOff);
        FloatVector t0 = FloatVector.fromArray(SPECIES, from, fromOff + LANES);
        FloatVector s1 = FloatVector.fromArray(SPECIES, from, f1);
        FloatVector t1 = FloatVector.fromArray(SPECIES, from, f1 + LANES);
        FloatVector s2 = FloatVector.fromArray(SPECIES, from, f2);
        FloatVector t2 = FloatVector.fromArray(SPECIES, from, f2 + LANES);
        FloatVector s3 = FloatVector.fromArray(SPECIES, from, f3);
        FloatVector t3 = FloatVector.fromArray(SPECIES, from, f3 + LANES);
        FloatVector s4 = FloatVector.fromArray(SPECIES, from, f4);
        FloatVector t4 = FloatVector.fromArray(SPECIES, from, f4 + LANES);
        FloatVector s5 = FloatVector.fromArray(SPECIES, from, f5);
        FloatVector t5 = FloatVector.fromArray(SPECIES, from, f5 + LANES);
        FloatVector s6 = FloatVector.fromArray(SPECIES, from, f6);
        FloatVector t6 = FloatVector.fromArray(SPECIES, from, f6 + LANES);
        FloatVector s7 = FloatVector.fromArray(SPECIES, from, f7);
        FloatVector t7 = FloatVector.fromArray(SPECIES, from, f7 + LANES);
        FloatVector s8 = FloatVector.fromArray(SPECIES, from, f8);
        FloatVector t8 = FloatVector.fromArray(SPECIES, from, f8 + LANES);
        FloatVector s9 = FloatVector.fromArray(SPECIES, from, f9);
        FloatVector t9 = FloatVector.fromArray(SPECIES, from, f9 + LANES);
        FloatVector s10 = FloatVector.fromArray(SPECIES, from, f10);
        FloatVector t10 = FloatVector.fromArray(SPECIES, from, f10 + LANES);
        FloatVector s11 = FloatVector.fromArray(SPECIES, from, f11);
        FloatVector t11 = FloatVector.fromArray(SPECIES, from, f11 + LANES);
        for (int q = bOff, p = 0; q < bOff + k * Kernels.PANEL; q += Kernels.PANEL, p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[aOff + p]);
            s0 = x0.fma(b0, s0);
            t0 = x0.fma(b1, t0);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + p]);
            s1 = x1.fma(b0, s1);
            t1 = x1.fma(b1, t1);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + p]);
            s2 = x2.fma(b0, s2);
            t2 = x2.fma(b1, t2);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + p]);
            s3 = x3.fma(b0, s3);
            t3 = x3.fma(b1, t3);
            FloatVector x4 = FloatVector.broadcast(SPECIES, a[a4 + p]);
            s4 = x4.fma(b0, s4);
            t4 = x4.fma(b1, t4);
            FloatVector x5 = FloatVector.broadcast(SPECIES, a[a5 + p]);
            s5 = x5.fma(b0, s5);
            t5 = x5.fma(b1, t5);
            FloatVector x6 = FloatVector.broadcast(SPECIES, a[a6 + p]);
            s6 = x6.fma(b0, s6);
            t6 = x6.fma(b1, t6);
            FloatVector x7 = FloatVector.broadcast(SPECIES, a[a7 + p]);
            s7 = x7.fma(b0, s7);
            t7 = x7.fma(b1, t7);
            FloatVector x8 = FloatVector.broadcast(SPECIES, a[a8 + p]);
            s8 = x8.fma(b0, s8);
            t8 = x8.fma(b1, t8);
            FloatVector x9 = FloatVector.broadcast(SPECIES, a[a9 + p]);
            s9 = x9.fma(b0, s9);
            t9 = x9.fma(b1, t9);
            FloatVector x10 = FloatVector.broadcast(SPECIES, a[a10 + p]);
            s10 = x10.fma(b0, s10);
            t10 = x10.fma(b1, t10);
            FloatVector x11 = FloatVector.broadcast(SPECIES, a[a11 + p]);
            s11 = x11.fma(b0, s11);
            t11 = x11.fma(b1, t11);
        }
        int c1 = cOff + cStride;
        int c2 = cOff + 2 * cStride;
        int c3 = cOff + 3 * cStride;
        int c4 = cOff + 4 * cStride;
        int c5 = cOff + 5 * cStride;
        int c6 = cOff + 6 * cStride;
        int c7 = cOff + 7 * cStride;
        int c8 = cOff + 8 * cStride;
        int c9 = cOff + 9 * cStride;
        int c10 = cOff + 10 * cStride;
        int c11 = cOff + 11 * cStride;
        ((FloatVector) TYPE.cast(s0)).intoArray(c, cOff);
        ((FloatVector) TYPE.cast(t0)).intoArray(c, cOff + LANES);
        ((FloatVector) TYPE.cast(s1)).intoArray(c, c1);
        ((FloatVector) TYPE.cast(t1)).intoArray(c, c1 + LANES);
        ((FloatVector) TYPE.cast(s2)).intoArray(c, c2);
        ((FloatVector) TYPE.cast(t2)).intoArray(c, c2 + LANES);
        ((FloatVector) TYPE.cast(s3)).intoArray(c, c3);
        ((FloatVector) TYPE.cast(t3)).intoArray(c, c3 + LANES);
        ((FloatVector) TYPE.cast(s4)).intoArray(c, c4);
        ((FloatVector) TYPE.cast(t4)).intoArray(c, c4 + LANES);
        ((FloatVector) TYPE.cast(s5)).intoArray(c, c5);
        ((FloatVector) TYPE.cast(t5)).intoArray(c, c5 + LANES);
        ((FloatVector) TYPE.cast(s6)).intoArray(c, c6);
        ((FloatVector) TYPE.cast(t6)).intoArray(c, c6 + LANES);
        ((FloatVector) TYPE.cast(s7)).intoArray(c, c7);
        ((FloatVector) TYPE.cast(t7)).intoArray(c, c7 + LANES);
        ((FloatVector) TYPE.cast(s8)).intoArray(c, c8);
        ((FloatVector) TYPE.cast(t8)).intoArray(c, c8 + LANES);
        ((FloatVector) TYPE.cast(s9)).intoArray(c, c9);
        ((FloatVector) TYPE.cast(t9)).intoArray(c, c9 + LANES);
        ((FloatVector) TYPE.cast(s10)).intoArray(c, c10);
        ((FloatVector) TYPE.cast(t10)).intoArray(c, c10 + LANES);
        ((FloatVector) TYPE.cast(s11)).intoArray(c, c11);
        ((FloatVector) TYPE.cast(t11)).intoArray(c, c11 + LANES);
    }

    /** 6 rows × 2 vectors: 12 accumulators for 16 registers. */
    static void rows6(
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
        int a1 = aOff + aStride;
        int a2 = aOff + 2 * aStride;
        int a3 = aOff + 3 * aStride;
        int a4 = aOff + 4 * aStride;
        int a5 = aOff + 5 * aStride;
        int f1 = fromOff + fromStride;
        int f2 = fromOff + 2 * fromStride;
        int f3 = fromOff + 3 * fromStride;
        int f4 = fromOff + 4 * fromStride;
        int f5 = fromOff + 5 * fromStride;
        FloatVector s0 = FloatVector.fromArray(SPECIES, from, fromOff);
        FloatVector t0 = FloatVector.fromArray(SPECIES, from, fromOff + LANES);
        FloatVector s1 = FloatVector.fromArray(SPECIES, from, f1);
        FloatVector t1 = FloatVector.fromArray(SPECIES, from, f1 + LANES);
        FloatVector s2 = FloatVector.fromArray(SPECIES, from, f2);
        FloatVector t2 = FloatVector.fromArray(SPECIES, from, f2 + LANES);
        FloatVector s3 = FloatVector.fromArray(SPECIES, from, f3);
        FloatVector t3 = FloatVector.fromArray(SPECIES, from, f3 + LANES);
        FloatVector s4 = FloatVector.fromArray(SPECIES, from, f4);
        FloatVector t4 = FloatVector.fromArray(SPECIES, from, f4 + LANES);
        FloatVector s5 = FloatVector.fromArray(SPECIES, from, f5);
        FloatVector t5 = FloatVector.fromArray(SPECIES, from, f5 + LANES);
        for (int q = bOff, p = 0; q < bOff + k * Kernels.PANEL; q += Kernels.PANEL, p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[aOff + p]);
            s0 = x0.fma(b0, s0);
            t0 = x0.fma(b1, t0);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + p]);
            s1 = x1.fma(b0, s1);
            t1 = x1.fma(b1, t1);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + p]);
            s2 = x2.fma(b0, s2);
            t2 = x2.fma(b1, t2);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + p]);
            s3 = x3.fma(b0, s3);
            t3 = x3.fma(b1, t3);
            FloatVector x4 = FloatVector.broadcast(SPECIES, a[a4 + p]);
            s4 = x4.fma(b0, s4);
            t4 = x4.fma(b1, t4);
            FloatVector x5 = FloatVector.broadcast(SPECIES, a[a5 + p]);
            s5 = x5.fma(b0, s5);
            t5 = x5.fma(b1, t5);
        }
        int c1 = cOff + cStride;
        int c2 = cOff + 2 * cStride;
        int c3 = cOff + 3 * cStride;
        int c4 = cOff + 4 * cStride;
        int c5 = cOff + 5 * cStride;
        ((FloatVector) TYPE.cast(s0)).intoArray(c, cOff);
        ((FloatVector) TYPE.cast(t0)).intoArray(c, cOff + LANES);
        ((FloatVector) TYPE.cast(s1)).intoArray(c, c1);
        ((FloatVector) TYPE.cast(t1)).intoArray(c, c1 + LANES);
        ((FloatVector) TYPE.cast(s2)).intoArray(c, c2);
        ((FloatVector) TYPE.cast(t2)).intoArray(c, c2 + LANES);
        ((FloatVector) TYPE.cast(s3)).intoArray(c, c3);
        ((FloatVector) TYPE.cast(t3)).intoArray(c, c3 + LANES);
        ((FloatVector) TYPE.cast(s4)).intoArray(c, c4);
        ((FloatVector) TYPE.cast(t4)).intoArray(c, c4 + LANES);
        ((FloatVector) TYPE.cast(s5)).intoArray(c, c5);
        ((FloatVector) TYPE.cast(t5)).intoArray(c, c5 + LANES);
    }

    /** 4 rows × 2 vectors. */
    static void rows4(
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
        int a1 = aOff + aStride;
        int a2 = aOff + 2 * aStride;
        int a3 = aOff + 3 * aStride;
        int f1 = fromOff + fromStride;
        int f2 = fromOff + 2 * fromStride;
        int f3 = fromOff + 3 * fromStride;
        FloatVector s0 = FloatVector.fromArray(SPECIES, from, fromOff);
        FloatVector t0 = FloatVector.fromArray(SPECIES, from, fromOff + LANES);
        FloatVector s1 = FloatVector.fromArray(SPECIES, from, f1);
        FloatVector t1 = FloatVector.fromArray(SPECIES, from, f1 + LANES);
        FloatVector s2 = FloatVector.fromArray(SPECIES, from, f2);
        FloatVector t2 = FloatVector.fromArray(SPECIES, from, f2 + LANES);
        FloatVector s3 = FloatVector.fromArray(SPECIES, from, f3);
        FloatVector t3 = FloatVector.fromArray(SPECIES, from, f3 + LANES);
        for (int q = bOff, p = 0; q < bOff + k * Kernels.PANEL; q += Kernels.PANEL, p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[aOff + p]);
            s0 = x0.fma(b0, s0);
            t0 = x0.fma(b1, t0);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + p]);
            s1 = x1.fma(b0, s1);
            t1 = x1.fma(b1, t1);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + p]);
            s2 = x2.fma(b0, s2);
            t2 = x2.fma(b1, t2);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + p]);
            s3 = x3.fma(b0, s3);
            t3 = x3.fma(b1, t3);
        }
        int c1 = cOff + cStride;
        int c2 = cOff + 2 * cStride;
        int c3 = cOff + 3 * cStride;
        ((FloatVector) TYPE.cast(s0)).intoArray(c, cOff);
        ((FloatVector) TYPE.cast(t0)).intoArray(c, cOff + LANES);
        ((FloatVector) TYPE.cast(s1)).intoArray(c, c1);
        ((FloatVector) TYPE.cast(t1)).intoArray(c, c1 + LANES);
        ((FloatVector) TYPE.cast(s2)).intoArray(c, c2);
        ((FloatVector) TYPE.cast(t2)).intoArray(c, c2 + LANES);
        ((FloatVector) TYPE.cast(s3)).intoArray(c, c3);
        ((FloatVector) TYPE.cast(t3)).intoArray(c, c3 + LANES);
    }

    /** One row × 2 vectors, for what is left over. */
    static void rows1(
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
        FloatVector s0 = FloatVector.fromArray(SPECIES, from, fromOff);
        FloatVector t0 = FloatVector.fromArray(SPECIES, from, fromOff + LANES);
        for (int q = bOff, p = 0; q < bOff + k * Kernels.PANEL; q += Kernels.PANEL, p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[aOff + p]);
            s0 = x0.fma(b0, s0);
            t0 = x0.fma(b1, t0);
        }
        ((FloatVector) TYPE.cast(s0)).intoArray(c, cOff);
        ((FloatVector) TYPE.cast(t0)).intoArray(c, cOff + LANES);
    }
}
