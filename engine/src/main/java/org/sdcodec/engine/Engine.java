package org.sdcodec.engine;

import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.WarmUp;

/**
 * What a network runs on: a back end of kernels, worker threads and work memory. Thread-safe; several callers may run
 * networks at the same time and share the threads. The results depend on none of the three.
 */
public final class Engine implements AutoCloseable {
    private final Kernels kernels;
    private final Workers workers;
    private final WorkMemory memory;
    private final WarmUp warmUp;
    private final PeakRate peak;

    private Engine(Kernels kernels, Workers workers, WorkMemory memory, WarmUp warmUp, PeakRate peak) {
        this.kernels = kernels;
        this.workers = workers;
        this.memory = memory;
        this.warmUp = warmUp;
        this.peak = peak;
    }

    /**
     * An engine on the best kernels of this machine.
     *
     * @param threads how many threads compute, the caller included, at most as many as this JVM may use processors; 0
     *     takes all of these
     * @throws IllegalArgumentException if {@code threads} is negative
     */
    public static Engine create(int threads) {
        return create(threads, KernelLookup.kernels());
    }

    /** An engine on the given kernels; see {@link #create(int)}. */
    public static Engine create(int threads, Kernels kernels) {
        return create(new Workers(Math.min(threads, Runtime.getRuntime().availableProcessors())), kernels);
    }

    /**
     * An engine on the given kernels and threads, as many as these are: more than there are processors make small
     * networks up to twice as slow.
     *
     * @param workers are closed with the engine
     */
    public static Engine create(Workers workers, Kernels kernels) {
        return new Engine(kernels, workers, new WorkMemory(), WarmUp.start(kernels), new PeakRate(kernels, workers));
    }

    /**
     * The same engine for one run that can be ended early.
     *
     * @param condition as in {@link Workers#checking}; what it throws ends the run, whose tensors are then left to the
     *     garbage collector
     */
    public Engine checking(Runnable condition) {
        return new Engine(kernels, workers.checking(condition), memory, warmUp, peak);
    }

    /** The kernels, once they are warm: create the engine early and read files meanwhile. */
    public Kernels kernels() {
        warmUp.await();
        return kernels;
    }

    /** The threads among which layers split their outputs. */
    public Workers workers() {
        return workers;
    }

    /**
     * Floating-point operations per second, a fused multiply-add being two, that the threads reach together without
     * touching memory. Measured at the first call, which takes a second. Less than the processor can do where
     * other programs run, or keep the JIT from compiling in that second.
     */
    public double peakFlops() {
        return peak.flops();
    }

    /** Where tensors come from and go back to. */
    public WorkMemory memory() {
        return memory;
    }

    /** A tensor of undefined contents from the work memory. */
    public Tensor tensor(int height, int width, int channels) {
        return Tensor.of(height, width, channels, memory.take(Tensor.checkedSize(height, width, channels)));
    }

    /** Gives tensors that are no longer needed back to the work memory; their contents are undefined from here on. */
    public void release(Tensor... tensors) {
        for (Tensor t : tensors) {
            memory.give(t.data());
        }
    }

    /** Ends the worker threads. Networks that are still running finish on their callers' threads. */
    @Override
    public void close() {
        workers.close();
    }
}
