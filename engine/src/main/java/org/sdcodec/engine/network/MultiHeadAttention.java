package org.sdcodec.engine.network;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Attention;
import org.sdcodec.engine.layer.Linear;
import org.sdcodec.engine.profile.LayerRun;
import org.sdcodec.engine.profile.LayerWork;

/** Attention between four linear layers: queries from one sequence, keys and values from the same or another. */
public final class MultiHeadAttention {
    /**
     * What a published network calls its linear layers.
     *
     * @param q queries
     * @param k keys
     * @param v values
     * @param out after the attention
     */
    public record Names(String q, String k, String v, String out) {
        /** diffusers' {@code Attention}. */
        public static final Names DIFFUSERS = new Names("to_q", "to_k", "to_v", "to_out.0");

        /** transformers' {@code CLIPAttention}. */
        public static final Names CLIP = new Names("q_proj", "k_proj", "v_proj", "out_proj");
    }

    private final String path;
    private final LazyLayer<Linear> toQ;
    private final LazyLayer<Linear> toK;
    private final LazyLayer<Linear> toV;
    private final LazyLayer<Linear> toOut;
    private final int heads;
    private final boolean causal;
    private final float scale;

    /**
     * @param contextC channels of the sequence that gives keys and values
     * @param heads must divide the channels
     * @param bias whether queries, keys and values have one; the last layer has
     * @param causal whether a token attends only to itself and those before it
     */
    public MultiHeadAttention(
            Layers layers, Names names, int channels, int contextC, int heads, boolean bias, boolean causal) {
        this.path = layers.path();
        this.toQ = layers.linear(names.q(), channels, channels, bias);
        this.toK = layers.linear(names.k(), contextC, channels, bias);
        this.toV = layers.linear(names.v(), contextC, channels, bias);
        this.toOut = layers.linear(names.out(), channels, channels, true);
        this.heads = heads;
        this.causal = causal;
        this.scale = (float) (1 / Math.sqrt((double) channels / heads));
    }

    /**
     * {@code residual + W·attention(x, context)}.
     *
     * @param x handed over: given back as soon as it is no longer needed
     * @param context what is attended to; {@code x} itself for self-attention; else it stays the caller's
     * @param residual not modified; stays the caller's
     */
    public Tensor forward(Engine engine, Tensor x, Tensor context, Tensor residual) {
        Tensor q = toQ.get(engine).forward(engine, x);
        Tensor k = toK.get(engine).forward(engine, context);
        Tensor v = toV.get(engine).forward(engine, context);
        engine.release(x);
        LayerRun run = LayerRun.begin(engine);
        Tensor attended = causal
                ? Attention.causal(engine, q, k, v, heads, scale)
                : Attention.forward(engine, q, k, v, heads, scale);
        if (run != null) {
            run.end(work(q, k, attended));
        }
        engine.release(q, k, v);
        Tensor y = toOut.get(engine).forward(engine, attended, residual);
        engine.release(attended);
        return y;
    }

    private LayerWork work(Tensor q, Tensor k, Tensor result) {
        long pairs = (long) q.pixels() * k.pixels();
        // A product of queries and keys, and one of weights and values.
        long flop = 2 * 2 * pairs * q.channels();
        long bytes = 2 * (LayerWork.bytes(q) + LayerWork.bytes(k));
        String kind = (causal ? "causal attention " : "attention ") + heads;
        return LayerWork.of(path, kind, "online-softmax", q, result, result.height(), flop, bytes);
    }

    /**
     * Takes and gives back what {@link #forward} does.
     *
     * @param x shape of x, which is held; the result has it too
     * @param context shape of the context
     */
    public void plan(MemoryPlan plan, Shape x, Shape context) {
        Shape keys = context.withChannels(x.channels());
        plan.take(x);
        plan.take(keys);
        plan.take(keys);
        plan.give(x);
        // Packed keys and values.
        plan.take(keys);
        plan.take(keys);
        plan.take(x);
        plan.give(keys, keys);
        plan.give(x, keys, keys);
        plan.take(x);
        plan.give(x);
    }
}
