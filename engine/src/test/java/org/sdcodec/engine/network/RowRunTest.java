package org.sdcodec.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sdcodec.engine.TestData.assertSameBits;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.KernelLookup;
import org.sdcodec.engine.Rows;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.TestData;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;
import org.sdcodec.engine.layer.Activation;
import org.sdcodec.engine.layer.Padding;
import org.sdcodec.engine.layer.PixelShuffle;

/** Whatever the bands and the area: the bits of a run of whole tensors. */
@Tag("exactness")
class RowRunTest {
    private static final int IN = 5;
    private static final int WIDE = 36;
    private static final int OUT = 3;
    private static final long SEED = 77;

    private final Layers layers = Layers.loaded(new TestParameters());
    private final ConvLayer first = layers.conv("first", IN, WIDE, 3);
    private final ConvLayer halving = layers.conv("halving", WIDE, WIDE, 3, 2, Padding.of(1), false);
    private final ConvLayer a = layers.conv("a", WIDE, WIDE, 3);
    private final ConvLayer b = layers.conv("b", WIDE, WIDE, 3);
    private final ConvLayer skip = layers.conv("skip", WIDE, WIDE, 1);
    private final ConvLayer doubling = layers.conv("doubling", WIDE, WIDE, 3);
    private final ConvLayer last = layers.conv("last", WIDE, OUT, 3);

    /**
     * Direct sums, all kinds of Winograd's tiles, a product, a sum of taps; an output that is added several layers
     * later.
     */
    private RowNetwork network(int height, int width) {
        RowNetwork.Builder net = new RowNetwork.Builder(new Shape(height, width, IN));
        int x = net.apply(0, (kernels, n, values, offset) -> kernels.tanh(n, values, offset, values, offset));
        x = net.conv(first, 1, Activation.SILU, x, -1);
        x = net.conv(halving, 1, null, x, -1);
        int inner = net.conv(b, 1, null, net.conv(a, 1, Activation.RELU, x, -1), net.conv(skip, 1, null, x, -1));
        x = net.conv(doubling, 2, null, net.conv(a, 1, Activation.TANH, inner, x), -1);
        return net.build(net.conv(last, 1, null, x, -1));
    }

    private Tensor whole(Engine engine, Tensor input) {
        Tensor x = Activation.TANH.applyInPlace(engine, input.copy());
        x = first.on(x).then(Activation.SILU).run(engine);
        x = halving.forward(engine, x);
        Tensor inner = b.on(a.on(x).then(Activation.RELU).run(engine))
                .plus(skip.forward(engine, x))
                .run(engine);
        x = a.on(inner).plus(x).then(Activation.TANH).run(engine);
        return last.forward(engine, doubling.on(x).upsampled2x().run(engine));
    }

    private static Tensor rows(Engine engine, RowNetwork network, Area wanted, Tensor input) {
        Tensor result = Tensor.zeros(wanted.height(), wanted.width(), OUT);
        List<Integer> parts = new ArrayList<>();
        RowRun.run(
                engine,
                network,
                wanted,
                (y, left, columns, to, offset) ->
                        System.arraycopy(input.data(), input.offset(y) + left * IN, to, offset, columns * IN),
                (rows, from, end) -> copy(rows, from, end, wanted, result),
                (done, total) -> {
                    assertThat(total).isEqualTo(100);
                    parts.add(done);
                });
        assertThat(parts).startsWith(0).endsWith(100).isSorted().doesNotHaveDuplicates();
        return result;
    }

    private static void copy(Rows rows, int from, int end, Area wanted, Tensor to) {
        for (int y = from; y < end; y++) {
            int at = rows.offset(y) + (wanted.left() - rows.left()) * OUT;
            System.arraycopy(rows.row(y), at, to.data(), to.offset(y - wanted.top()), wanted.width() * OUT);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "2, 90", "130, 4", "38, 46", "96, 70"})
    void bandsGiveTheBitsOfWholeTensors(int height, int width) {
        Tensor input = TestData.normalTensor(new Random(SEED), height, width, IN);
        RowNetwork network = network(height, width);
        for (boolean vector : new boolean[] {false, true}) {
            try (Engine engine = Engine.create(2, vector ? KernelLookup.kernels() : new ScalarKernels())) {
                Tensor expected = whole(engine, input);
                for (int band : new int[] {1, 3_000, 20_000, 1 << 20}) {
                    Tensor result = rows(engine, network.withBand(band), Area.of(network.output()), input);
                    assertSameBits(height + "×" + width + " in bands of " + band + ", seed " + SEED, expected, result);
                }
            }
        }
    }

    /** Between two convolutions, for the whole and for an area that begins and ends within a shuffled pixel. */
    @ParameterizedTest
    @CsvSource({"1, 1, 0, 0, 2, 2", "37, 50, 0, 0, 74, 100", "37, 50, 21, 33, 15, 40"})
    void aPixelShuffleHasTheBitsOfWholeTensors(int height, int width, int top, int left, int rows, int columns) {
        ConvLayer end = layers.conv("end", WIDE / 4, OUT, 3);
        Tensor input = TestData.normalTensor(new Random(SEED), height, width, IN);
        RowNetwork.Builder net = new RowNetwork.Builder(new Shape(height, width, IN));
        RowNetwork network = net.build(net.conv(end, 1, null, net.pixelShuffle(net.conv(first, 1, null, 0, -1)), -1));
        Area wanted = new Area(top, left, rows, columns);
        try (Engine engine = Engine.create(2)) {
            Tensor whole = end.forward(engine, PixelShuffle.forward(engine, first.forward(engine, input)));
            for (int band : new int[] {1, 5_000, 1 << 20}) {
                Tensor result = rows(engine, network.withBand(band), wanted, input);
                for (int y = 0; y < rows; y++) {
                    int from = whole.offset(top + y) + left * OUT;
                    assertThat(Arrays.copyOfRange(result.data(), result.offset(y), result.offset(y) + columns * OUT))
                            .isEqualTo(Arrays.copyOfRange(whole.data(), from, from + columns * OUT));
                }
            }
        }
    }

    @Test
    void aPixelShuffleIsUndone() {
        Tensor x = TestData.normalTensor(new Random(SEED), 3, 5, 8);
        try (Engine engine = Engine.create(2)) {
            Tensor y = PixelShuffle.forward(engine, x);
            // Channel 1 of the pixel in the second row and the first column of the first four.
            assertThat(y.data()[y.offset(1) + 1]).isEqualTo(x.data()[4 + 2]);
            assertSameBits("seed " + SEED, x, PixelShuffle.inverse(engine, y));
        }
    }

    @Test
    void anAreaHasItsPixelsOfTheWhole() {
        int height = 88;
        int width = 132;
        Random random = new Random(SEED);
        Tensor input = TestData.normalTensor(random, height, width, IN);
        RowNetwork network = network(height, width).withBand(8_000);
        try (Engine engine = Engine.create(2)) {
            Tensor expected = whole(engine, input);
            for (int i = 0; i < 30; i++) {
                int top = random.nextInt(height);
                int left = random.nextInt(width);
                Area area = new Area(top, left, 1 + random.nextInt(height - top), 1 + random.nextInt(width - left));
                Tensor part = Tensor.zeros(area.height(), area.width(), OUT);
                copy(expected, area.top(), area.bottom(), area, part);
                assertSameBits(area + ", seed " + SEED, part, rows(engine, network, area, input));
            }
        }
    }

    /** A tenth of the picture's columns and rows takes little more than a hundredth of the work. */
    @Test
    void onlyWhatAnAreaNeedsIsRead() {
        RowNetwork network = network(2000, 2000);
        RowSchedule schedule = new RowSchedule(network, new Area(1000, 1000, 200, 200));
        Area read = schedule.area(0);
        assertThat(read.height()).isBetween(200, 300);
        assertThat(read.width()).isBetween(200, 300);
    }

    @Test
    void memoryDoesNotGrowWithTheHeightAndIsKnownBefore() {
        long low = RowRun.bytes(network(400, 300).withBand(100_000), new Area(0, 0, 400, 300), 2);
        RowNetwork high = network(4000, 300).withBand(100_000);
        Area all = Area.of(high.output());
        long bytes = RowRun.bytes(high, all, 2);
        assertThat(bytes).isBetween(low, low + low / 50);
        try (Engine engine = Engine.create(2)) {
            rows(engine, high, all, TestData.normalTensor(new Random(SEED), 4000, 300, IN));
            // What each thread takes in addition is a few megabytes.
            assertThat(engine.memory().allocatedBytes()).isBetween(bytes - bytes / 5, bytes + (8 << 20));
        }
    }

    @Test
    void everythingIsGivenBackAfterAFailure() {
        RowNetwork network = network(40, 50);
        Tensor input = TestData.normalTensor(new Random(SEED), 40, 50, IN);
        Area all = Area.of(network.output());
        try (Engine engine = Engine.create(1)) {
            rows(engine, network, all, input);
            long before = engine.memory().allocatedBytes();
            assertThatThrownBy(() -> RowRun.run(
                            engine,
                            network,
                            all,
                            (y, left, columns, to, offset) -> {},
                            (rows, from, end) -> {
                                throw new IllegalStateException("full");
                            },
                            BlockListener.NONE))
                    .hasMessage("full");
            rows(engine, network, all, input);
            assertThat(engine.memory().allocatedBytes()).isEqualTo(before);
        }
    }

    @Test
    void aLayerInUseIsNotChanged() {
        RowNetwork.Builder net = new RowNetwork.Builder(new Shape(4, 4, IN));
        net.conv(first, 1, null, 0, -1);
        assertThatThrownBy(() -> net.apply(0, (kernels, n, x, offset) -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the output of layer 0 is in use as it is");
    }
}
