package org.sdcodec.vae;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.Block;
import org.sdcodec.engine.network.MemoryPlan;
import org.sdcodec.engine.network.Sequence;
import org.sdcodec.engine.network.Shape;
import org.sdcodec.weights.TensorSource;

/** Comparison with tensors that PyTorch wrote, NCHW. */
final class Parity {
    private Parity() {}

    /** A golden tensor of shape [1, c, h, w]. */
    static Tensor tensor(TensorSource goldens, String name) {
        List<Long> shape = goldens.info(name).shape();
        return Tensor.fromNchw(
                shape.get(1).intValue(), shape.get(2).intValue(), shape.get(3).intValue(), goldens.floats(name));
    }

    /** ‖actual − expected‖ / ‖expected‖; the shapes must be equal. */
    static double relativeL2(Tensor actual, Tensor expected) {
        assertThat(actual).hasToString(expected.toString());
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.size(); i++) {
            double d = (double) actual.data()[i] - expected.data()[i];
            difference += d * d;
            norm += (double) expected.data()[i] * expected.data()[i];
        }
        return Math.sqrt(difference / norm);
    }

    static void assertClose(String what, Tensor actual, Tensor expected, double tolerance) {
        double error = relativeL2(actual, expected);
        assertThat(error)
                .withFailMessage("%s: relative L2 error %s, allowed %s", what, error, tolerance)
                .isLessThanOrEqualTo(tolerance);
    }

    /**
     * Runs a sequence block by block and compares each block's result with {@code act.PATH}, where there is one. The
     * first block that deviates fails the test by its name.
     *
     * @param x handed over
     * @return how many blocks were compared
     */
    static int compareBlocks(Engine engine, Sequence sequence, Tensor x, TensorSource goldens, double tolerance) {
        int compared = 0;
        for (Block block : sequence.blocks()) {
            Shape expected = shape(block, x);
            x = block.forward(engine, x);
            assertThat(x)
                    .as(block.path())
                    .hasToString(String.format(
                            Locale.ROOT, "%d×%d×%d", expected.height(), expected.width(), expected.channels()));
            String name = "act." + block.path().replaceFirst("samplers\\.0\\.conv$", "samplers.0");
            if (goldens.names().contains(name)) {
                assertClose("first deviating block " + name, x, tensor(goldens, name), tolerance);
                compared++;
            }
        }
        return compared;
    }

    /** The shape of a block's result. */
    private static Shape shape(Block block, Tensor x) {
        Shape input = new Shape(x.height(), x.width(), x.channels());
        MemoryPlan plan = new MemoryPlan();
        plan.take(input);
        return block.plan(plan, input);
    }
}
