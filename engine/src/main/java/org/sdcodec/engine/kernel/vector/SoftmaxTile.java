package org.sdcodec.engine.kernel.vector;

import static org.sdcodec.engine.kernel.ScalarMath.BIASED_ROUNDER;
import static org.sdcodec.engine.kernel.ScalarMath.D1;
import static org.sdcodec.engine.kernel.ScalarMath.D2;
import static org.sdcodec.engine.kernel.ScalarMath.D3;
import static org.sdcodec.engine.kernel.ScalarMath.D4;
import static org.sdcodec.engine.kernel.ScalarMath.D5;
import static org.sdcodec.engine.kernel.ScalarMath.DECAY_MAX;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.ScalarMath;

/**
 * The loops of the online softmax for two vectors of columns.
 *
 * <p>They avoid comparisons of floats, which cost several instructions each for the sake of NaN and the signs of zeros: integers
 * have single ones. Each method is small enough for the compiler's limit of nodes, beyond which it leaves vectors in memory, so
 * constants are broadcast once; and both are written out for more than one vector, which also makes them too large to be inlined
 * into callers that would exhaust that limit.
 *
 * <p>No method is called on a vector that a loop carries on, only with it as an argument: of the former the compiler knows no more than
 * what it saw of it so far, and where it saw too little, each call of the loop makes objects. Behind a loop a cast to the class, a constant, says it.
 */
final class SoftmaxTile {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final Class<?> TYPE = SPECIES.vectorType();
    private static final int LANES = SPECIES.length();

    private SoftmaxTile() {}

    /**
     * {@code state[m + j] = the largest of state[m + j], x[0, j], x[1, j], …} for two vectors of columns, row p of x from {@code xOff + 32·p}
     * on. The bits of floats are as integers in order where one is positive, and in reverse where all are negative.
     */
    static void maxima(int rows, float[] x, int xOff, float[] state, int m) {
        IntVector high0 = FloatVector.fromArray(SPECIES, state, m).reinterpretAsInts();
        IntVector high1 = FloatVector.fromArray(SPECIES, state, m + LANES).reinterpretAsInts();
        IntVector low0 = high0;
        IntVector low1 = high1;
        int end = xOff + rows * Kernels.PANEL;
        int i = xOff;
        for (; i <= end - 4 * Kernels.PANEL; i += 4 * Kernels.PANEL) {
            IntVector a0 = FloatVector.fromArray(SPECIES, x, i).reinterpretAsInts();
            IntVector a1 = FloatVector.fromArray(SPECIES, x, i + LANES).reinterpretAsInts();
            IntVector b0 = FloatVector.fromArray(SPECIES, x, i + Kernels.PANEL).reinterpretAsInts();
            IntVector b1 =
                    FloatVector.fromArray(SPECIES, x, i + Kernels.PANEL + LANES).reinterpretAsInts();
            IntVector c0 =
                    FloatVector.fromArray(SPECIES, x, i + 2 * Kernels.PANEL).reinterpretAsInts();
            IntVector c1 = FloatVector.fromArray(SPECIES, x, i + 2 * Kernels.PANEL + LANES)
                    .reinterpretAsInts();
            IntVector d0 =
                    FloatVector.fromArray(SPECIES, x, i + 3 * Kernels.PANEL).reinterpretAsInts();
            IntVector d1 = FloatVector.fromArray(SPECIES, x, i + 3 * Kernels.PANEL + LANES)
                    .reinterpretAsInts();
            high0 = a0.max(b0).max(c0.max(d0)).max(high0);
            high1 = a1.max(b1).max(c1.max(d1)).max(high1);
            low0 = a0.min(b0).min(c0.min(d0)).min(low0);
            low1 = a1.min(b1).min(c1.min(d1)).min(low1);
        }
        for (; i < end; i += Kernels.PANEL) {
            IntVector a0 = FloatVector.fromArray(SPECIES, x, i).reinterpretAsInts();
            IntVector a1 = FloatVector.fromArray(SPECIES, x, i + LANES).reinterpretAsInts();
            high0 = a0.max(high0);
            high1 = a1.max(high1);
            low0 = a0.min(low0);
            low1 = a1.min(low1);
        }
        IntVector zero = FloatVector.zero(SPECIES).reinterpretAsInts();
        largest(zero.or(high0), zero.or(low0)).intoArray(state, m);
        largest(zero.or(high1), zero.or(low1)).intoArray(state, m + LANES);
    }

    private static FloatVector largest(IntVector high, IntVector low) {
        IntVector negative = high.lanewise(VectorOperators.ASHR, 31);
        return high.lanewise(VectorOperators.AND_NOT, negative)
                .or(low.and(negative))
                .reinterpretAsFloats();
    }

    /**
     * {@code x[p, j] = decay(state[m + j] − x[p, j])} and {@code state[sum + j] = x[0, j] + x[1, j] + …} for two vectors of columns, with
     * {@link ScalarMath#decay} lane by lane; x as in {@link #maxima}.
     */
    static void decay(int rows, float[] x, int xOff, float[] state, int m, int sum) {
        IntVector limit = FloatVector.broadcast(SPECIES, DECAY_MAX).reinterpretAsInts();
        FloatVector rounder = FloatVector.broadcast(SPECIES, BIASED_ROUNDER);
        FloatVector d5 = FloatVector.broadcast(SPECIES, D5);
        FloatVector d4 = FloatVector.broadcast(SPECIES, D4);
        FloatVector d3 = FloatVector.broadcast(SPECIES, D3);
        FloatVector d2 = FloatVector.broadcast(SPECIES, D2);
        FloatVector d1 = FloatVector.broadcast(SPECIES, D1);
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        FloatVector m0 = FloatVector.fromArray(SPECIES, state, m);
        FloatVector m1 = FloatVector.fromArray(SPECIES, state, m + LANES);
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = FloatVector.zero(SPECIES);
        for (int i = xOff; i < xOff + rows * Kernels.PANEL; i += Kernels.PANEL) {
            FloatVector y0 = m0.sub(FloatVector.fromArray(SPECIES, x, i));
            FloatVector y1 = m1.sub(FloatVector.fromArray(SPECIES, x, i + LANES));
            FloatVector c0 = y0.reinterpretAsInts().min(limit).reinterpretAsFloats();
            FloatVector c1 = y1.reinterpretAsInts().min(limit).reinterpretAsFloats();
            FloatVector rounded0 = rounder.sub(c0);
            FloatVector rounded1 = rounder.sub(c1);
            FloatVector r0 = c0.add(rounded0.sub(rounder));
            FloatVector r1 = c1.add(rounded1.sub(rounder));
            FloatVector p0 = d5.fma(r0, d4).fma(r0, d3).fma(r0, d2).fma(r0, d1).fma(r0, one);
            FloatVector p1 = d5.fma(r1, d4).fma(r1, d3).fma(r1, d2).fma(r1, d1).fma(r1, one);
            IntVector power0 = rounded0.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
            IntVector power1 = rounded1.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
            FloatVector e0 = p0.fma(power0.reinterpretAsFloats(), y0.sub(y0));
            FloatVector e1 = p1.fma(power1.reinterpretAsFloats(), y1.sub(y1));
            e0.intoArray(x, i);
            e1.intoArray(x, i + LANES);
            s0 = e0.add(s0);
            s1 = e1.add(s1);
        }
        ((FloatVector) TYPE.cast(s0)).intoArray(state, sum);
        ((FloatVector) TYPE.cast(s1)).intoArray(state, sum + LANES);
    }
}
