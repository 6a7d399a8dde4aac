package org.sdcodec.benchmarks.kernels;

import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The peak that one core can reach with fused multiply-adds: twelve independent chains that never touch memory, more than two
 * FMA units of latency 4 or 5 need.
 *
 * <p>The sums are the addends, which the instruction replaces. As factors, they would each be copied to a register of
 * their own: 40 instructions for 12 multiplications, which is less than the peak of a processor that decodes five a
 * cycle.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class FmaPeakBenchmark {
    /** Of one call, whatever the vector length. */
    static final double FLOPS = 2.0 * (1 << 26);

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int CHAINS = 12;

    // Fields, so that nothing can be computed ahead of time.
    private float factor = 0.999f;
    private float addend = 0.001f;

    @Benchmark
    public float run(CpuTime time) {
        time.begin();
        float sum = fma();
        time.end();
        return sum;
    }

    private float fma() {
        FloatVector x = FloatVector.broadcast(SPECIES, factor);
        FloatVector y = FloatVector.broadcast(SPECIES, addend);
        FloatVector s0 = y;
        FloatVector s1 = y.add(1f);
        FloatVector s2 = y.add(2f);
        FloatVector s3 = y.add(3f);
        FloatVector s4 = y.add(4f);
        FloatVector s5 = y.add(5f);
        FloatVector s6 = y.add(6f);
        FloatVector s7 = y.add(7f);
        FloatVector s8 = y.add(8f);
        FloatVector s9 = y.add(9f);
        FloatVector s10 = y.add(10f);
        FloatVector s11 = y.add(11f);
        int steps = (int) (FLOPS / 2 / (CHAINS * SPECIES.length()));
        for (int i = 0; i < steps; i++) {
            s0 = x.fma(y, s0);
            s1 = x.fma(y, s1);
            s2 = x.fma(y, s2);
            s3 = x.fma(y, s3);
            s4 = x.fma(y, s4);
            s5 = x.fma(y, s5);
            s6 = x.fma(y, s6);
            s7 = x.fma(y, s7);
            s8 = x.fma(y, s8);
            s9 = x.fma(y, s9);
            s10 = x.fma(y, s10);
            s11 = x.fma(y, s11);
        }
        FloatVector low = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
        FloatVector high = s6.add(s7).add(s8).add(s9).add(s10).add(s11);
        return low.add(high).lane(0);
    }
}
