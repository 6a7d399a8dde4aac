package org.sdcodec.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.codec.quant.LatentSymbols;
import org.sdcodec.codec.quant.Quantization;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;

/**
 * The estimate in floats against the coder's own distributions in integers, and its derivatives against differences.
 */
@Tag("exactness")
class RateGradientTest {
    private static final int HEIGHT = 7;
    private static final int WIDTH = 9;
    /** What the estimate counts at least, in units of the coder. */
    private static final double FLOOR = 1e-9 * (1 << 28);

    private static LatentPrior prior(String name) {
        return name.equals("sd1") ? LatentPrior.sd1() : LatentPrior.embedded();
    }

    private static int[] symbols(int channels, long seed) {
        Random random = new Random(seed);
        int[] symbols = new int[HEIGHT * WIDTH * channels];
        for (int i = 0; i < symbols.length; i++) {
            symbols[i] = (int) Math.round(random.nextGaussian() * (i % channels < 4 ? 2 : 0.5));
        }
        return symbols;
    }

    private static Tensor latent(int[] symbols, int channels, float step) {
        float[] values = new float[symbols.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = symbols[i] * step;
        }
        return Tensor.of(HEIGHT, WIDTH, channels, values);
    }

    @ParameterizedTest
    @CsvSource({"embedded, 48, 130", "embedded, 48, 170", "sd1, 4, 120", "sd1, 4, 150"})
    void agreesWithTheCodersDistributions(String name, int channels, int stepCode) {
        LatentPrior prior = prior(name);
        int[] symbols = symbols(channels, 1);
        double[] bits = new double[1];
        LatentCoder.Frame frame = LatentCoder.Frame.of(
                LatentSymbols.of(HEIGHT, WIDTH, channels, symbols), stepCode, Quantization.UNIFORM, prior);
        LatentCoder.transfer(
                (bit, probability) -> bit,
                symbols.clone(),
                frame,
                prior.state(),
                frame.done(),
                (index, distribution) -> {
                    bits[0] -= Math.log((distribution.mass(symbols[index]) + FLOOR) / (1 << 28)) / Math.log(2);
                });
        RateGradient rate = new RateGradient(prior, stepCode, HEIGHT, WIDTH);
        RateGradient.Estimate estimate = RateGradient.Estimate.of(HEIGHT, WIDTH, channels);
        RateGradient.Estimate same = RateGradient.Estimate.of(HEIGHT, WIDTH, channels);
        Tensor latent = latent(symbols, channels, StepSize.of(stepCode));
        try (Engine engine = Engine.create(2);
                Engine scalar = Engine.create(1, new ScalarKernels())) {
            double estimated = rate.of(engine, latent, estimate);
            // So unlikely symbols saturate some of the integers.
            assertThat(estimated).isCloseTo(bits[0], within(0.05 * bits[0]));
            assertThat(rate.of(scalar, latent, same)).isEqualTo(estimated);
            assertThat(same.below()).containsExactly(estimate.below());
            assertThat(same.above()).containsExactly(estimate.above());
            assertThat(same.byContext().data())
                    .containsExactly(estimate.byContext().data());
            // The last value of all is nobody's context.
            int last = symbols.length - 1;
            symbols[last]++;
            double more = rate.of(engine, latent(symbols, channels, StepSize.of(stepCode)), same) - estimated;
            assertThat((double) estimate.above()[last]).isCloseTo(more, within(1e-3));
            symbols[last] -= 2;
            double less = rate.of(engine, latent(symbols, channels, StepSize.of(stepCode)), same) - estimated;
            assertThat((double) estimate.below()[last]).isCloseTo(less, within(1e-3));
            assertThat(estimate.byContext().data()[last]).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"embedded, 48, 150", "sd1, 4, 140"})
    void theContextsSlopePredictsSmallChanges(String name, int channels, int stepCode) {
        float step = StepSize.of(stepCode);
        float small = step / 512;
        RateGradient rate = new RateGradient(prior(name), stepCode, HEIGHT, WIDTH);
        RateGradient.Estimate estimate = RateGradient.Estimate.of(HEIGHT, WIDTH, channels);
        int[] symbols = symbols(channels, 2);
        Tensor latent = latent(symbols, channels, step);
        try (Engine engine = Engine.create(1)) {
            rate.of(engine, latent, estimate);
            Random random = new Random(4);
            double predicted = 0;
            double size = 0;
            double[] bits = new double[2];
            float[] direction = new float[latent.size()];
            for (int i = 0; i < direction.length; i++) {
                direction[i] = (float) random.nextGaussian();
                float slope = estimate.byContext().data()[i];
                predicted += direction[i] * slope;
                size += slope * slope;
            }
            for (int side = 0; side < 2; side++) {
                Tensor moved = latent.copy();
                for (int i = 0; i < direction.length; i++) {
                    moved.data()[i] += (side == 0 ? small : -small) * direction[i];
                }
                // What the values themselves take is measured at their unmoved places.
                bits[side] = ofUnmoved(engine, prior(name), stepCode, moved, latent);
            }
            assertThat((bits[0] - bits[1]) / (2 * small)).isCloseTo(predicted, within(0.1 * Math.sqrt(size)));
        }
    }

    private static double ofUnmoved(Engine engine, LatentPrior prior, int stepCode, Tensor context, Tensor values) {
        PriorNetwork network = prior.network();
        LogisticGradient distribution = new LogisticGradient(StepSize.of(stepCode));
        double bits = 0;
        for (int s = 0; s < network.stages.length; s++) {
            FloatStage stage = new FloatStage(network, s, stepCode, HEIGHT, WIDTH);
            Tensor parameters = stage.forward(engine, context);
            for (int site = 0; site < values.pixels(); site++) {
                for (int c = 0; c < stage.channels; c++) {
                    int at = site * parameters.channels() + c * PriorNetwork.PARAMETERS;
                    distribution.evaluate(
                            values.data()[site * values.channels() + stage.first + c], parameters.data(), at);
                    bits += distribution.bits();
                }
            }
            engine.release(parameters);
        }
        return bits;
    }

    @Test
    void logarithmsAreRight() {
        for (double x : new double[] {1e-9, 0.3, 0.70710678, 0.7072, 1, 1.4142, 1.41422, 1.9999, 2, 12345}) {
            assertThat((double) LogisticGradient.log2((float) x))
                    .isCloseTo(Math.log((float) x) / Math.log(2), within(2e-6));
        }
    }

    @Test
    void aPriorWithoutANetworkIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateGradient(LatentPrior.NONE, 144, 1, 1))
                .withMessageContaining("no network");
    }
}
