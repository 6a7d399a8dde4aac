package org.sdcodec.engine.layer;

import static org.assertj.core.api.Assertions.fail;
import static org.sdcodec.engine.TestData.assertSameBits;

import java.util.Arrays;
import java.util.function.Function;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.WorkMemory;
import org.sdcodec.engine.Workers;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;
import org.sdcodec.engine.kernel.vector.VectorKernels;

/** Runs a layer on every kind of engine and compares it with a reference in double precision. */
final class LayerCheck {
    private static final Kernels VECTOR = new VectorKernels();
    private static final Engine SCALAR_ENGINE = Engine.create(1, new ScalarKernels());
    private static final Engine[] OTHER_ENGINES = {
        Engine.create(new Workers(3), new ScalarKernels()),
        Engine.create(new Workers(1), VECTOR),
        Engine.create(new Workers(2), VECTOR),
        Engine.create(new Workers(3), VECTOR),
        Engine.create(new Workers(4), VECTOR),
    };
    /** The longest array of NaNs in the work memory: more than any work array of the tested shapes. */
    private static final int LONGEST = 1 << 22;
    /** From here on there are fewer lengths: few shapes need such arrays. */
    private static final int LONG = 1 << 18;

    private LayerCheck() {}

    /**
     * Runs a network on one thread with scalar kernels, on other engines, and on work memory full of NaNs; all must
     * give the same bits.
     *
     * @return what they gave
     */
    static Tensor sameEverywhere(String what, Function<Engine, Tensor> network) {
        Tensor expected = copyAndRelease(SCALAR_ENGINE, network);
        for (Engine engine : OTHER_ENGINES) {
            assertSameBits(
                    "%s, %s, %d threads"
                            .formatted(
                                    what,
                                    engine.kernels().name(),
                                    engine.workers().threads()),
                    expected,
                    copyAndRelease(engine, network));
        }
        for (Kernels kernels : new Kernels[] {SCALAR_ENGINE.kernels(), VECTOR}) {
            try (Engine engine = Engine.create(2, kernels)) {
                fillWithNaN(engine.memory());
                assertSameBits(what + ", work memory full of NaN, " + kernels.name(), expected, network.apply(engine));
            }
        }
        return expected;
    }

    private static Tensor copyAndRelease(Engine engine, Function<Engine, Tensor> network) {
        Tensor result = network.apply(engine);
        Tensor copy = result.copy();
        engine.release(result);
        return copy;
    }

    /**
     * Lengths so close to each other, less than one to two, that every request is met by an array that was here before.
     */
    private static void fillWithNaN(WorkMemory memory) {
        for (int length = 1; length <= LONGEST; length += Math.max(1, length < LONG ? length / 6 : length * 4 / 5)) {
            for (int copy = 0; copy < 2; copy++) {
                float[] array = new float[length];
                Arrays.fill(array, Float.NaN);
                memory.give(array);
            }
        }
    }

    /** One number in double precision, and the sum of the magnitudes that rounding errors are measured by. */
    record Exact(double value, double magnitude) {}

    interface Reference {
        Exact at(int y, int x, int c);
    }

    /** Fails if an element differs from the reference by more than {@code tolerance} times its magnitude. */
    static void assertClose(String what, double tolerance, Reference reference, Tensor actual) {
        for (int y = 0; y < actual.height(); y++) {
            for (int x = 0; x < actual.width(); x++) {
                for (int c = 0; c < actual.channels(); c++) {
                    Exact exact = reference.at(y, x, c);
                    double error = Math.abs(actual.at(y, x, c) - exact.value());
                    // Written so that NaN fails too.
                    if (!(error <= tolerance * exact.magnitude())) {
                        fail(
                                "%s: (%d, %d, %d) should be %s ± %s but is %s",
                                what, y, x, c, exact.value(), tolerance * exact.magnitude(), actual.at(y, x, c));
                    }
                }
            }
        }
    }
}
