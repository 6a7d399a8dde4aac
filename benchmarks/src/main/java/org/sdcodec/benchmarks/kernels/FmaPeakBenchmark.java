package org.sdcodec.benchmarks.kernels;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.sdcodec.engine.KernelLookup;
import org.sdcodec.engine.kernel.Kernels;

/** The peak that one core can reach with fused multiply-adds that never touch memory: {@link Kernels#fmaChains}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class FmaPeakBenchmark {
    /** Of one call, whatever the vector length. */
    static final double FLOPS = 2.0 * (1 << 26);

    private final Kernels kernels = KernelLookup.kernels();
    private final int steps = (int) (FLOPS / 2 / (Kernels.FMA_CHAINS * kernels.lanes()));

    // Not constants, so that nothing can be computed ahead of time.
    private float factor = 0.999f;
    private float otherFactor = 0.001f;

    @Benchmark
    public float run(CpuTime time) {
        time.begin();
        float sum = kernels.fmaChains(steps, factor, otherFactor);
        time.end();
        return sum;
    }
}
