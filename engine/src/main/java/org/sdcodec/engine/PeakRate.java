package org.sdcodec.engine;

import org.sdcodec.engine.kernel.Kernels;

/** The most that threads reach with fused multiply-adds alone, measured when it is first asked for. Thread-safe. */
final class PeakRate {
    /** How long it is measured at least: the JIT compiles the loop meanwhile, which is 200 times as fast then. */
    private static final long NANOS = 1_000_000_000;
    /** How long after the last time that a round was much faster than all before. */
    private static final long SETTLED_NANOS = 300_000_000;

    private static final double GROWTH = 1.1;
    /** Steps of the first round, which is interpreted. */
    private static final int FIRST_STEPS = 1 << 8;

    /** A round is so long that to start its threads takes little of it. */
    private static final long ROUND_NANOS = 2_000_000;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final float FACTOR = 0.999f;
    private static final float OTHER_FACTOR = 0.001f;

    private final Kernels kernels;
    private final Workers workers;
    private double flops;

    PeakRate(Kernels kernels, Workers workers) {
        this.kernels = kernels;
        this.workers = workers;
    }

    /** Floating-point operations per second of the fastest round. */
    synchronized double flops() {
        if (flops == 0) {
            flops = measure();
        }
        return flops;
    }

    private double measure() {
        double best = 0;
        int steps = FIRST_STEPS;
        float[] sums = new float[workers.threads()];
        long begin = System.nanoTime();
        long now = begin;
        long faster = begin;
        while (now - begin < NANOS || now - faster < SETTLED_NANOS) {
            int count = steps;
            long start = System.nanoTime();
            workers.run(sums.length, i -> sums[i] = kernels.fmaChains(count, FACTOR, OTHER_FACTOR));
            now = System.nanoTime();
            double work = 2.0 * Kernels.FMA_CHAINS * kernels.lanes() * count * sums.length;
            double rate = work / Math.max(1, now - start) * NANOS_PER_SECOND;
            if (rate > GROWTH * best) {
                faster = now;
            }
            best = Math.max(best, rate);
            if (now - start < ROUND_NANOS) {
                steps *= 2;
            }
        }
        return best;
    }
}
