package org.sdcodec.unet;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Attention;
import org.sdcodec.engine.layer.Linear;

/** diffusers' {@code Attention} in a transformer block: queries from one sequence, keys and values from the same or another. */
final class CrossAttention {
    private final LazyLayer<Linear> toQ;
    private final LazyLayer<Linear> toK;
    private final LazyLayer<Linear> toV;
    private final LazyLayer<Linear> toOut;
    private final int heads;
    private final float scale;

    /** @param contextC channels of the sequence that gives keys and values */
    CrossAttention(Layers layers, int channels, int contextC, int heads) {
        this.toQ = layers.linear("to_q", channels, channels, false);
        this.toK = layers.linear("to_k", contextC, channels, false);
        this.toV = layers.linear("to_v", contextC, channels, false);
        this.toOut = layers.linear("to_out.0", channels, channels);
        this.heads = heads;
        this.scale = (float) (1 / Math.sqrt((double) channels / heads));
    }

    /**
     * {@code residual + W·attention(x, context)}; no argument is modified or released.
     *
     * @param context what is attended to; {@code x} itself for self-attention
     */
    Tensor forward(Engine engine, Tensor x, Tensor context, Tensor residual) {
        Tensor q = toQ.get().forward(engine, x);
        Tensor k = toK.get().forward(engine, context);
        Tensor v = toV.get().forward(engine, context);
        Tensor attended = Attention.forward(engine, q, k, v, heads, scale);
        engine.release(q, k, v);
        Tensor y = toOut.get().forward(engine, attended, residual);
        engine.release(attended);
        return y;
    }
}
