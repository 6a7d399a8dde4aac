package org.sdcodec.engine.layer;

import java.util.Arrays;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.PackedMatrix;

/**
 * A convolution of stride 1 with so few outputs that they would leave most of a panel of 32 columns empty: one product
 * whose columns are all taps of all outputs, then a sum of neighbors.
 *
 * <pre>
 *   P[y, x, tap·outC + o]  =  Σ c  in[y, x, c] · w[o, c, tap]                      3 × 3 × 3 outputs fill 27 of 32 columns
 *   H[y, x, kx·outC + o]   =  Σ ky  P[y + ky, x, (ky·kW + kx)·outC + o]
 *   out[y, x, o]           =  bias[o] + Σ kx  H[y, x + kx, kx·outC + o]
 * </pre>
 *
 * <p>So every input is used once instead of once per tap. All sums are in ascending order and, but for the last, begin
 * at 0.
 */
final class TapConv {
    /** With more outputs the direct sum fills its panel better. */
    private static final int MOST_OUTPUTS = 8;

    private static final int MOST_COLUMNS = 3 * Kernels.PANEL;
    /** Outputs of a task: P takes 290 kB for up to 32 columns and stays in the L2 cache, as do the inputs in use. */
    private static final int TILE_HEIGHT = 32;

    private static final int TILE_WIDTH = 64;
    /** Floats of the inputs that are multiplied at a time, at most, if they are more than one row of a task. */
    private static final int SLAB = 1 << 15;

    /** What {@link Kernels#tapSums} may read or write beyond the end. */
    private static final int ROOM = 16;

    private static final float[] ZEROS = new float[MOST_COLUMNS];

    private final int outC;
    private final int kH;
    private final int kW;
    /** {@code inC × (kH·kW·outC)}. */
    private final PackedMatrix weight;

    /** @param weight {@code outC × inC × kH × kW}; not kept */
    TapConv(int inC, int outC, int kH, int kW, float[] weight) {
        this.outC = outC;
        this.kH = kH;
        this.kW = kW;
        int taps = kH * kW;
        float[] columns = new float[taps * outC * inC];
        for (int tap = 0, to = 0; tap < taps; tap++) {
            for (int o = 0; o < outC; o++) {
                for (int c = 0; c < inC; c++) {
                    columns[to++] = weight[(o * inC + c) * taps + tap];
                }
            }
        }
        this.weight = PackedMatrix.transposed(inC, taps * outC, columns);
    }

    /** Whether a convolution of these shapes is done this way. */
    static boolean suits(int outC, int kH, int kW, int stride) {
        return stride == 1 && kH * kW > 1 && outC <= MOST_OUTPUTS && kH * kW * outC <= MOST_COLUMNS;
    }

    /** Floats that a run of an output of that size takes at once from the work memory. */
    static long workElements(int inC, int outC, int kernel, int outH, int outW, int threads) {
        long tasks = ((outH + TILE_HEIGHT - 1L) / TILE_HEIGHT) * ((outW + TILE_WIDTH - 1L) / TILE_WIDTH);
        int height = Math.min(TILE_HEIGHT, outH) + kernel - 1;
        int width = Math.min(TILE_WIDTH, outW) + kernel - 1;
        int panels = (kernel * kernel * outC + Kernels.PANEL - 1) / Kernels.PANEL;
        long products = (long) height * width * panels * Kernels.PANEL;
        long slab = (long) slabRows(height, width, inC) * width * inC;
        return Math.min(threads, tasks) * (products + slab);
    }

    /** Rows of the inputs that are multiplied at a time. */
    private static int slabRows(int height, int width, int inC) {
        return Math.max(1, Math.min(height, SLAB / (width * inC)));
    }

    /** One weight: of output o, input c and tap {@code ky·kW + kx}. */
    float weight(int o, int c, int tap) {
        int column = tap * outC + o;
        return weight.at(c, column);
    }

    /** Makes the rows {@code from} to {@code end − 1} of the output. */
    void run(Engine engine, ConvInput input, Padding padding, Output output, int from, int end) {
        int outH = end - from;
        int outW = output.to().columns();
        int firstColumn = output.to().left();
        int columns = (outW + TILE_WIDTH - 1) / TILE_WIDTH;
        int rows = (outH + TILE_HEIGHT - 1) / TILE_HEIGHT;
        float[] bias = engine.memory().take(ROOM);
        Arrays.fill(bias, 0, ROOM, 0f);
        if (output.bias() != null) {
            System.arraycopy(output.bias(), 0, bias, 0, outC);
        }
        engine.workers().run(rows * columns, task -> {
            int y0 = task / columns * TILE_HEIGHT;
            int x0 = task % columns * TILE_WIDTH;
            int height = Math.min(TILE_HEIGHT, outH - y0);
            int width = Math.min(TILE_WIDTH, outW - x0);
            int top = from + y0;
            int left = firstColumn + x0;
            int productsH = height + kH - 1;
            int productsW = width + kW - 1;
            float[] products = engine.memory().take(productsH * productsW * stride() + ROOM);
            multiply(engine, input, top - padding.top(), left - padding.left(), productsH, productsW, products);
            float[] half = engine.memory().take(productsW * halfStride() + ROOM);
            float[] sums = engine.memory().take(width * outC + ROOM);
            for (int y = 0; y < height; y++) {
                add(engine.kernels(), bias, y, width, products, half, sums);
                output.writeRow(engine.kernels(), top + y, left, width, sums);
            }
            engine.memory().give(sums);
            engine.memory().give(half);
            engine.memory().give(products);
        });
        engine.memory().give(bias);
    }

    /** Floats from one pixel of P to the next. */
    private int stride() {
        return weight.panels() * Kernels.PANEL;
    }

    /** Floats from one pixel of H to the next. */
    private int halfStride() {
        return (kW * outC + ROOM - 1) / ROOM * ROOM;
    }

    /** Fills P for {@code height × width} inputs, of which some may lie outside of the picture. */
    private void multiply(Engine engine, ConvInput input, int top, int left, int height, int width, float[] products) {
        Kernels kernels = engine.kernels();
        int inC = weight.rows();
        int rows = slabRows(height, width, inC);
        float[] slab = engine.memory().take(rows * width * inC);
        for (int row = 0; row < height; row += rows) {
            int count = Math.min(rows, height - row);
            for (int i = 0; i < count; i++) {
                input.read(kernels, top + row + i, left, width, slab, i * width * inC);
            }
            int to = row * width * stride();
            for (int p = 0; p < inC; p += MatMul.DEPTH) {
                kernels.gemm(
                        count * width,
                        weight.columns(),
                        Math.min(MatMul.DEPTH, inC - p),
                        slab,
                        p,
                        inC,
                        weight.data(),
                        weight.offset(0, p),
                        weight.panelSize(),
                        p == 0 ? ZEROS : products,
                        p == 0 ? 0 : to,
                        p == 0 ? 0 : stride(),
                        products,
                        to,
                        stride());
            }
        }
        engine.memory().give(slab);
    }

    /**
     * One row of outputs: {@code width × outC} sums, contiguous.
     *
     * @param half receives the sums over ky, {@code (width + kW − 1) × (kW·outC)}
     */
    private void add(Kernels kernels, float[] bias, int y, int width, float[] products, float[] half, float[] sums) {
        int rowStep = (width + kW - 1) * stride();
        int halfStep = halfStride();
        int columns = kW * outC;
        kernels.tapSums(
                width + kW - 1,
                columns,
                kH,
                ZEROS,
                products,
                y * rowStep,
                stride(),
                rowStep + columns,
                half,
                0,
                halfStep);
        kernels.tapSums(width, outC, kW, bias, half, 0, halfStep, halfStep + outC, sums, 0, outC);
    }
}
