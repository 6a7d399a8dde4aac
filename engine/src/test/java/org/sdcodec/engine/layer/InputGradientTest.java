package org.sdcodec.engine.layer;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.TestData;
import org.sdcodec.engine.layer.LayerCheck.Exact;
import org.sdcodec.engine.layer.LayerCheck.Reference;

/** Layers run backwards, against the sum over all outputs in double precision, and on every kind of engine. */
@Tag("exactness")
class InputGradientTest {
    private static final long SEED = 31;

    // Around panels of 32 channels and tiles of Winograd's filtering; few inputs, whose gradient is a sum of taps; all
    // strides and borders
    // that networks have. Padding: top, left, bottom, right.
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1, 3, 3, 1, 1, 1, 1, 1",
        "5, 6, 7, 9, 3, 3, 1, 1, 1, 1, 1",
        "7, 9, 48, 33, 3, 3, 1, 1, 1, 1, 1",
        "12, 13, 33, 48, 3, 3, 1, 1, 1, 1, 1",
        "9, 31, 3, 40, 3, 3, 1, 1, 1, 1, 1",
        "9, 31, 40, 3, 3, 3, 1, 1, 1, 1, 1",
        "10, 21, 33, 65, 1, 1, 1, 0, 0, 0, 0",
        "6, 7, 20, 24, 3, 5, 1, 2, 2, 0, 2",
        "5, 6, 7, 9, 3, 3, 1, 2, 0, 1, 2",
        "8, 12, 33, 32, 3, 3, 2, 0, 0, 1, 1",
        "9, 11, 16, 20, 3, 3, 2, 1, 1, 1, 1",
        "10, 8, 5, 6, 3, 3, 2, 1, 1, 1, 1",
        "13, 60, 4, 9, 4, 4, 4, 0, 0, 0, 0",
    })
    void isTheSumOverAllOutputs(
            int height,
            int width,
            int inC,
            int outC,
            int kH,
            int kW,
            int stride,
            int top,
            int left,
            int bottom,
            int right) {
        Random random = new Random(SEED);
        Padding padding = new Padding(top, left, bottom, right);
        ConvParameters parameters = ConvParameters.random(random, inC, outC, kH, kW, stride, padding);
        int outH = (height + top + bottom - kH) / stride + 1;
        int outW = (width + left + right - kW) / stride + 1;
        Tensor gradient = TestData.normalTensor(random, outH, outW, outC);
        Tensor residual = TestData.normalTensor(random, height, width, inC);
        InputGradient layer = new InputGradient(parameters.layer());
        String what = "gradient of %s by a %d×%d×%d input, seed %d".formatted(gradient, height, width, inC, SEED);
        Tensor plain = LayerCheck.sameEverywhere(what, engine -> layer.run(engine, gradient, height, width));
        LayerCheck.assertClose(what, 4e-6, reference(parameters, gradient), plain);
        Tensor sum = LayerCheck.sameEverywhere(what, engine -> layer.run(engine, gradient, height, width, residual));
        Reference alone = reference(parameters, gradient);
        LayerCheck.assertClose(
                what + " and a residual",
                4e-6,
                (y, x, c) -> {
                    Exact exact = alone.at(y, x, c);
                    double more = residual.at(y, x, c);
                    return new Exact(exact.value() + more, exact.magnitude() + Math.abs(more));
                },
                sum);
    }

    private static Reference reference(ConvParameters p, Tensor gradient) {
        return (y, x, c) -> {
            double sum = 0;
            double magnitude = 0;
            for (int ky = 0; ky < p.kH(); ky++) {
                for (int kx = 0; kx < p.kW(); kx++) {
                    int rows = y + p.padding().top() - ky;
                    int columns = x + p.padding().left() - kx;
                    boolean hit = rows >= 0
                            && columns >= 0
                            && rows % p.stride() == 0
                            && columns % p.stride() == 0
                            && rows / p.stride() < gradient.height()
                            && columns / p.stride() < gradient.width();
                    for (int o = 0; hit && o < p.outC(); o++) {
                        double product = (double) gradient.at(rows / p.stride(), columns / p.stride(), o)
                                * p.weight()[((o * p.inC() + c) * p.kH() + ky) * p.kW() + kx];
                        sum += product;
                        magnitude += Math.abs(product);
                    }
                }
            }
            return new Exact(sum, magnitude);
        };
    }

    @Test
    void ofDoublingIsTheSumOfFour() {
        Tensor gradient = TestData.normalTensor(new Random(SEED), 6, 14, 5);
        Tensor halved = LayerCheck.sameEverywhere("doubling", engine -> InputGradient.ofDoubling(engine, gradient));
        Reference four = (y, x, c) -> {
            double a = gradient.at(2 * y, 2 * x, c);
            double b = gradient.at(2 * y, 2 * x + 1, c);
            double d = gradient.at(2 * y + 1, 2 * x, c);
            double e = gradient.at(2 * y + 1, 2 * x + 1, c);
            return new Exact(a + b + d + e, Math.abs(a) + Math.abs(b) + Math.abs(d) + Math.abs(e));
        };
        LayerCheck.assertClose("doubling", 1e-6, four, halved);
    }

    @Test
    void aFilterThatIsPaddedByItsSizeIsRefused() {
        Conv2d layer = new Conv2d(1, 1, 1, 1, 1, Padding.of(1), new float[1], null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InputGradient(layer))
                .withMessageContaining("padded by no less than its size");
    }
}
