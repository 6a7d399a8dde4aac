package org.sdcodec.engine.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.sdcodec.engine.kernel.Kernels;

/**
 * {@link Kernels#fmaChains}.
 *
 * <p>The sums are the addends, which the instruction replaces. As factors, they would each be copied to a register of
 * their own: 40 instructions for 12 multiplications, which is less than the peak of a processor that decodes five a
 * cycle.
 */
final class FmaChains {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;

    private FmaChains() {}

    static float run(int n, float x, float y) {
        FloatVector vx = FloatVector.broadcast(SPECIES, x);
        FloatVector vy = FloatVector.broadcast(SPECIES, y);
        FloatVector s0 = vy;
        FloatVector s1 = vy.add(1f);
        FloatVector s2 = vy.add(2f);
        FloatVector s3 = vy.add(3f);
        FloatVector s4 = vy.add(4f);
        FloatVector s5 = vy.add(5f);
        FloatVector s6 = vy.add(6f);
        FloatVector s7 = vy.add(7f);
        FloatVector s8 = vy.add(8f);
        FloatVector s9 = vy.add(9f);
        FloatVector s10 = vy.add(10f);
        FloatVector s11 = vy.add(11f);
        for (int i = 0; i < n; i++) {
            s0 = vx.fma(vy, s0);
            s1 = vx.fma(vy, s1);
            s2 = vx.fma(vy, s2);
            s3 = vx.fma(vy, s3);
            s4 = vx.fma(vy, s4);
            s5 = vx.fma(vy, s5);
            s6 = vx.fma(vy, s6);
            s7 = vx.fma(vy, s7);
            s8 = vx.fma(vy, s8);
            s9 = vx.fma(vy, s9);
            s10 = vx.fma(vy, s10);
            s11 = vx.fma(vy, s11);
        }
        FloatVector low = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
        FloatVector high = s6.add(s7).add(s8).add(s9).add(s10).add(s11);
        return low.add(high).lane(0);
    }
}
