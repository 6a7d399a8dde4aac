package org.sdcodec.engine.kernel.vector;

import static org.sdcodec.engine.kernel.ScalarMath.BIASED_ROUNDER;
import static org.sdcodec.engine.kernel.ScalarMath.DECAY_MAX;
import static org.sdcodec.engine.kernel.ScalarMath.E0;
import static org.sdcodec.engine.kernel.ScalarMath.E1;
import static org.sdcodec.engine.kernel.ScalarMath.E2;
import static org.sdcodec.engine.kernel.ScalarMath.E3;
import static org.sdcodec.engine.kernel.ScalarMath.E4;
import static org.sdcodec.engine.kernel.ScalarMath.MINUS_LN2_HIGH;
import static org.sdcodec.engine.kernel.ScalarMath.MINUS_LN2_LOW;
import static org.sdcodec.engine.kernel.ScalarMath.MINUS_LOG2_E;

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
 * constants are broadcast once; and {@link #decay} is written out for both vectors, which also makes it too large to be inlined
 * into callers that would exhaust that limit.
 */
final class SoftmaxTile {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int LANES = SPECIES.length();

    private SoftmaxTile() {}

    /**
     * {@code max[j] = the largest of max[j], x[0, j], x[1, j], …} for the columns from {@code j} on. The bits of floats are as
     * integers in order where one is positive, and in reverse where all are negative.
     */
    static void maxima(int rows, float[] x, int xOff, int j, float[] max) {
        IntVector high0 = FloatVector.fromArray(SPECIES, max, j).reinterpretAsInts();
        IntVector high1 = FloatVector.fromArray(SPECIES, max, j + LANES).reinterpretAsInts();
        IntVector low0 = high0;
        IntVector low1 = high1;
        for (int i = xOff + j; i < xOff + j + rows * Kernels.PANEL; i += Kernels.PANEL) {
            IntVector b0 = FloatVector.fromArray(SPECIES, x, i).reinterpretAsInts();
            IntVector b1 = FloatVector.fromArray(SPECIES, x, i + LANES).reinterpretAsInts();
            high0 = high0.max(b0);
            high1 = high1.max(b1);
            low0 = low0.min(b0);
            low1 = low1.min(b1);
        }
        largest(high0, low0).intoArray(max, j);
        largest(high1, low1).intoArray(max, j + LANES);
    }

    private static FloatVector largest(IntVector high, IntVector low) {
        IntVector negative = high.lanewise(VectorOperators.ASHR, 31);
        return high.lanewise(VectorOperators.AND_NOT, negative)
                .or(low.and(negative))
                .reinterpretAsFloats();
    }

    /**
     * {@code x[p, j] = decay(max[j] − x[p, j])} and {@code sum[j] = x[0, j] + x[1, j] + …} for the columns from {@code j} on, with
     * {@link ScalarMath#decay} lane by lane.
     */
    static void decay(int rows, float[] x, int xOff, int j, float[] max, float[] sum) {
        IntVector limit = FloatVector.broadcast(SPECIES, DECAY_MAX).reinterpretAsInts();
        FloatVector log2e = FloatVector.broadcast(SPECIES, MINUS_LOG2_E);
        FloatVector rounder = FloatVector.broadcast(SPECIES, BIASED_ROUNDER);
        FloatVector low = FloatVector.broadcast(SPECIES, -MINUS_LN2_LOW);
        FloatVector high = FloatVector.broadcast(SPECIES, -MINUS_LN2_HIGH);
        FloatVector q0 = FloatVector.broadcast(SPECIES, -E0);
        FloatVector q1 = FloatVector.broadcast(SPECIES, E1);
        FloatVector q2 = FloatVector.broadcast(SPECIES, -E2);
        FloatVector q3 = FloatVector.broadcast(SPECIES, E3);
        FloatVector q4 = FloatVector.broadcast(SPECIES, -E4);
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector m0 = FloatVector.fromArray(SPECIES, max, j);
        FloatVector m1 = FloatVector.fromArray(SPECIES, max, j + LANES);
        FloatVector s0 = zero;
        FloatVector s1 = zero;
        for (int i = xOff + j; i < xOff + j + rows * Kernels.PANEL; i += Kernels.PANEL) {
            FloatVector y0 = m0.sub(FloatVector.fromArray(SPECIES, x, i));
            FloatVector y1 = m1.sub(FloatVector.fromArray(SPECIES, x, i + LANES));
            FloatVector c0 = y0.reinterpretAsInts().min(limit).reinterpretAsFloats();
            FloatVector c1 = y1.reinterpretAsInts().min(limit).reinterpretAsFloats();
            FloatVector rounded0 = c0.fma(log2e, rounder);
            FloatVector rounded1 = c1.fma(log2e, rounder);
            FloatVector n0 = rounded0.sub(rounder);
            FloatVector n1 = rounded1.sub(rounder);
            FloatVector r0 = n0.fma(low, n0.fma(high, c0));
            FloatVector r1 = n1.fma(low, n1.fma(high, c1));
            FloatVector p0 = q4.fma(r0, q3).fma(r0, q2).fma(r0, q1).fma(r0, q0);
            FloatVector p1 = q4.fma(r1, q3).fma(r1, q2).fma(r1, q1).fma(r1, q0);
            FloatVector e0 = one.sub(r0.mul(r0).fma(p0, r0));
            FloatVector e1 = one.sub(r1.mul(r1).fma(p1, r1));
            IntVector power0 = rounded0.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
            IntVector power1 = rounded1.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
            e0 = e0.fma(power0.reinterpretAsFloats(), y0.mul(zero));
            e1 = e1.fma(power1.reinterpretAsFloats(), y1.mul(zero));
            e0.intoArray(x, i);
            e1.intoArray(x, i + LANES);
            s0 = s0.add(e0);
            s1 = s1.add(e1);
        }
        s0.intoArray(sum, j);
        s1.intoArray(sum, j + LANES);
    }
}
