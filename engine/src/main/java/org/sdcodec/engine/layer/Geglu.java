package org.sdcodec.engine.layer;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.PackedMatrix;
import org.sdcodec.engine.profile.LayerRun;
import org.sdcodec.engine.profile.LayerWork;

/**
 * A linear layer gated by a GELU, {@code (W·x + b) · gelu(V·x + c)} (Shazeer 2020), over the channels of every token.
 *
 * <p>A task makes a panel of outputs at a time: both factors of it side by side, and their product while they are in
 * the L1 cache.
 */
public final class Geglu {
    /** The sums of a token: a panel of W, then one of V. */
    private static final int STRIDE = 2 * Kernels.PANEL;

    private final String name;
    private final int inC;
    private final int outC;
    /** Panels of either matrix. */
    private final int panels;
    /** A panel of W, the same of V, the next of W, and so on. */
    private final PackedMatrix weight;

    private final float[] bias;

    /**
     * @param weight {@code 2·outC × inC}: W above V, as in diffusers, from 0 on; not kept
     * @param bias {@code 2·outC} elements: b, then c; not kept
     */
    public Geglu(int inC, int outC, float[] weight, float[] bias) {
        this("geglu", inC, outC, weight, bias);
    }

    /** As above, with a name for {@link LayerWork}. */
    public Geglu(String name, int inC, int outC, float[] weight, float[] bias) {
        if (weight.length < 2 * outC * inC) {
            throw new IllegalArgumentException("a GEGLU layer from %d to %d channels needs %d weights, not %d"
                    .formatted(inC, outC, 2 * outC * inC, weight.length));
        }
        Output.checkBias(bias, 2 * outC);
        this.name = name;
        this.inC = inC;
        this.outC = outC;
        this.panels = (outC + Kernels.PANEL - 1) / Kernels.PANEL;
        int columns = 2 * panels * Kernels.PANEL;
        this.weight = PackedMatrix.in(new float[PackedMatrix.packedSize(inC, columns)], inC, columns);
        this.bias = new float[columns];
        for (int at = 0; at < 2 * panels; at++) {
            int panel = at / 2;
            int from = at % 2 * outC + panel * Kernels.PANEL;
            int width = Math.min(Kernels.PANEL, outC - panel * Kernels.PANEL);
            this.weight.transposePanel(at, width, weight, from * inC);
            System.arraycopy(bias, from, this.bias, at * Kernels.PANEL, width);
        }
    }

    /** {@code h × w × inC → h × w × outC}, newly taken from the work memory. */
    public Tensor forward(Engine engine, Tensor x) {
        if (x.channels() != inC) {
            throw new IllegalArgumentException("a GEGLU layer of " + inC + " inputs cannot take a tensor of " + x);
        }
        Tensor y = engine.tensor(x.height(), x.width(), outC);
        LayerRun run = LayerRun.begin(engine);
        MatMul.split(engine, x.pixels(), panels, (row, rows, first, count) -> {
            if (MatMul.usesSlabs(engine.kernels(), STRIDE)) {
                forwardBySlabs(engine, x, y, row, rows, first, count);
                return;
            }
            float[] sums = engine.memory().take(rows * STRIDE);
            for (int panel = first; panel < first + count; panel++) {
                int column = panel * Kernels.PANEL;
                int columns = Math.min(Kernels.PANEL, outC - column);
                MatMul.panels(
                        engine.kernels(),
                        rows,
                        STRIDE,
                        inC,
                        x.data(),
                        row * inC,
                        inC,
                        weight,
                        2 * panel,
                        0,
                        bias,
                        panel * STRIDE,
                        0,
                        sums,
                        0,
                        STRIDE);
                engine.kernels()
                        .multiplyByGelu(
                                rows, columns, sums, 0, STRIDE, Kernels.PANEL, y.data(), row * outC + column, outC);
            }
            engine.memory().give(sums);
        });
        if (run != null) {
            long parameters = 2L * outC * (inC + 1);
            long bytes = parameters * Float.BYTES + LayerWork.bytes(x) + LayerWork.bytes(y);
            long flop = 2L * x.pixels() * inC * 2 * outC;
            run.end(LayerWork.of(name, "geglu", LayerWork.GEMM, x, y, y.height(), flop, bytes));
        }
        return y;
    }

    /** A task with A in slabs: sums of all its panels at once, so that a slab is copied once. */
    private void forwardBySlabs(Engine engine, Tensor x, Tensor y, int row, int rows, int first, int count) {
        Kernels kernels = engine.kernels();
        int width = count * STRIDE;
        float[] sums = engine.memory().take(rows * width);
        MatMul.copied(
                engine, x.data(), row, rows, inC, Kernels.SLAB_DEPTH, Kernels.SLAB_STRIDE, (p, n, slab, stride) -> {
                    boolean begins = p == 0;
                    MatMul.panels(
                            kernels,
                            rows,
                            width,
                            n,
                            slab,
                            0,
                            stride,
                            weight,
                            2 * first,
                            p,
                            begins ? bias : sums,
                            begins ? first * STRIDE : 0,
                            begins ? 0 : width,
                            sums,
                            0,
                            width);
                });
        for (int i = 0; i < count; i++) {
            int column = (first + i) * Kernels.PANEL;
            int columns = Math.min(Kernels.PANEL, outC - column);
            int to = row * outC + column;
            kernels.multiplyByGelu(rows, columns, sums, i * STRIDE, width, Kernels.PANEL, y.data(), to, outC);
        }
        engine.memory().give(sums);
    }
}
