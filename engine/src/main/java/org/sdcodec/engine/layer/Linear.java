package org.sdcodec.engine.layer;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.kernel.PackedMatrix;

/** A linear layer over the channels of every token (or pixel): {@code y = W·x + b}. */
public final class Linear {
    private final PackedMatrix weight;
    private final float[] bias;

    /**
     * @param weight {@code outC × inC} as in PyTorch, from 0 on; not kept
     * @param bias {@code outC} elements, or null
     */
    public Linear(int inC, int outC, float[] weight, float[] bias) {
        if (weight.length < outC * inC) {
            throw new IllegalArgumentException("a linear layer from %d to %d channels needs %d weights, not %d"
                    .formatted(inC, outC, outC * inC, weight.length));
        }
        Output.checkBias(bias, outC);
        this.weight = PackedMatrix.transposed(inC, outC, weight);
        this.bias = bias;
    }

    /** {@code h × w × inC → h × w × outC}, newly taken from the work memory. */
    public Tensor forward(Engine engine, Tensor x) {
        return forward(engine, x, null);
    }

    /**
     * {@code W·x + b + residual}.
     *
     * @param residual {@code h × w × outC}, or null; not modified
     */
    public Tensor forward(Engine engine, Tensor x, Tensor residual) {
        if (x.channels() != weight.rows()) {
            throw new IllegalArgumentException(
                    "a linear layer of " + weight.rows() + " inputs cannot take a tensor of " + x);
        }
        Tensor y = engine.tensor(x.height(), x.width(), weight.columns());
        Output output = new Output(y.asRow(), bias, residual == null ? null : residual.asRow(), null);
        MatMul.run(engine, x.pixels(), x.data(), weight, output);
        return y;
    }
}
