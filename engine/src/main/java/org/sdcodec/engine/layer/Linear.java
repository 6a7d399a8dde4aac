package org.sdcodec.engine.layer;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.kernel.PackedMatrix;
import org.sdcodec.engine.profile.LayerRun;
import org.sdcodec.engine.profile.LayerWork;

/** A linear layer over the channels of every token (or pixel): {@code y = W·x + b}. */
public final class Linear {
    private final String name;
    private final PackedMatrix weight;
    private final float[] bias;

    /**
     * @param weight {@code outC × inC} as in PyTorch, from 0 on; not kept
     * @param bias {@code outC} elements, or null
     */
    public Linear(int inC, int outC, float[] weight, float[] bias) {
        this("linear", inC, outC, weight, bias);
    }

    /** As above, with a name for {@link LayerWork}. */
    public Linear(String name, int inC, int outC, float[] weight, float[] bias) {
        if (weight.length < outC * inC) {
            throw new IllegalArgumentException("a linear layer from %d to %d channels needs %d weights, not %d"
                    .formatted(inC, outC, outC * inC, weight.length));
        }
        Output.checkBias(bias, outC);
        this.name = name;
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
        LayerRun run = LayerRun.begin(engine);
        MatMul.run(engine, x.pixels(), x.data(), weight, output);
        if (run != null) {
            run.end(work(x, y, residual));
        }
        return y;
    }

    private LayerWork work(Tensor x, Tensor y, Tensor residual) {
        long parameters = (long) weight.rows() * weight.columns() + (bias == null ? 0 : weight.columns());
        long bytes = parameters * Float.BYTES + LayerWork.bytes(x) + (residual == null ? 1 : 2) * LayerWork.bytes(y);
        long flop = 2L * x.pixels() * weight.rows() * weight.columns();
        return LayerWork.of(name, "linear", LayerWork.GEMM, x, y, y.height(), flop, bytes);
    }
}
