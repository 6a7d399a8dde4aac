package org.sdcodec.unet;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Geglu;
import org.sdcodec.engine.layer.LayerNorm;
import org.sdcodec.engine.layer.Linear;
import org.sdcodec.engine.network.Layers;
import org.sdcodec.engine.network.LazyLayer;
import org.sdcodec.engine.network.MemoryPlan;
import org.sdcodec.engine.network.MultiHeadAttention;
import org.sdcodec.engine.network.Shape;

/**
 * diffusers' {@code BasicTransformerBlock}: self-attention, attention to the text, and a gated feed-forward network
 * four times as wide, each behind a layer normalization and added to its input.
 */
final class TransformerBlock {
    /** As diffusers has them; no configuration sets them. */
    private static final float EPSILON = 1e-5f;

    private static final int FEED_FORWARD_FACTOR = 4;

    /** Tokens of a text in Stable Diffusion. */
    private static final int CONTEXT_TOKENS = 77;

    private final String path;
    private final LayerNorm norm1;
    private final MultiHeadAttention attn1;
    private final LayerNorm norm2;
    private final MultiHeadAttention attn2;
    private final LayerNorm norm3;
    private final LazyLayer<Geglu> feedForwardIn;
    private final LazyLayer<Linear> feedForwardOut;

    TransformerBlock(Layers layers, int channels, int contextC, int heads) {
        this.path = layers.path();
        this.norm1 = layers.layerNorm("norm1", channels, EPSILON);
        this.attn1 = attention(layers.at("attn1"), channels, channels, heads);
        this.norm2 = layers.layerNorm("norm2", channels, EPSILON);
        this.attn2 = attention(layers.at("attn2"), channels, contextC, heads);
        this.norm3 = layers.layerNorm("norm3", channels, EPSILON);
        this.feedForwardIn = layers.geglu("ff.net.0.proj", channels, FEED_FORWARD_FACTOR * channels);
        this.feedForwardOut = layers.linear("ff.net.2", FEED_FORWARD_FACTOR * channels, channels, true);
    }

    private static MultiHeadAttention attention(Layers layers, int channels, int contextC, int heads) {
        return new MultiHeadAttention(
                layers, MultiHeadAttention.Names.DIFFUSERS, channels, contextC, heads, false, false);
    }

    /** Tokens → tokens of the same shape; {@code x} is released. */
    Tensor forward(Pass pass, Tensor x) {
        Engine engine = pass.engine();
        Tensor normalized = norm1.forward(engine, x);
        Tensor h = attn1.forward(engine, normalized, normalized, x);
        engine.release(x);

        normalized = norm2.forward(engine, h);
        Tensor h2 = attn2.forward(engine, normalized, pass.context(), h);
        engine.release(h);

        normalized = norm3.forward(engine, h2);
        Tensor gated = feedForwardIn.get().forward(engine, normalized);
        engine.release(normalized);
        Tensor y = feedForwardOut.get().forward(engine, gated, h2);
        engine.release(gated, h2);
        return pass.seen(path, y);
    }

    /** Takes and gives back what {@link #forward} does. */
    void plan(MemoryPlan plan, Shape x) {
        plan.take(x);
        attn1.plan(plan, x, x);
        plan.give(x);

        plan.take(x);
        attn2.plan(plan, x, new Shape(1, CONTEXT_TOKENS, x.channels()));
        plan.give(x);

        plan.take(x);
        Shape gated = x.withChannels(FEED_FORWARD_FACTOR * x.channels());
        plan.take(gated);
        plan.give(x);
        plan.take(x);
        plan.give(gated, x);
    }
}
