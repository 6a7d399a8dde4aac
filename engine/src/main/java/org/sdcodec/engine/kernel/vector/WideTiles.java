package org.sdcodec.engine.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.sdcodec.engine.kernel.Kernels;

/**
 * Register tiles of the matrix product {@code C = C₀ + A·B} that are four vectors wide, for processors with 32 vector registers: an
 * element of A serves four sums, so that fewer instructions count and check offsets of A. As in {@link GemmTiles}, sums live in
 * registers.
 *
 * <p>Element (i, p) of A is {@code a[aOff + i·aRow + p·aStep]}, so that both plain and packed ones can be multiplied. The second pair
 * of vectors of a row of B lies {@code bNext} behind the first: in the same panel, or in the next one.
 */
final class WideTiles {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final Class<?> TYPE = SPECIES.vectorType();
    private static final int LANES = SPECIES.length();

    private WideTiles() {}

    /** 6 rows × 4 vectors: 24 accumulators, 4 vectors of B and 1 broadcast element of A. */
    static void rows6(
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
        int a1 = aOff + aRow;
        int a2 = aOff + 2 * aRow;
        int a3 = aOff + 3 * aRow;
        int a4 = aOff + 4 * aRow;
        int a5 = aOff + 5 * aRow;
        int f1 = fromOff + fromStride;
        int f2 = fromOff + 2 * fromStride;
        int f3 = fromOff + 3 * fromStride;
        int f4 = fromOff + 4 * fromStride;
        int f5 = fromOff + 5 * fromStride;
        FloatVector s0 = FloatVector.fromArray(SPECIES, from, fromOff);
        FloatVector t0 = FloatVector.fromArray(SPECIES, from, fromOff + LANES);
        FloatVector u0 = FloatVector.fromArray(SPECIES, from, fromOff + 2 * LANES);
        FloatVector v0 = FloatVector.fromArray(SPECIES, from, fromOff + 3 * LANES);
        FloatVector s1 = FloatVector.fromArray(SPECIES, from, f1);
        FloatVector t1 = FloatVector.fromArray(SPECIES, from, f1 + LANES);
        FloatVector u1 = FloatVector.fromArray(SPECIES, from, f1 + 2 * LANES);
        FloatVector v1 = FloatVector.fromArray(SPECIES, from, f1 + 3 * LANES);
        FloatVector s2 = FloatVector.fromArray(SPECIES, from, f2);
        FloatVector t2 = FloatVector.fromArray(SPECIES, from, f2 + LANES);
        FloatVector u2 = FloatVector.fromArray(SPECIES, from, f2 + 2 * LANES);
        FloatVector v2 = FloatVector.fromArray(SPECIES, from, f2 + 3 * LANES);
        FloatVector s3 = FloatVector.fromArray(SPECIES, from, f3);
        FloatVector t3 = FloatVector.fromArray(SPECIES, from, f3 + LANES);
        FloatVector u3 = FloatVector.fromArray(SPECIES, from, f3 + 2 * LANES);
        FloatVector v3 = FloatVector.fromArray(SPECIES, from, f3 + 3 * LANES);
        FloatVector s4 = FloatVector.fromArray(SPECIES, from, f4);
        FloatVector t4 = FloatVector.fromArray(SPECIES, from, f4 + LANES);
        FloatVector u4 = FloatVector.fromArray(SPECIES, from, f4 + 2 * LANES);
        FloatVector v4 = FloatVector.fromArray(SPECIES, from, f4 + 3 * LANES);
        FloatVector s5 = FloatVector.fromArray(SPECIES, from, f5);
        FloatVector t5 = FloatVector.fromArray(SPECIES, from, f5 + LANES);
        FloatVector u5 = FloatVector.fromArray(SPECIES, from, f5 + 2 * LANES);
        FloatVector v5 = FloatVector.fromArray(SPECIES, from, f5 + 3 * LANES);
        for (int q = bOff, p = 0; q < bOff + k * Kernels.PANEL; q += Kernels.PANEL, p += aStep) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, q + bNext);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, q + bNext + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[aOff + p]);
            s0 = x0.fma(b0, s0);
            t0 = x0.fma(b1, t0);
            u0 = x0.fma(b2, u0);
            v0 = x0.fma(b3, v0);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + p]);
            s1 = x1.fma(b0, s1);
            t1 = x1.fma(b1, t1);
            u1 = x1.fma(b2, u1);
            v1 = x1.fma(b3, v1);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + p]);
            s2 = x2.fma(b0, s2);
            t2 = x2.fma(b1, t2);
            u2 = x2.fma(b2, u2);
            v2 = x2.fma(b3, v2);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + p]);
            s3 = x3.fma(b0, s3);
            t3 = x3.fma(b1, t3);
            u3 = x3.fma(b2, u3);
            v3 = x3.fma(b3, v3);
            FloatVector x4 = FloatVector.broadcast(SPECIES, a[a4 + p]);
            s4 = x4.fma(b0, s4);
            t4 = x4.fma(b1, t4);
            u4 = x4.fma(b2, u4);
            v4 = x4.fma(b3, v4);
            FloatVector x5 = FloatVector.broadcast(SPECIES, a[a5 + p]);
            s5 = x5.fma(b0, s5);
            t5 = x5.fma(b1, t5);
            u5 = x5.fma(b2, u5);
            v5 = x5.fma(b3, v5);
        }
        int c1 = cOff + cStride;
        int c2 = cOff + 2 * cStride;
        int c3 = cOff + 3 * cStride;
        int c4 = cOff + 4 * cStride;
        int c5 = cOff + 5 * cStride;
        ((FloatVector) TYPE.cast(s0)).intoArray(c, cOff);
        ((FloatVector) TYPE.cast(t0)).intoArray(c, cOff + LANES);
        ((FloatVector) TYPE.cast(u0)).intoArray(c, cOff + 2 * LANES);
        ((FloatVector) TYPE.cast(v0)).intoArray(c, cOff + 3 * LANES);
        ((FloatVector) TYPE.cast(s1)).intoArray(c, c1);
        ((FloatVector) TYPE.cast(t1)).intoArray(c, c1 + LANES);
        ((FloatVector) TYPE.cast(u1)).intoArray(c, c1 + 2 * LANES);
        ((FloatVector) TYPE.cast(v1)).intoArray(c, c1 + 3 * LANES);
        ((FloatVector) TYPE.cast(s2)).intoArray(c, c2);
        ((FloatVector) TYPE.cast(t2)).intoArray(c, c2 + LANES);
        ((FloatVector) TYPE.cast(u2)).intoArray(c, c2 + 2 * LANES);
        ((FloatVector) TYPE.cast(v2)).intoArray(c, c2 + 3 * LANES);
        ((FloatVector) TYPE.cast(s3)).intoArray(c, c3);
        ((FloatVector) TYPE.cast(t3)).intoArray(c, c3 + LANES);
        ((FloatVector) TYPE.cast(u3)).intoArray(c, c3 + 2 * LANES);
        ((FloatVector) TYPE.cast(v3)).intoArray(c, c3 + 3 * LANES);
        ((FloatVector) TYPE.cast(s4)).intoArray(c, c4);
        ((FloatVector) TYPE.cast(t4)).intoArray(c, c4 + LANES);
        ((FloatVector) TYPE.cast(u4)).intoArray(c, c4 + 2 * LANES);
        ((FloatVector) TYPE.cast(v4)).intoArray(c, c4 + 3 * LANES);
        ((FloatVector) TYPE.cast(s5)).intoArray(c, c5);
        ((FloatVector) TYPE.cast(t5)).intoArray(c, c5 + LANES);
        ((FloatVector) TYPE.cast(u5)).intoArray(c, c5 + 2 * LANES);
        ((FloatVector) TYPE.cast(v5)).intoArray(c, c5 + 3 * LANES);
    }

    /** 4 rows × 4 vectors. */
    static void rows4(
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
        int a1 = aOff + aRow;
        int a2 = aOff + 2 * aRow;
        int a3 = aOff + 3 * aRow;
        int f1 = fromOff + fromStride;
        int f2 = fromOff + 2 * fromStride;
        int f3 = fromOff + 3 * fromStride;
        FloatVector s0 = FloatVector.fromArray(SPECIES, from, fromOff);
        FloatVector t0 = FloatVector.fromArray(SPECIES, from, fromOff + LANES);
        FloatVector u0 = FloatVector.fromArray(SPECIES, from, fromOff + 2 * LANES);
        FloatVector v0 = FloatVector.fromArray(SPECIES, from, fromOff + 3 * LANES);
        FloatVector s1 = FloatVector.fromArray(SPECIES, from, f1);
        FloatVector t1 = FloatVector.fromArray(SPECIES, from, f1 + LANES);
        FloatVector u1 = FloatVector.fromArray(SPECIES, from, f1 + 2 * LANES);
        FloatVector v1 = FloatVector.fromArray(SPECIES, from, f1 + 3 * LANES);
        FloatVector s2 = FloatVector.fromArray(SPECIES, from, f2);
        FloatVector t2 = FloatVector.fromArray(SPECIES, from, f2 + LANES);
        FloatVector u2 = FloatVector.fromArray(SPECIES, from, f2 + 2 * LANES);
        FloatVector v2 = FloatVector.fromArray(SPECIES, from, f2 + 3 * LANES);
        FloatVector s3 = FloatVector.fromArray(SPECIES, from, f3);
        FloatVector t3 = FloatVector.fromArray(SPECIES, from, f3 + LANES);
        FloatVector u3 = FloatVector.fromArray(SPECIES, from, f3 + 2 * LANES);
        FloatVector v3 = FloatVector.fromArray(SPECIES, from, f3 + 3 * LANES);
        for (int q = bOff, p = 0; q < bOff + k * Kernels.PANEL; q += Kernels.PANEL, p += aStep) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, q + bNext);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, q + bNext + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[aOff + p]);
            s0 = x0.fma(b0, s0);
            t0 = x0.fma(b1, t0);
            u0 = x0.fma(b2, u0);
            v0 = x0.fma(b3, v0);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[a1 + p]);
            s1 = x1.fma(b0, s1);
            t1 = x1.fma(b1, t1);
            u1 = x1.fma(b2, u1);
            v1 = x1.fma(b3, v1);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[a2 + p]);
            s2 = x2.fma(b0, s2);
            t2 = x2.fma(b1, t2);
            u2 = x2.fma(b2, u2);
            v2 = x2.fma(b3, v2);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[a3 + p]);
            s3 = x3.fma(b0, s3);
            t3 = x3.fma(b1, t3);
            u3 = x3.fma(b2, u3);
            v3 = x3.fma(b3, v3);
        }
        int c1 = cOff + cStride;
        int c2 = cOff + 2 * cStride;
        int c3 = cOff + 3 * cStride;
        ((FloatVector) TYPE.cast(s0)).intoArray(c, cOff);
        ((FloatVector) TYPE.cast(t0)).intoArray(c, cOff + LANES);
        ((FloatVector) TYPE.cast(u0)).intoArray(c, cOff + 2 * LANES);
        ((FloatVector) TYPE.cast(v0)).intoArray(c, cOff + 3 * LANES);
        ((FloatVector) TYPE.cast(s1)).intoArray(c, c1);
        ((FloatVector) TYPE.cast(t1)).intoArray(c, c1 + LANES);
        ((FloatVector) TYPE.cast(u1)).intoArray(c, c1 + 2 * LANES);
        ((FloatVector) TYPE.cast(v1)).intoArray(c, c1 + 3 * LANES);
        ((FloatVector) TYPE.cast(s2)).intoArray(c, c2);
        ((FloatVector) TYPE.cast(t2)).intoArray(c, c2 + LANES);
        ((FloatVector) TYPE.cast(u2)).intoArray(c, c2 + 2 * LANES);
        ((FloatVector) TYPE.cast(v2)).intoArray(c, c2 + 3 * LANES);
        ((FloatVector) TYPE.cast(s3)).intoArray(c, c3);
        ((FloatVector) TYPE.cast(t3)).intoArray(c, c3 + LANES);
        ((FloatVector) TYPE.cast(u3)).intoArray(c, c3 + 2 * LANES);
        ((FloatVector) TYPE.cast(v3)).intoArray(c, c3 + 3 * LANES);
    }

    /** One row × 4 vectors, for what is left over. */
    static void rows1(
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
        FloatVector s0 = FloatVector.fromArray(SPECIES, from, fromOff);
        FloatVector t0 = FloatVector.fromArray(SPECIES, from, fromOff + LANES);
        FloatVector u0 = FloatVector.fromArray(SPECIES, from, fromOff + 2 * LANES);
        FloatVector v0 = FloatVector.fromArray(SPECIES, from, fromOff + 3 * LANES);
        for (int q = bOff, p = 0; q < bOff + k * Kernels.PANEL; q += Kernels.PANEL, p += aStep) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, q + bNext);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, q + bNext + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[aOff + p]);
            s0 = x0.fma(b0, s0);
            t0 = x0.fma(b1, t0);
            u0 = x0.fma(b2, u0);
            v0 = x0.fma(b3, v0);
        }
        ((FloatVector) TYPE.cast(s0)).intoArray(c, cOff);
        ((FloatVector) TYPE.cast(t0)).intoArray(c, cOff + LANES);
        ((FloatVector) TYPE.cast(u0)).intoArray(c, cOff + 2 * LANES);
        ((FloatVector) TYPE.cast(v0)).intoArray(c, cOff + 3 * LANES);
    }
}
