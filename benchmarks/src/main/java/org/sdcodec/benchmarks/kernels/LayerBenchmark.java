package org.sdcodec.benchmarks.kernels;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.KernelLookup;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;

/** One layer on one thread, on either back end, checked against the other before it is timed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public abstract class LayerBenchmark {
    private static final long SEED = 41;

    /** The back end to measure. */
    @Param
    public BackEnd backEnd;

    private final Random random = new Random(SEED);
    private Engine engine;

    /** The two back ends. */
    public enum BackEnd {
        VECTOR,
        SCALAR;

        Kernels kernels() {
            return this == VECTOR ? KernelLookup.kernels() : new ScalarKernels();
        }
    }

    /** Makes the layer and its input. */
    abstract void prepare();

    /** The layer's output; the input stays as it was. */
    abstract Tensor forward(Engine engine);

    @Setup
    public void setUp() {
        prepare();
        engine = Engine.create(1, backEnd.kernels());
        BackEnd other = backEnd == BackEnd.VECTOR ? BackEnd.SCALAR : BackEnd.VECTOR;
        try (Engine reference = Engine.create(1, other.kernels())) {
            Tensor expected = forward(reference);
            Tensor actual = forward(engine);
            for (int i = 0; i < expected.size(); i++) {
                if (Float.floatToIntBits(expected.data()[i]) != Float.floatToIntBits(actual.data()[i])) {
                    throw new IllegalStateException("scalar and vector differ at element %d: %s and %s"
                            .formatted(i, expected.data()[i], actual.data()[i]));
                }
            }
        }
    }

    @Benchmark
    public float run(CpuTime time) {
        time.begin();
        Tensor output = forward(engine);
        time.end();
        engine.release(output);
        return output.data()[0];
    }

    @TearDown
    public void tearDown() {
        engine.close();
    }

    /** Evenly distributed in −1..1, times {@code scale}. */
    final float[] values(int n, double scale) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (scale * (2 * random.nextFloat() - 1));
        }
        return values;
    }

    final Tensor tensor(int height, int width, int channels) {
        return Tensor.of(height, width, channels, values(height * width * channels, 1));
    }

    /** Weights that keep the variance of a signal. */
    final float[] weights(int inputs, int outputs) {
        return values(inputs * outputs, Math.sqrt(3.0 / inputs));
    }
}
