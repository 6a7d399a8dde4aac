package org.sdcodec.engine.layer;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Rows;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.kernel.PackedMatrix;
import org.sdcodec.engine.kernel.Winograd;
import org.sdcodec.engine.profile.LayerRun;
import org.sdcodec.engine.profile.LayerWork;

/**
 * A 2-D convolution as an implicit matrix product; no im2col matrix is ever made.
 *
 * <p>In NHWC the kW·inC inputs that one row of the filter sees lie one after the other. So each filter row is a matrix
 * product whose rows of A overlap:
 *
 * <pre>
 *   input row y·s + ky:   | x=0 | x=1 | x=2 | x=3 | x=4 | …       each | | is inC floats
 *   A row of output x=0:  [─────────────────]                     kW·inC floats, next row starts s·inC further on
 *   A row of output x=1:        [─────────────────]               (s = 1)
 * </pre>
 *
 * and a convolution is the sum of kH of them. The output is cut into tiles; a task copies the inputs of its tile into a
 * slab that stays in the L2 cache, with zeros at the border. There it applies a normalization and an activation in
 * passing, or doubles the pixels. Each output is summed over ky, kx, inC in ascending order, beginning at the bias.
 *
 * <p>Where the shapes make it cheaper, a 3 × 3 convolution of stride 1 or 2 is done by {@link WinogradConv} instead,
 * and one with few outputs by {@link TapConv}.
 */
public final class Conv2d {
    /** A side that has more pixels is cut into parts of the same sizes. */
    private static final int MOST_PLANNED = 1 << 14;

    private final String name;
    private final int inC;
    private final int outC;
    private final int kH;
    private final int kW;
    private final int stride;
    private final Padding padding;
    /** Null where {@link #taps} does the work. */
    private final PackedMatrix weight;
    /** Null but for few outputs. */
    private final TapConv taps;

    private final float[] bias;

    /**
     * @param weight {@code outC × inC × kH × kW} as in PyTorch, from 0 on; not kept
     * @param bias {@code outC} elements, or null
     */
    public Conv2d(int inC, int outC, int kH, int kW, int stride, Padding padding, float[] weight, float[] bias) {
        this("conv", inC, outC, kH, kW, stride, padding, weight, bias);
    }

    /** As above, with a name for {@link LayerWork}. */
    public Conv2d(
            String name, int inC, int outC, int kH, int kW, int stride, Padding padding, float[] weight, float[] bias) {
        if (weight.length < outC * inC * kH * kW) {
            throw new IllegalArgumentException("a convolution from %d to %d channels of %d×%d needs %d weights, not %d"
                    .formatted(inC, outC, kH, kW, outC * inC * kH * kW, weight.length));
        }
        Output.checkBias(bias, outC);
        this.name = name;
        this.inC = inC;
        this.outC = outC;
        this.kH = kH;
        this.kW = kW;
        this.stride = stride;
        this.padding = padding;
        this.bias = bias;
        this.taps = TapConv.suits(outC, kH, kW, stride) ? new TapConv(inC, outC, kH, kW, weight) : null;
        this.weight = taps == null ? packed(weight) : null;
    }

    /** Floats that the packed weights of a convolution of stride 1 take. */
    public static long weightElements(int inC, int outC, int kH, int kW) {
        return TapConv.suits(outC, kH, kW, 1)
                ? PackedMatrix.packedSize(inC, kH * kW * outC)
                : PackedMatrix.packedSize(kH * kW * inC, outC);
    }

    /** The weights as the rows (ky, kx, inC) of a matrix. */
    private PackedMatrix packed(float[] weight) {
        int[] rows = new int[kH * kW * inC];
        for (int ky = 0, row = 0; ky < kH; ky++) {
            for (int kx = 0; kx < kW; kx++) {
                for (int c = 0; c < inC; c++) {
                    rows[row++] = (c * kH + ky) * kW + kx;
                }
            }
        }
        return PackedMatrix.pack(outC, weight, rows, rows.length);
    }

    /**
     * Floats that a run takes from the work memory at once in addition to its result.
     *
     * @param kernel height and width of the filters
     * @param doubled whether the pixels of the input are repeated along both sides
     * @param outH rows of the whole output, which decide how the run is done
     * @param outW its columns
     * @param rows of the output that are made at a time
     * @param columns of the output that are made
     * @param threads that share the work
     */
    public static long workElements(
            int inC,
            int outC,
            int kernel,
            int stride,
            boolean doubled,
            long outH,
            long outW,
            long rows,
            long columns,
            int threads) {
        int partH = (int) Math.min(rows, MOST_PLANNED);
        int partW = (int) Math.min(columns, MOST_PLANNED);
        if (TapConv.suits(outC, kernel, kernel, stride)) {
            return TapConv.workElements(inC, outC, kernel, partH, partW, threads);
        }
        Winograd tile = WinogradPlan.cheapest(outH, outW, inC, outC, kernel, kernel, stride, doubled);
        return tile == null
                ? DirectConv.workElements(inC, kernel, stride, partH, partW, threads)
                : WinogradConv.workElements(WinogradPlan.of(tile, partH, partW, inC, outC), inC, outC, threads);
    }

    /**
     * What a run reads of its input.
     *
     * @param kernel height and width of the filters
     * @param pad rows and columns of zeros before the first ones
     * @param zoom 1, or 2 where all pixels are doubled, with a padding of 1
     */
    public static Footprint footprint(
            int inC, int outC, int kernel, int stride, int pad, int zoom, long outH, long outW) {
        Winograd tile = TapConv.suits(outC, kernel, kernel, stride)
                ? null
                : WinogradPlan.cheapest(outH, outW, inC, outC, kernel, kernel, stride, zoom == 2);
        if (tile == null) {
            return new Footprint(1, 0, stride, -pad, kernel, zoom);
        }
        // A tile of doubled pixels begins one pixel outside.
        int step = stride * tile.pixels();
        int first = tile.zoom() == 2 ? -2 : -pad;
        return new Footprint(tile.pixels(), tile.zoom() - 1, step, first, stride * tile.zoom() * Winograd.IN, zoom);
    }

    /** The tiles to filter by, or null for the direct sum; {@code doubled} as in {@link WinogradPlan#cheapest}. */
    private Winograd filtering(long outH, long outW, boolean doubled) {
        return taps != null ? null : WinogradPlan.cheapest(outH, outW, inC, outC, kH, kW, stride, doubled);
    }

    /**
     * The convolution that takes a gradient of the output to that of the input: filters turned by half a turn, inputs
     * and outputs exchanged, no bias. Its input is the gradient with {@code stride − 1} zeros between its rows and
     * columns, and so many behind them that it has {@code top + bottom − kH + 1} more rows than this layer's input,
     * columns likewise ({@link InputGradient}).
     *
     * @throws IllegalArgumentException if a side is padded by the filter's size or more
     */
    Conv2d towardsInput() {
        Padding other = new Padding(
                kH - 1 - padding.top(), kW - 1 - padding.left(), kH - 1 - padding.bottom(), kW - 1 - padding.right());
        if (Math.min(Math.min(other.top(), other.left()), Math.min(other.bottom(), other.right())) < 0) {
            throw new IllegalArgumentException("a convolution of " + kH + "×" + kW
                    + " is padded by no less than its size, " + padding + ", and cannot be run backwards");
        }
        float[] turned = new float[inC * outC * kH * kW];
        for (int c = 0, to = 0; c < inC; c++) {
            for (int o = 0; o < outC; o++) {
                for (int tap = kH * kW - 1; tap >= 0; tap--) {
                    turned[to++] = taps != null ? taps.weight(o, c, tap) : weight.at(tap * inC + c, o);
                }
            }
        }
        return new Conv2d(name + " backwards", outC, inC, kH, kW, 1, other, turned, null);
    }

    int stride() {
        return stride;
    }

    int kernelHeight() {
        return kH;
    }

    int kernelWidth() {
        return kW;
    }

    Padding padding() {
        return padding;
    }

    /** {@code h × w × inC} → the output, newly taken from the work memory. */
    public Tensor forward(Engine engine, Tensor x) {
        return on(x).run(engine);
    }

    /** A call with more to it than the convolution alone. */
    public Call on(Rows x) {
        if (x.channels() != inC) {
            throw new IllegalArgumentException(
                    "a convolution of " + inC + " channels cannot take a tensor of " + x.shape());
        }
        return new Call(x);
    }

    /**
     * One application of the layer: what happens to the input while it is read, and to the output while it is written.
     */
    public final class Call {
        private final Rows x;
        private int zoom = 1;
        private int zoomedH;
        private int zoomedW;
        private ChannelAffine inputAffine;
        private Activation inputActivation;
        private float[] channelAddend;
        private Rows residual;
        private Activation outputActivation;

        private Call(Rows x) {
            this.x = x;
            this.zoomedH = x.height();
            this.zoomedW = x.width();
        }

        /** Maps the input per channel, then applies a function to it; either may be null. */
        public Call reading(ChannelAffine affine, Activation activation) {
            if (affine != null) {
                affine.checkInput(x);
            }
            inputAffine = affine;
            inputActivation = activation;
            return this;
        }

        /** Doubles the input's height and width by repeating pixels ("nearest"), before the convolution pads it. */
        public Call upsampled2x() {
            return upsampledTo(2 * x.height(), 2 * x.width());
        }

        /**
         * As {@link #upsampled2x}, without the last row or column where the wanted size is odd: what "nearest" to a
         * size of 2n − 1 comes down to.
         *
         * @throws IllegalArgumentException if a size is neither twice the input's nor one less
         */
        public Call upsampledTo(int height, int width) {
            if ((height + 1) / 2 != x.height() || (width + 1) / 2 != x.width()) {
                throw new IllegalArgumentException(
                        "a tensor of %s cannot be doubled to %d×%d".formatted(x.shape(), height, width));
            }
            zoom = 2;
            zoomedH = height;
            zoomedW = width;
            return this;
        }

        /**
         * Adds a number per channel to the output, together with the bias.
         *
         * @param perChannel at least {@code outC} elements; not modified
         */
        public Call plus(float[] perChannel) {
            if (perChannel.length < outC) {
                throw new IllegalArgumentException(
                        "an output of %d channels cannot take an addend of %d".formatted(outC, perChannel.length));
            }
            channelAddend = perChannel;
            return this;
        }

        /** Adds a map of the output's shape to the output; it is not modified. */
        public Call plus(Rows map) {
            residual = map;
            return this;
        }

        /** Applies a function to the output, after any addition. */
        public Call then(Activation activation) {
            outputActivation = activation;
            return this;
        }

        /** The output, newly taken from the work memory. */
        public Tensor run(Engine engine) {
            return run(engine, true);
        }

        /** @param mayFilter false for the direct sum whatever the shapes, to compare the two */
        Tensor run(Engine engine, boolean mayFilter) {
            int outH = outputSize(zoomedH + padding.top() + padding.bottom(), kH);
            int outW = outputSize(zoomedW + padding.left() + padding.right(), kW);
            Tensor y = engine.tensor(outH, outW, outC);
            if (isMatrixProduct()) {
                Rows addend = residual instanceof Tensor tensor ? tensor.asRow() : residual;
                Output output = new Output(y.asRow(), biasAndAddend(), addend, outputActivation);
                LayerRun run = LayerRun.begin(engine);
                MatMul.run(engine, y.pixels(), x.row(0), weight, output);
                if (run != null) {
                    run.end(work(y, 0, outH).by(LayerWork.GEMM));
                }
            } else {
                run(engine, y, 0, outH, mayFilter);
            }
            return y;
        }

        /**
         * Makes some rows of the output, with the bits that they have in a run of all. The input, and what is added,
         * need only those of their rows and columns that are read: see {@link Conv2d#footprint}.
         *
         * @param to has the whole output's shape; its columns are made, in whole tiles or up to the edge
         * @param from the first row, with which a tile begins
         * @param end behind the last row, with which a tile ends, or the output
         */
        public void run(Engine engine, Rows to, int from, int end) {
            run(engine, to, from, end, true);
        }

        private void run(Engine engine, Rows to, int from, int end, boolean mayFilter) {
            LayerRun run = LayerRun.begin(engine);
            Winograd tile = mayFilter ? filtering(to.height(), to.width(), isDoubled()) : null;
            make(engine, to, from, end, tile);
            if (run != null) {
                ConvWork work = work(to, from, end);
                run.end(tile != null ? work.by(tile) : taps != null ? work.by("taps") : work.directly());
            }
        }

        private ConvWork work(Rows to, int from, int end) {
            boolean biased = bias != null || channelAddend != null;
            return new ConvWork(name, kH, kW, stride, zoom, x, to, from, end, biased, residual != null);
        }

        /** @param tile to filter by, or null */
        private void make(Engine engine, Rows to, int from, int end, Winograd tile) {
            Output output = new Output(to, biasAndAddend(), residual, outputActivation);
            ConvInput input = new ConvInput(x, zoom, zoomedH, zoomedW, inputAffine, inputActivation);
            if (taps != null) {
                taps.run(engine, input, padding, output, from, end);
                return;
            }
            if (tile != null) {
                // Such a tile sees the pixels before they are doubled.
                ConvInput seen = tile.zoom() == zoom
                        ? new ConvInput(x, 1, x.height(), x.width(), inputAffine, inputActivation)
                        : input;
                WinogradPlan plan = WinogradPlan.of(tile, from, end, to.left(), to.columns(), inC, outC);
                new WinogradConv(engine, plan, seen, weight, padding, output).run(from, end);
                return;
            }
            new DirectConv(engine, input, inC, kH, kW, stride, padding, weight, output).run(from, end);
        }

        /** Whether every pixel of the input appears twice along both sides, with a border of one zero around. */
        private boolean isDoubled() {
            return zoom == 2 && zoomedH == 2 * x.height() && zoomedW == 2 * x.width() && padding.equals(Padding.of(1));
        }

        private float[] biasAndAddend() {
            if (channelAddend == null || bias == null) {
                return channelAddend == null ? bias : channelAddend;
            }
            float[] sum = new float[outC];
            for (int c = 0; c < outC; c++) {
                sum[c] = bias[c] + channelAddend[c];
            }
            return sum;
        }

        /** Whether the input can be multiplied as it lies in memory. */
        private boolean isMatrixProduct() {
            return x instanceof Tensor
                    && kH == 1
                    && kW == 1
                    && stride == 1
                    && zoom == 1
                    && inputAffine == null
                    && inputActivation == null
                    && padding.equals(Padding.NONE);
        }

        private int outputSize(int paddedInput, int kernel) {
            int size = (paddedInput - kernel) / stride + 1;
            if (paddedInput < kernel) {
                throw new IllegalArgumentException("a " + kH + "×" + kW + " convolution cannot take a tensor of "
                        + x.shape() + " with " + padding);
            }
            return size;
        }
    }
}
