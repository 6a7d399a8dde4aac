package org.sdcodec.engine.kernel.vector;

import static org.sdcodec.engine.kernel.ScalarMath.E0;
import static org.sdcodec.engine.kernel.ScalarMath.E1;
import static org.sdcodec.engine.kernel.ScalarMath.E2;
import static org.sdcodec.engine.kernel.ScalarMath.E3;
import static org.sdcodec.engine.kernel.ScalarMath.E4;
import static org.sdcodec.engine.kernel.ScalarMath.ERF_LIMIT;
import static org.sdcodec.engine.kernel.ScalarMath.EXP_MAX;
import static org.sdcodec.engine.kernel.ScalarMath.EXP_MIN;
import static org.sdcodec.engine.kernel.ScalarMath.LOG2_E;
import static org.sdcodec.engine.kernel.ScalarMath.MINUS_LN2_HIGH;
import static org.sdcodec.engine.kernel.ScalarMath.MINUS_LN2_LOW;
import static org.sdcodec.engine.kernel.ScalarMath.ONE_BITS;
import static org.sdcodec.engine.kernel.ScalarMath.P0;
import static org.sdcodec.engine.kernel.ScalarMath.P1;
import static org.sdcodec.engine.kernel.ScalarMath.P2;
import static org.sdcodec.engine.kernel.ScalarMath.P3;
import static org.sdcodec.engine.kernel.ScalarMath.P4;
import static org.sdcodec.engine.kernel.ScalarMath.P5;
import static org.sdcodec.engine.kernel.ScalarMath.Q1;
import static org.sdcodec.engine.kernel.ScalarMath.Q2;
import static org.sdcodec.engine.kernel.ScalarMath.Q3;
import static org.sdcodec.engine.kernel.ScalarMath.Q4;
import static org.sdcodec.engine.kernel.ScalarMath.Q5;
import static org.sdcodec.engine.kernel.ScalarMath.QUICK_GELU;
import static org.sdcodec.engine.kernel.ScalarMath.ROUNDER;
import static org.sdcodec.engine.kernel.ScalarMath.SQRT_HALF;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.sdcodec.engine.kernel.ScalarMath;

/**
 * {@link ScalarMath} lane by lane: the same operations in the same order. Limits are set on the bits as integers,
 * because NaN and the signs of zeros make minima of floats several instructions; NaN comes through by the
 * multiplication or division by x itself.
 */
final class VectorMath {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int SIGN_BIT = Integer.MIN_VALUE;
    private static final int MINUS_EXP_MIN_BITS = Float.floatToRawIntBits(-EXP_MIN);
    private static final int EXP_MAX_BITS = Float.floatToRawIntBits(EXP_MAX);
    private static final int ERF_LIMIT_BITS = Float.floatToRawIntBits(ERF_LIMIT);

    private VectorMath() {}

    /** e^−x, but any number for NaN. */
    private static FloatVector expOfMinus(FloatVector x) {
        // As integers, the bits of floats are in order where one is positive: first x is limited, then −x.
        FloatVector clamped = x.reinterpretAsInts()
                .min(MINUS_EXP_MIN_BITS)
                .lanewise(VectorOperators.XOR, SIGN_BIT)
                .min(EXP_MAX_BITS)
                .reinterpretAsFloats();
        FloatVector rounded = clamped.fma(broadcast(LOG2_E), broadcast(ROUNDER));
        FloatVector n = rounded.sub(ROUNDER);
        FloatVector r = n.fma(broadcast(MINUS_LN2_LOW), n.fma(broadcast(MINUS_LN2_HIGH), clamped));
        FloatVector q = broadcast(E4)
                .fma(r, broadcast(E3))
                .fma(r, broadcast(E2))
                .fma(r, broadcast(E1))
                .fma(r, broadcast(E0));
        FloatVector p = r.mul(r).fma(q, r).add(1f);
        return p.mul(rounded.reinterpretAsInts()
                .lanewise(VectorOperators.LSHL, 23)
                .add(ONE_BITS)
                .reinterpretAsFloats());
    }

    static FloatVector silu(FloatVector x) {
        return x.div(expOfMinus(x).add(1f));
    }

    static FloatVector quickGelu(FloatVector x) {
        return x.div(expOfMinus(x.mul(QUICK_GELU)).add(1f));
    }

    /** The error function, but 1 or −1 for NaN. */
    private static FloatVector erf(FloatVector x) {
        IntVector bits = x.reinterpretAsInts();
        IntVector sign = bits.and(SIGN_BIT);
        FloatVector c = bits.lanewise(VectorOperators.XOR, sign)
                .min(ERF_LIMIT_BITS)
                .or(sign)
                .reinterpretAsFloats();
        FloatVector s = c.mul(c);
        FloatVector p = broadcast(P5)
                .fma(s, broadcast(P4))
                .fma(s, broadcast(P3))
                .fma(s, broadcast(P2))
                .fma(s, broadcast(P1))
                .fma(s, broadcast(P0));
        FloatVector q = broadcast(Q5)
                .fma(s, broadcast(Q4))
                .fma(s, broadcast(Q3))
                .fma(s, broadcast(Q2))
                .fma(s, broadcast(Q1))
                .fma(s, broadcast(1f));
        return c.mul(p).div(q);
    }

    static FloatVector gelu(FloatVector x) {
        return x.mul(0.5f).mul(erf(x.mul(SQRT_HALF)).add(1f));
    }

    private static FloatVector broadcast(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }
}
