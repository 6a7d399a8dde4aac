package org.sdcodec.codec.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.entropy.LatentPriorTrainer;
import org.sdcodec.codec.entropy.RateGradient;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;

/** The network in floats: its gradient against differences, its bits against the network in integers. */
class StageRunTest {
    private static final PriorShape SHAPE = new PriorShape(6, 2, 3, 2, 1, 1, 32, 4, 96, 160);
    private static final Kernels KERNELS = new ScalarKernels();
    private static final double DELTA = 1.0 / 512;

    /** Numbers as after some training: not those that begin with zeros. */
    private static PriorParameters parameters() {
        PriorParameters parameters = new PriorParameters(SHAPE, new Random(3));
        Random random = new Random(4);
        for (int s = 0; s < 2; s++) {
            float[] free = parameters.stages.get(s).free();
            for (int i = 0; i < free.length; i++) {
                parameters.numbers[s][i] += 0.05f * free[i] * (float) random.nextGaussian();
            }
        }
        return parameters;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void theGradientIsThatOfTheBits(int index) {
        PriorParameters parameters = parameters();
        StageNetwork stage = parameters.stages.get(index);
        TrainingBlock block = new TrainingBlock(TestLatents.of(1, 9, 8, 6), 1, 130, 2, 1, 2, 8, 5);
        StageRun run = new StageRun(stage, block.sites());
        float[] numbers = parameters.numbers[index];
        float[] gradient = new float[stage.size()];
        try (Engine engine = Engine.create(1, KERNELS)) {
            parameters.turn(engine);
        }
        run.forward(KERNELS, block, numbers);
        run.backward(KERNELS, block, 1, parameters.turned[index], gradient);
        Random random = new Random(5);
        for (DenseLayer layer : stage.layers) {
            double[] along = new double[numbers.length];
            double[] across = new double[numbers.length];
            double length = 0;
            for (int at = layer.weight(0, 0); at < layer.weight(0, 0) + layer.size(); at++) {
                length += (double) gradient[at] * gradient[at];
            }
            for (int at = layer.weight(0, 0); at < layer.weight(0, 0) + layer.size(); at++) {
                along[at] = gradient[at] / Math.sqrt(length);
                across[at] = random.nextGaussian() / Math.sqrt(layer.size());
            }
            for (double[] direction : new double[][] {along, across}) {
                double expected = 0;
                for (int i = 0; i < direction.length; i++) {
                    expected += direction[i] * gradient[i];
                }
                assertThat((moved(run, block, numbers, direction) - moved(run, block, numbers, negative(direction)))
                                / (2 * DELTA))
                        .as("layer of %d inputs", layer.inputs)
                        .isCloseTo(expected, within(0.01 * Math.sqrt(length)));
            }
        }
    }

    private static double[] negative(double[] direction) {
        return Arrays.stream(direction).map(x -> -x).toArray();
    }

    /** The bits when the numbers are moved a little. */
    private static double moved(StageRun run, TrainingBlock block, float[] numbers, double[] direction) {
        float[] moved = numbers.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += (float) (DELTA * direction[i]);
        }
        return run.forward(KERNELS, block, moved);
    }

    @Test
    void theNetworkInIntegersGivesTheSameBits() {
        PriorParameters parameters = parameters();
        float rms = 1.7f;
        Tensor latent = TestLatents.of(2, 12, 10, 6);
        float[] scaled = latent.data().clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] /= rms;
        }
        Tensor normalized = Tensor.of(12, 10, 6, scaled);
        try (Engine engine = Engine.create(1, KERNELS)) {
            byte[] network = new NetworkExport(SHAPE, rms, parameters).toBytes(engine, List.of(normalized));
            LatentPrior prior = LatentPrior.of(new LatentPriorTrainer(network).toBytes());
            assertThat(prior.suits(6)).isTrue();
            for (int code : new int[] {100, 130, 158}) {
                double bits = 0;
                TrainingBlock block = TrainingBlock.whole(normalized, rms, code);
                for (int s = 0; s < 2; s++) {
                    bits += new StageRun(parameters.stages.get(s), block.sites())
                            .forward(KERNELS, block, parameters.numbers[s]);
                }
                float step = StepSize.of(code);
                Tensor rounded = Tensor.zeros(12, 10, 6);
                for (int i = 0; i < scaled.length; i++) {
                    rounded.data()[i] = (float) Math.rint(latent.data()[i] / step) * step;
                }
                double integers =
                        new RateGradient(prior, code, 12, 10).of(engine, rounded, RateGradient.Estimate.of(12, 10, 6));
                assertThat(integers).isCloseTo(bits, within(0.005 * bits));
            }
        }
    }
}
