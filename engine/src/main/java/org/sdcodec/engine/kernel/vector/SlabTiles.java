package org.sdcodec.engine.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.sdcodec.engine.kernel.Kernels;

/**
 * Register tiles of the matrix product {@code C = C₀ + A·B} as in {@link WideTiles}, with rows of A {@link Kernels#SLAB_STRIDE} apart.
 *
 * <p>Rows at a constant distance need one index for all of them, and a loop that counts columns of A lets the compiler check every
 * index before the loop: 53 instructions for 24 multiplications instead of 69.
 */
final class SlabTiles {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final Class<?> TYPE = SPECIES.vectorType();
    private static final int LANES = SPECIES.length();

    private SlabTiles() {}

    /** 6 rows × 4 vectors: 24 accumulators, 4 vectors of B and 1 broadcast element of A. */
    static void rows6(
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
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bOff + p * Kernels.PANEL);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bOff + p * Kernels.PANEL + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, bOff + p * Kernels.PANEL + bNext);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, bOff + p * Kernels.PANEL + bNext + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[aOff + p]);
            s0 = x0.fma(b0, s0);
            t0 = x0.fma(b1, t0);
            u0 = x0.fma(b2, u0);
            v0 = x0.fma(b3, v0);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[aOff + p + Kernels.SLAB_STRIDE]);
            s1 = x1.fma(b0, s1);
            t1 = x1.fma(b1, t1);
            u1 = x1.fma(b2, u1);
            v1 = x1.fma(b3, v1);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[aOff + p + 2 * Kernels.SLAB_STRIDE]);
            s2 = x2.fma(b0, s2);
            t2 = x2.fma(b1, t2);
            u2 = x2.fma(b2, u2);
            v2 = x2.fma(b3, v2);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[aOff + p + 3 * Kernels.SLAB_STRIDE]);
            s3 = x3.fma(b0, s3);
            t3 = x3.fma(b1, t3);
            u3 = x3.fma(b2, u3);
            v3 = x3.fma(b3, v3);
            FloatVector x4 = FloatVector.broadcast(SPECIES, a[aOff + p + 4 * Kernels.SLAB_STRIDE]);
            s4 = x4.fma(b0, s4);
            t4 = x4.fma(b1, t4);
            u4 = x4.fma(b2, u4);
            v4 = x4.fma(b3, v4);
            FloatVector x5 = FloatVector.broadcast(SPECIES, a[aOff + p + 5 * Kernels.SLAB_STRIDE]);
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
            float[] b,
            int bOff,
            int bNext,
            float[] from,
            int fromOff,
            int fromStride,
            float[] c,
            int cOff,
            int cStride) {
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
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bOff + p * Kernels.PANEL);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bOff + p * Kernels.PANEL + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, bOff + p * Kernels.PANEL + bNext);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, bOff + p * Kernels.PANEL + bNext + LANES);
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[aOff + p]);
            s0 = x0.fma(b0, s0);
            t0 = x0.fma(b1, t0);
            u0 = x0.fma(b2, u0);
            v0 = x0.fma(b3, v0);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[aOff + p + Kernels.SLAB_STRIDE]);
            s1 = x1.fma(b0, s1);
            t1 = x1.fma(b1, t1);
            u1 = x1.fma(b2, u1);
            v1 = x1.fma(b3, v1);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[aOff + p + 2 * Kernels.SLAB_STRIDE]);
            s2 = x2.fma(b0, s2);
            t2 = x2.fma(b1, t2);
            u2 = x2.fma(b2, u2);
            v2 = x2.fma(b3, v2);
            FloatVector x3 = FloatVector.broadcast(SPECIES, a[aOff + p + 3 * Kernels.SLAB_STRIDE]);
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
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bOff + p * Kernels.PANEL);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bOff + p * Kernels.PANEL + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, bOff + p * Kernels.PANEL + bNext);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, bOff + p * Kernels.PANEL + bNext + LANES);
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
