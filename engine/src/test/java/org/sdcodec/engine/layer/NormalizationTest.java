package org.sdcodec.engine.layer;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.TestData;
import org.sdcodec.engine.layer.LayerCheck.Exact;
import org.sdcodec.engine.layer.LayerCheck.Reference;

/** GroupNorm, LayerNorm and the per-channel map. */
@Tag("exactness")
class NormalizationTest {
    private static final long SEED = 23;
    private static final double EPSILON = 1e-6;

    /** Values with a mean far from 0, where naive sums of squares lose their digits. */
    private static Tensor input(int height, int width, int channels, double mean, double deviation) {
        Random random = new Random(SEED);
        Tensor x = TestData.normalTensor(random, height, width, channels);
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) (mean + deviation * x.data()[i]);
        }
        return x;
    }

    /** Mean and variance of a block of the tensor, in double precision by two passes. */
    private static double[] moments(Tensor x, int fromPixel, int toPixel, int fromChannel, int toChannel) {
        double n = (double) (toPixel - fromPixel) * (toChannel - fromChannel);
        double mean = 0;
        double variance = 0;
        for (int pass = 0; pass < 2; pass++) {
            for (int p = fromPixel; p < toPixel; p++) {
                for (int c = fromChannel; c < toChannel; c++) {
                    double value = x.data()[p * x.channels() + c];
                    if (pass == 0) {
                        mean += value / n;
                    } else {
                        variance += (value - mean) * (value - mean) / n;
                    }
                }
            }
        }
        return new double[] {mean, variance};
    }

    /** The magnitude is that of the terms which cancel: x/σ and μ/σ, weighted, and the bias. */
    private static Exact normalized(float value, double[] moments, double epsilon, float weight, float bias) {
        double reciprocal = 1 / Math.sqrt(moments[1] + epsilon);
        double magnitude = (Math.abs(value) + Math.abs(moments[0])) * reciprocal * Math.abs(weight) + Math.abs(bias);
        return new Exact((value - moments[0]) * reciprocal * weight + bias, magnitude);
    }

    // One chunk of the statistics is 128 pixels.
    @ParameterizedTest
    @CsvSource({
        "1, 1, 4, 2, 0, 1",
        "1, 127, 32, 32, 0, 1",
        "4, 32, 33, 3, 5, 2",
        "3, 43, 48, 8, -1, 0.1",
        "20, 33, 100, 10, 100, 1",
        "16, 17, 64, 1, 1000, 0.5",
        "1, 300, 7, 7, 0, 1e-4",
    })
    void groupNormAgreesWithTheDefinition(
            int height, int width, int channels, int groups, double mean, double deviation) {
        Tensor x = input(height, width, channels, mean, deviation);
        Random random = new Random(SEED + 1);
        float[] weight = TestData.normal(random, channels);
        float[] bias = TestData.normal(random, channels);
        GroupNorm layer = new GroupNorm(groups, weight, bias, EPSILON);
        String what = "group norm of %s in %d groups, seed %d".formatted(x, groups, SEED);
        Tensor y = LayerCheck.sameEverywhere(what, engine -> layer.forward(engine, x));
        int groupChannels = channels / groups;
        double[][] moments = new double[groups][];
        for (int g = 0; g < groups; g++) {
            moments[g] = moments(x, 0, x.pixels(), g * groupChannels, (g + 1) * groupChannels);
        }
        Reference reference = (row, column, c) ->
                normalized(x.at(row, column, c), moments[c / groupChannels], EPSILON, weight[c], bias[c]);
        LayerCheck.assertClose(what, 1e-6, reference, y);
    }

    /** Plain sums in float stand still where they outgrow what is added: they err here by 1e-4 and more. */
    @Test
    void groupNormOfAMillionPixelsIsExact() {
        Tensor x = input(1024, 1024, 4, 0.5, 1);
        float[] weight = {1, 1, 1, 1};
        double[] moments = moments(x, 0, x.pixels(), 0, 4);
        try (Engine engine = Engine.create(2)) {
            Tensor y = new GroupNorm(1, weight, new float[4], EPSILON).forward(engine, x);
            Reference reference = (row, column, c) -> normalized(x.at(row, column, c), moments, EPSILON, 1, 0);
            LayerCheck.assertClose("group norm of %s, seed %d".formatted(x, SEED), 2e-7, reference, y);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 0, 1",
        "1, 1, 15, 0, 1",
        "1, 65, 33, 3, 1",
        "8, 17, 100, -10, 2",
        "2, 3, 320, 0, 1e-3",
        "1, 200, 16, 100, 1"
    })
    void layerNormAgreesWithTheDefinition(int height, int width, int channels, double mean, double deviation) {
        Tensor x = input(height, width, channels, mean, deviation);
        Random random = new Random(SEED + 2);
        float[] weight = TestData.normal(random, channels);
        float[] bias = TestData.normal(random, channels);
        float epsilon = 1e-5f;
        LayerNorm layer = new LayerNorm(weight, bias, epsilon);
        String what = "layer norm of %s, seed %d".formatted(x, SEED);
        Tensor y = LayerCheck.sameEverywhere(what, engine -> layer.forward(engine, x));
        Reference reference = (row, column, c) -> {
            int pixel = row * width + column;
            double[] moments = moments(x, pixel, pixel + 1, 0, channels);
            return normalized(x.at(row, column, c), moments, epsilon, weight[c], bias[c]);
        };
        LayerCheck.assertClose(what, 1e-6, reference, y);
    }

    @Test
    void aConstantPictureBecomesTheBias() {
        Tensor x = input(20, 20, 8, 3, 0);
        float[] bias = {1, 2, 3, 4, 5, 6, 7, 8};
        GroupNorm layer = new GroupNorm(2, new float[] {1, 1, 1, 1, 1, 1, 1, 1}, bias, EPSILON);
        Tensor y = LayerCheck.sameEverywhere("a constant picture", engine -> layer.forward(engine, x));
        LayerCheck.assertClose("a constant picture", 1e-6, (row, column, c) -> new Exact(bias[c], 3), y);
    }

    @Test
    void channelAffineAgreesWithTheDefinition() {
        Random random = new Random(SEED + 3);
        for (int channels : new int[] {1, 3, 16, 33, 100}) {
            Tensor x = TestData.normalTensor(random, 7, 9, channels);
            ChannelAffine affine =
                    new ChannelAffine(TestData.normal(random, channels), TestData.normal(random, channels));
            Tensor y = LayerCheck.sameEverywhere("per-channel map", engine -> affine.forward(engine, x));
            Reference reference = (row, column, c) -> {
                double product = (double) x.at(row, column, c) * affine.scale()[c];
                return new Exact(product + affine.shift()[c], Math.abs(product) + Math.abs(affine.shift()[c]));
            };
            LayerCheck.assertClose("per-channel map of " + x + ", seed " + SEED, 1e-7, reference, y);
        }
    }

    @Test
    void refusesWrongShapes() {
        Tensor x = Tensor.zeros(2, 2, 6);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GroupNorm(3, new float[8], new float[8], EPSILON))
                .withMessage("3 groups do not divide 8 channels (bias: 8)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GroupNorm(0, new float[8], new float[8], EPSILON))
                .withMessage("0 groups do not divide 8 channels (bias: 8)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LayerNorm(new float[8], new float[7], 1e-5f))
                .withMessage("layer norm has 8 weights but 7 biases");
        try (Engine engine = Engine.create(1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new GroupNorm(2, new float[8], new float[8], EPSILON).forward(engine, x))
                    .withMessage("group norm of 8 channels cannot take a tensor of 2×2×6");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new LayerNorm(new float[8], new float[8], 1e-5f).forward(engine, x))
                    .withMessage("layer norm of 8 channels cannot take a tensor of 2×2×6");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ChannelAffine(new float[8], new float[8]).forward(engine, x))
                    .withMessage("a per-channel map of 8 channels cannot take a tensor of 2×2×6");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ChannelAffine(new float[8], new float[7]))
                .withMessage("a per-channel map has 8 factors but 7 addends");
    }
}
