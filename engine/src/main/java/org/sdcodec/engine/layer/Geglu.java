package org.sdcodec.engine.layer;

import java.util.Arrays;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;

/** A linear layer gated by a GELU, {@code (W·x + b) · gelu(V·x + c)} (Shazeer 2020), over the channels of every token. */
public final class Geglu {
    private final Linear hidden;
    private final Linear gate;

    /**
     * @param weight {@code 2·outC × inC}: W above V, as in diffusers; not kept
     * @param bias {@code 2·outC} elements: b, then c; not kept
     */
    public Geglu(int inC, int outC, float[] weight, float[] bias) {
        this.hidden = new Linear(inC, outC, Arrays.copyOf(weight, inC * outC), Arrays.copyOf(bias, outC));
        this.gate = new Linear(
                inC,
                outC,
                Arrays.copyOfRange(weight, inC * outC, 2 * inC * outC),
                Arrays.copyOfRange(bias, outC, 2 * outC));
    }

    /** {@code h × w × inC → h × w × outC}, newly taken from the work memory. */
    public Tensor forward(Engine engine, Tensor x) {
        Tensor y = hidden.forward(engine, x);
        Tensor g = gate.forward(engine, x);
        int size = y.size();
        int blocks = (size + Activation.BLOCK - 1) / Activation.BLOCK;
        engine.workers().run(blocks, block -> {
            int from = block * Activation.BLOCK;
            int n = Math.min(Activation.BLOCK, size - from);
            engine.kernels().multiplyByGelu(n, g.data(), from, y.data(), from);
        });
        engine.release(g);
        return y;
    }
}
