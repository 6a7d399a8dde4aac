package org.sdcodec.engine.layer;

import static org.sdcodec.engine.TestData.assertSameBits;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.TestData;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;

/** What a convolution does while it reads and writes gives the bits of separate steps. */
@Tag("exactness")
class Conv2dFusionTest {
    private static final long SEED = 21;

    private static final Engine PLAIN = Engine.create(1, new ScalarKernels());

    @ParameterizedTest
    @CsvSource({"3, 20, 48, 1", "3, 33, 7, 2", "1, 20, 40, 1", "3, 20, 4, 1", "3, 7, 40, 1"})
    void readingANormalizationIsTheSameAsApplyingItBefore(int kernel, int inC, int outC, int stride) {
        Random random = new Random(SEED + 3);
        Conv2d layer = ConvParameters.random(random, inC, outC, kernel, kernel, stride, Padding.of(kernel / 2))
                .layer();
        ChannelAffine affine = new ChannelAffine(TestData.normal(random, inC), TestData.normal(random, inC));
        Tensor x = TestData.normalTensor(random, 11, 53, inC);
        for (Activation activation : new Activation[] {Activation.SILU, Activation.RELU, null}) {
            Tensor separate = LayerCheck.sameEverywhere("separate", engine -> {
                Tensor normalized = affine.forward(engine, x);
                if (activation != null) {
                    activation.applyInPlace(engine, normalized);
                }
                return layer.forward(engine, normalized);
            });
            Tensor fused = LayerCheck.sameEverywhere(
                    "fused", engine -> layer.on(x).reading(affine, activation).run(engine));
            assertSameBits("reading with " + activation + ", seed " + SEED, separate, fused);
        }
        Tensor activated = Activation.SILU.applyInPlace(PLAIN, x.copy());
        assertSameBits(
                "reading an activation alone, seed " + SEED,
                layer.forward(PLAIN, activated),
                layer.on(x).reading(null, Activation.SILU).run(PLAIN));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 3, 1", "5, 7, 3, 1", "9, 11, 3, 1", "4, 5, 1, 1", "4, 5, 3, 2"})
    void upsamplingIsTheSameAsRepeatingPixelsBefore(int height, int width, int kernel, int stride) {
        Random random = new Random(SEED + 4);
        ConvParameters parameters = ConvParameters.random(
                random, 19, 35, kernel, kernel, stride, new Padding(kernel / 2, kernel / 2, 1, 1));
        Conv2d layer = parameters.layer();
        Tensor x = TestData.normalTensor(random, height, width, 19);
        Tensor doubled = ConvParameters.doubled(x);
        Tensor fused = LayerCheck.sameEverywhere(
                "upsampled", engine -> layer.on(x).upsampled2x().run(engine));
        assertSameBits("upsampled, seed " + SEED, layer.forward(PLAIN, doubled), fused);
        LayerCheck.assertClose("upsampled", ConvParameters.TOLERANCE, parameters.reference(doubled), fused);
    }

    @ParameterizedTest
    @EnumSource
    void additionAndActivationAreTheSameAsSeparateSteps(Activation activation) {
        Random random = new Random(SEED + 5);
        for (int[] shape : new int[][] {{1, 41}, {3, 41}, {3, 64}, {3, 5}}) {
            int kernel = shape[0];
            int outC = shape[1];
            Conv2d layer = ConvParameters.random(random, 9, outC, kernel, kernel, 1, Padding.of(kernel / 2))
                    .layer();
            Tensor x = TestData.normalTensor(random, 10, 13, 9);
            Tensor residual = TestData.normalTensor(random, 10, 13, outC);
            Tensor residualBefore = residual.copy();
            Tensor separate = layer.forward(PLAIN, x);
            PLAIN.kernels().add(separate.size(), residual.data(), 0, separate.data(), 0);
            activation.applyInPlace(PLAIN, separate);
            Tensor fused = LayerCheck.sameEverywhere(
                    "fused",
                    engine -> layer.on(x).plus(residual).then(activation).run(engine));
            assertSameBits(
                    kernel + "×" + kernel + " to " + outC + " plus, then " + activation + ", seed " + SEED,
                    separate,
                    fused);
            assertSameBits("the residual", residualBefore, residual);
        }
    }

    /** All at once, as in a residual block behind an up-sampling. */
    @Test
    void fusedFormsCombine() {
        Random random = new Random(SEED + 6);
        Conv2d layer = ConvParameters.random3x3(random, 34, 33).layer();
        ChannelAffine affine = new ChannelAffine(TestData.normal(random, 34), TestData.normal(random, 34));
        Tensor x = TestData.normalTensor(random, 6, 27, 34);
        Tensor residual = TestData.normalTensor(random, 12, 54, 33);
        Tensor stepwise = LayerCheck.sameEverywhere("steps", engine -> {
            Tensor normalized = Activation.SILU.applyInPlace(engine, affine.forward(engine, x));
            return Activation.TANH.applyInPlace(
                    engine, layer.on(normalized).upsampled2x().plus(residual).run(engine));
        });
        Tensor fused = LayerCheck.sameEverywhere(
                "fused",
                engine -> layer.on(x)
                        .reading(affine, Activation.SILU)
                        .upsampled2x()
                        .plus(residual)
                        .then(Activation.TANH)
                        .run(engine));
        assertSameBits("fused, seed " + SEED, stepwise, fused);
    }
}
