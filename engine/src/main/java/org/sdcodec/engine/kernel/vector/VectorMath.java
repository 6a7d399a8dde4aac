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
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.sdcodec.engine.kernel.ScalarMath;

/** {@link ScalarMath} lane by lane: the same operations in the same order. */
final class VectorMath {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;

    private VectorMath() {}

    static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.max(EXP_MIN).min(EXP_MAX);
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
        return x.div(exp(x.neg()).add(1f));
    }

    static FloatVector quickGelu(FloatVector x) {
        return x.div(exp(x.mul(-QUICK_GELU)).add(1f));
    }

    static FloatVector erf(FloatVector x) {
        FloatVector c = x.max(-ERF_LIMIT).min(ERF_LIMIT);
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
