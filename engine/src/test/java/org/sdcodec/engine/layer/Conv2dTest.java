package org.sdcodec.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.sdcodec.engine.TestData.assertSameBits;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.TestData;
import org.sdcodec.engine.kernel.Winograd;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;
import org.sdcodec.engine.layer.LayerCheck.Exact;
import org.sdcodec.engine.layer.LayerCheck.Reference;

@Tag("exactness")
class Conv2dTest {
    private static final long SEED = 21;
    private static final Engine PLAIN = Engine.create(1, new ScalarKernels());

    // Channel counts around panels of 32; pictures smaller and larger than a tile of 8 × 48; 3·200 and 1024 are deeper
    // than
    // MatMul.DEPTH. Padding: top, left, bottom, right.
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1, 3, 3, 1, 1, 1, 1, 1",
        "1, 1, 3, 3, 3, 3, 1, 1, 1, 1, 1",
        "1, 7, 16, 33, 3, 3, 1, 1, 1, 1, 1",
        "7, 1, 33, 16, 3, 3, 1, 1, 1, 1, 1",
        "2, 2, 5, 100, 3, 3, 1, 1, 1, 1, 1",
        "9, 13, 3, 48, 3, 3, 1, 1, 1, 1, 1",
        "11, 101, 3, 31, 3, 3, 1, 1, 1, 1, 1",
        "19, 50, 16, 3, 3, 3, 1, 1, 1, 1, 1",
        "6, 7, 200, 35, 3, 3, 1, 1, 1, 1, 1",
        "9, 9, 100, 64, 3, 3, 1, 0, 0, 0, 0",
        "8, 12, 33, 32, 3, 3, 2, 0, 0, 1, 1",
        "17, 103, 8, 17, 3, 3, 2, 0, 0, 1, 1",
        "9, 11, 16, 20, 3, 3, 2, 1, 1, 1, 1",
        "1, 1, 16, 20, 3, 3, 2, 0, 0, 2, 2",
        "2, 1, 4, 8, 3, 3, 2, 0, 0, 1, 2",
        "5, 6, 7, 9, 3, 3, 1, 2, 0, 1, 3",
        "5, 6, 7, 9, 3, 5, 3, 2, 4, 0, 1",
        "1, 1, 1, 8, 3, 3, 1, 1, 1, 1, 1",
        "33, 65, 64, 3, 3, 3, 1, 1, 1, 1, 1",
        "34, 129, 20, 4, 3, 3, 1, 0, 2, 1, 0",
        "5, 6, 600, 8, 3, 3, 1, 1, 1, 1, 1",
        "9, 7, 5, 1, 7, 5, 1, 3, 2, 3, 2",
        "6, 40, 9, 2, 1, 7, 1, 0, 3, 0, 3",
        "9, 50, 4, 64, 3, 3, 2, 1, 1, 1, 1",
        "13, 60, 4, 9, 4, 4, 4, 0, 0, 0, 0",
        "1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0",
        "10, 21, 33, 65, 1, 1, 1, 0, 0, 0, 0",
        "3, 4, 1024, 40, 1, 1, 1, 0, 0, 0, 0",
        "20, 30, 4, 300, 1, 1, 1, 0, 0, 0, 0",
        "10, 21, 33, 65, 1, 1, 2, 0, 0, 0, 0",
        "4, 5, 3, 16, 1, 1, 1, 1, 0, 2, 1",
    })
    void agreesWithTheDefinition(
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
        Tensor x = TestData.normalTensor(random, height, width, inC);
        float[] before = x.data().clone();
        Conv2d layer = parameters.layer();
        String what = "%dx%d convolution of %s, seed %d".formatted(kH, kW, x, SEED);
        Tensor y = LayerCheck.sameEverywhere(what, engine -> layer.forward(engine, x));
        assertThat(y.height()).isEqualTo((height + top + bottom - kH) / stride + 1);
        assertThat(y.width()).isEqualTo((width + left + right - kW) / stride + 1);
        LayerCheck.assertClose(what, ConvParameters.TOLERANCE, parameters.reference(x), y);
        assertSameBits("the input of " + what, before, x.data());
    }

    // Around tiles of 4 × 4, blocks of 36, 96 and 144 tiles, and panels; some with several blocks on few threads, or on
    // so
    // many that
    // these are cut, some with weights that are transformed slice by slice; borders of all widths. Padding: top, left,
    // bottom, right.
    @ParameterizedTest
    @CsvSource({
        "11, 8, 16, 1, 1, 1, 1, 1",
        "12, 12, 16, 16, 1, 1, 1, 1",
        "7, 8, 17, 31, 1, 1, 1, 1",
        "8, 7, 31, 33, 1, 1, 1, 1",
        "9, 9, 32, 32, 1, 1, 1, 1",
        "10, 12, 33, 3, 1, 1, 1, 1",
        "4, 100, 19, 5, 1, 1, 1, 1",
        "100, 3, 16, 7, 1, 1, 1, 1",
        "3, 40, 20, 9, 1, 1, 1, 1",
        "6, 18, 20, 64, 0, 0, 0, 0",
        "12, 9, 24, 40, 2, 0, 1, 3",
        "8, 10, 65, 34, 3, 3, 3, 3",
        "8, 8, 130, 33, 1, 1, 1, 1",
        "16, 16, 100, 65, 1, 1, 1, 1",
        "23, 31, 48, 48, 1, 1, 1, 1",
        "38, 37, 16, 20, 1, 1, 1, 1",
        "40, 41, 17, 33, 1, 1, 1, 1",
        "51, 64, 18, 12, 0, 1, 2, 0",
        "97, 75, 16, 8, 1, 1, 1, 1",
        "8, 8, 600, 32, 1, 1, 1, 1",
        "52, 56, 512, 8, 1, 1, 1, 1",
    })
    void agreesWithTheDefinitionByWinogradsFiltering(
            int height, int width, int inC, int outC, int top, int left, int bottom, int right) {
        Random random = new Random(SEED + 7);
        Padding padding = new Padding(top, left, bottom, right);
        int outH = height + top + bottom - 2;
        int outW = width + left + right - 2;
        assertThat(WinogradPlan.cheapest(outH, outW, inC, outC, 3, 3, 1, false)).isEqualTo(Winograd.F4);
        ConvParameters parameters = ConvParameters.random(random, inC, outC, 3, 3, 1, padding);
        Conv2d layer = parameters.layer();
        Tensor x = TestData.normalTensor(random, height, width, inC);
        Tensor residual = TestData.normalTensor(random, outH, outW, outC);
        float[] before = x.data().clone();
        String what = "Winograd's filtering of %s, seed %d".formatted(x, SEED + 7);
        Tensor y = LayerCheck.sameEverywhere(what, engine -> layer.forward(engine, x));
        LayerCheck.assertClose(
                what, ConvParameters.TOLERANCE, ofTile(Winograd.F4, parameters.reference(x), outH, outW), y);
        assertSameBits("the input of " + what, before, x.data());

        for (Activation activation : new Activation[] {null, Activation.RELU, Activation.SILU}) {
            Tensor separate = y.copy();
            PLAIN.kernels().add(separate.size(), residual.data(), 0, separate.data(), 0);
            if (activation != null) {
                activation.applyInPlace(PLAIN, separate);
            }
            Tensor fused = LayerCheck.sameEverywhere(
                    "fused",
                    engine -> layer.on(x).plus(residual).then(activation).run(engine));
            assertSameBits(what + " plus, then " + activation, separate, fused);
        }
    }

    // Around tiles of 5 × 5 and blocks of 36, 96 and 144 tiles; even and odd inputs. Padding: top, left, bottom, right.
    @ParameterizedTest
    @CsvSource({
        "60, 60, 16, 32, 0, 0, 1, 1",
        "60, 80, 20, 33, 1, 1, 1, 1",
        "59, 61, 33, 64, 0, 0, 1, 1",
        "59, 60, 17, 40, 1, 1, 1, 1",
        "110, 121, 16, 20, 2, 0, 0, 3",
        "97, 97, 33, 31, 0, 0, 0, 0",
        "119, 124, 128, 16, 0, 0, 1, 1",
    })
    void agreesWithTheDefinitionWithStride2(
            int height, int width, int inC, int outC, int top, int left, int bottom, int right) {
        Random random = new Random(SEED + 11);
        Padding padding = new Padding(top, left, bottom, right);
        int outH = (height + top + bottom - 3) / 2 + 1;
        int outW = (width + left + right - 3) / 2 + 1;
        assertThat(WinogradPlan.cheapest(outH, outW, inC, outC, 3, 3, 2, false)).isEqualTo(Winograd.HALVED);
        ConvParameters parameters = ConvParameters.random(random, inC, outC, 3, 3, 2, padding);
        Conv2d layer = parameters.layer();
        Tensor x = TestData.normalTensor(random, height, width, inC);
        float[] before = x.data().clone();
        String what = "Winograd's filtering of %s with stride 2, seed %d".formatted(x, SEED + 11);
        Tensor y = LayerCheck.sameEverywhere(what, engine -> layer.forward(engine, x));
        assertThat(y.height()).isEqualTo(outH);
        assertThat(y.width()).isEqualTo(outW);
        LayerCheck.assertClose(
                what, ConvParameters.TOLERANCE, ofTile(Winograd.HALVED, parameters.reference(x), outH, outW), y);
        assertSameBits("the input of " + what, before, x.data());
    }

    // Around tiles of 10 × 10 that begin one pixel outside; one block and several.
    @ParameterizedTest
    @CsvSource({
        "14, 14, 16, 20",
        "19, 23, 33, 40",
        "24, 16, 70, 3",
        "30, 29, 20, 33",
        "55, 49, 17, 16",
    })
    void agreesWithTheDefinitionOnDoubledPixels(int height, int width, int inC, int outC) {
        Random random = new Random(SEED + 9);
        int outH = 2 * height;
        int outW = 2 * width;
        assertThat(WinogradPlan.cheapest(outH, outW, inC, outC, 3, 3, 1, true)).isEqualTo(Winograd.UPSAMPLED);
        ConvParameters parameters = ConvParameters.random3x3(random, inC, outC);
        Conv2d layer = parameters.layer();
        Tensor x = TestData.normalTensor(random, height, width, inC);
        Tensor residual = TestData.normalTensor(random, outH, outW, outC);
        float[] before = x.data().clone();
        String what = "Winograd's filtering of a doubled %s, seed %d".formatted(x, SEED + 9);
        Tensor y = LayerCheck.sameEverywhere(
                what, engine -> layer.on(x).upsampled2x().run(engine));
        Reference reference = parameters.reference(ConvParameters.doubled(x));
        LayerCheck.assertClose(what, ConvParameters.TOLERANCE, ofTile(Winograd.UPSAMPLED, reference, outH, outW), y);
        assertSameBits("the input of " + what, before, x.data());

        Tensor separate = y.copy();
        PLAIN.kernels().add(separate.size(), residual.data(), 0, separate.data(), 0);
        Activation.RELU.applyInPlace(PLAIN, separate);
        Tensor fused = LayerCheck.sameEverywhere(
                "fused",
                engine -> layer.on(x)
                        .upsampled2x()
                        .plus(residual)
                        .then(Activation.RELU)
                        .run(engine));
        assertSameBits(what + " plus, then ReLU", separate, fused);
    }

    /** Without its last row and column a doubled picture has pixels that appear once. */
    @Test
    void doublesToOddSizesByOtherTiles() {
        Random random = new Random(SEED + 10);
        ConvParameters parameters = ConvParameters.random3x3(random, 16, 20);
        Tensor x = TestData.normalTensor(random, 19, 23, 16);
        Tensor whole = ConvParameters.doubled(x);
        Tensor cropped = Tensor.zeros(37, 45, 16);
        for (int i = 0; i < cropped.size(); i++) {
            cropped.data()[i] = whole.at(i / 16 / 45, i / 16 % 45, i % 16);
        }
        Tensor y = parameters.layer().on(x).upsampledTo(37, 45).run(PLAIN);
        assertSameBits("an odd size", parameters.layer().forward(PLAIN, cropped), y);
    }

    /**
     * Outputs share the rounding errors of their tile: what an output of few products is off by is measured by its
     * neighbors.
     */
    private static Reference ofTile(Winograd tile, Reference reference, int outH, int outW) {
        int size = tile.pixels();
        int outside = tile.zoom() - 1;
        return (y, x, c) -> {
            double magnitude = 0;
            int top = (y + outside) / size * size - outside;
            int left = (x + outside) / size * size - outside;
            for (int i = Math.max(0, top); i < Math.min(outH, top + size); i++) {
                for (int j = Math.max(0, left); j < Math.min(outW, left + size); j++) {
                    magnitude = Math.max(magnitude, reference.at(i, j, c).magnitude());
                }
            }
            return new Exact(reference.at(y, x, c).value(), magnitude);
        };
    }

    /** A small network on a picture with shades, edges and noise: what it paints in 8 bits. */
    @Test
    void paintsThePictureOfTheDirectSumToOneLevel() {
        int height = 75;
        int width = 110;
        int channels = 96;
        Random random = new Random(SEED + 8);
        Tensor image = Tensor.zeros(height, width, 3);
        for (int i = 0; i < image.size(); i++) {
            int y = i / 3 / width;
            int x = i / 3 % width;
            double edge = (x / 13 + y / 9) % 2 == 0 ? 0.4 : -0.4;
            image.data()[i] =
                    (float) (edge + 0.4 * Math.sin(0.07 * x + 0.11 * y + i % 3) + 0.1 * random.nextGaussian());
        }
        int[] widths = {3, channels, channels, channels, channels, 3};
        Conv2d[] layers = new Conv2d[widths.length - 1];
        for (int i = 0; i < layers.length; i++) {
            float[] weight = TestData.normal(random, widths[i] * widths[i + 1] * 9);
            for (int j = 0; j < weight.length; j++) {
                weight[j] *= (float) Math.sqrt(2.0 / (9 * widths[i]));
            }
            layers[i] = new Conv2d(widths[i], widths[i + 1], 3, 3, 1, Padding.of(1), weight, null);
        }
        try (Engine engine = Engine.create(2)) {
            float[][] painted = new float[2][];
            for (boolean filtered : new boolean[] {false, true}) {
                Tensor x = image;
                for (int i = 0; i < layers.length; i++) {
                    Conv2d.Call call = layers[i].on(x).reading(null, i == 0 ? null : Activation.SILU);
                    if (i == 2) {
                        call.upsampled2x();
                    }
                    x = call.then(i == layers.length - 1 ? Activation.TANH : null)
                            .run(engine, filtered);
                }
                painted[filtered ? 1 : 0] = x.data();
            }
            int samples = 4 * image.size();
            int bitsDiffer = 0;
            for (int i = 0; i < samples; i++) {
                long direct = Math.round(127.5 * (painted[0][i] + 1));
                long filtered = Math.round(127.5 * (painted[1][i] + 1));
                assertThat(Math.abs(direct - filtered))
                        .as("sample %d, seed %d", i, SEED + 8)
                        .isLessThanOrEqualTo(1);
                bitsDiffer += painted[0][i] == painted[1][i] ? 0 : 1;
            }
            assertThat(bitsDiffer).as("samples that differ at all").isGreaterThan(samples / 2);
        }
    }

    @Test
    void sumsDirectlyWhereWinogradsFilteringCostsMore() {
        assertThat(WinogradPlan.cheapest(64, 64, 320, 320, 3, 3, 1, false)).isNotNull();
        assertThat(WinogradPlan.cheapest(8, 8, 1280, 1280, 3, 3, 1, false)).isNotNull();
        assertThat(WinogradPlan.cheapest(4, 4, 1280, 1280, 3, 3, 1, false)).isNull();
        assertThat(WinogradPlan.cheapest(64, 64, 3, 320, 3, 3, 1, false)).isNull();
        assertThat(WinogradPlan.cheapest(256, 256, 128, 128, 3, 3, 2, false)).isNotNull();
        assertThat(WinogradPlan.cheapest(32, 32, 320, 320, 3, 3, 2, false)).isNull();
        assertThat(WinogradPlan.cheapest(64, 64, 320, 320, 1, 1, 1, false)).isNull();
        assertThat(WinogradPlan.cheapest(64, 64, 320, 320, 3, 1, 1, false)).isNull();
    }

    /** So deep that even the narrowest tile exceeds the slab that tiles are cut for. */
    @Test
    void copesWithMoreChannelsThanATileIsMeantFor() {
        Random random = new Random(SEED + 1);
        ConvParameters parameters = ConvParameters.random3x3(random, 12_000, 2);
        Tensor x = TestData.normalTensor(random, 3, 9, 12_000);
        Conv2d layer = parameters.layer();
        Tensor y = LayerCheck.sameEverywhere("a deep convolution", engine -> layer.forward(engine, x));
        LayerCheck.assertClose("a deep convolution", 1e-5, parameters.reference(x), y);
    }

    @Test
    void goesWithoutABias() {
        Random random = new Random(SEED + 2);
        for (int size : new int[] {1, 3}) {
            ConvParameters parameters = new ConvParameters(
                    5, 37, size, size, 1, Padding.of(size / 2), TestData.normal(random, 5 * 37 * size * size), null);
            Tensor x = TestData.normalTensor(random, 6, 7, 5);
            Conv2d layer = parameters.layer();
            Tensor y = LayerCheck.sameEverywhere("no bias", engine -> layer.forward(engine, x));
            LayerCheck.assertClose("no bias", ConvParameters.TOLERANCE, parameters.reference(x), y);
        }
    }

    @Test
    void refusesWrongShapes() {
        Conv2d layer = ConvParameters.random(new Random(SEED), 4, 8, 3, 3, 1, Padding.NONE)
                .layer();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layer.forward(PLAIN, Tensor.zeros(5, 6, 3)))
                .withMessage("a convolution of 4 channels cannot take a tensor of 5×6×3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layer.forward(PLAIN, Tensor.zeros(5, 2, 4)))
                .withMessageStartingWith("a 3×3 convolution cannot take a tensor of 5×2×4 with Padding[");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layer.on(Tensor.zeros(5, 6, 4))
                        .plus(Tensor.zeros(5, 6, 8))
                        .run(PLAIN))
                .withMessage("cannot add a tensor of 5×6×8 to an output of 3×4×8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layer.on(Tensor.zeros(5, 6, 4))
                        .reading(new ChannelAffine(new float[5], new float[5]), null)
                        .run(PLAIN))
                .withMessage("a per-channel map of 5 channels cannot take a tensor of 5×6×4");
    }

    @Test
    void refusesConvParametersOfTheWrongLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Conv2d(4, 8, 3, 3, 1, Padding.NONE, new float[287], null))
                .withMessage("a convolution from 4 to 8 channels of 3×3 needs 288 weights, not 287");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Conv2d(4, 8, 3, 3, 1, Padding.NONE, new float[288], new float[7]))
                .withMessage("an output of 8 channels needs 8 biases, not 7");
    }
}
