package org.sdcodec.engine.layer;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.PackedMatrix;

/**
 * A linear layer gated by a GELU, {@code (W·x + b) · gelu(V·x + c)} (Shazeer 2020), over the channels of every token.
 *
 * <p>The panels of both matrices alternate group by group, so that a task has both factors of its outputs in the cache:
 *
 * <pre>
 *   W 0…3 │ V 0…3 │ W 4…7 │ V 4…7 │ …
 * </pre>
 */
public final class Geglu {
    /** Panels of each matrix in a group. */
    private static final int GROUP = MatMul.PANELS / 2;

    private final int inC;
    private final int outC;
    private final PackedMatrix weight;
    private final float[] bias;

    /**
     * @param weight {@code 2·outC × inC}: W above V, as in diffusers, from 0 on; not kept
     * @param bias {@code 2·outC} elements: b, then c; not kept
     */
    public Geglu(int inC, int outC, float[] weight, float[] bias) {
        if (weight.length < 2 * outC * inC) {
            throw new IllegalArgumentException("a GEGLU layer from %d to %d channels needs %d weights, not %d"
                    .formatted(inC, outC, 2 * outC * inC, weight.length));
        }
        Output.checkBias(bias, 2 * outC);
        this.inC = inC;
        this.outC = outC;
        int panels = (outC + Kernels.PANEL - 1) / Kernels.PANEL;
        int columns = 2 * panels * Kernels.PANEL;
        this.weight = PackedMatrix.in(new float[PackedMatrix.packedSize(inC, columns)], inC, columns);
        this.bias = new float[columns];
        for (int panel = 0, at = 0; panel < panels; panel += GROUP) {
            int end = Math.min(panels, panel + GROUP);
            for (int half = 0; half < 2; half++) {
                for (int i = panel; i < end; i++, at++) {
                    int from = half * outC + i * Kernels.PANEL;
                    int width = Math.min(Kernels.PANEL, outC - i * Kernels.PANEL);
                    this.weight.transposePanel(at, width, weight, from * inC);
                    System.arraycopy(bias, from, this.bias, at * Kernels.PANEL, width);
                }
            }
        }
    }

    /** {@code h × w × inC → h × w × outC}, newly taken from the work memory. */
    public Tensor forward(Engine engine, Tensor x) {
        if (x.channels() != inC) {
            throw new IllegalArgumentException("a GEGLU layer of " + inC + " inputs cannot take a tensor of " + x);
        }
        Tensor y = engine.tensor(x.height(), x.width(), outC);
        Output output = new Output(y, null, null, null);
        MatMul.run(
                engine,
                x.pixels(),
                x.data(),
                0,
                weight,
                bias,
                2 * GROUP,
                (kernels, row, rows, panel, panels, sums, stride) -> {
                    int gates = panels / 2 * Kernels.PANEL;
                    int column = panel / 2 * Kernels.PANEL;
                    int columns = Math.min(gates, outC - column);
                    for (int i = 0; i < rows; i++) {
                        kernels.multiplyByGelu(columns, sums, i * stride + gates, sums, i * stride);
                    }
                    output.write(kernels, row, rows, column, columns, sums, 0, stride);
                });
        return y;
    }
}
