package org.sdcodec.unet;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Geglu;
import org.sdcodec.engine.layer.LayerNorm;
import org.sdcodec.engine.layer.Linear;

/**
 * diffusers' {@code BasicTransformerBlock}: self-attention, attention to the text, and a gated feed-forward network four times
 * as wide, each behind a layer normalisation and added to its input.
 */
final class TransformerBlock {
    /** As diffusers has them; no configuration sets them. */
    private static final float EPSILON = 1e-5f;

    private static final int FEED_FORWARD_FACTOR = 4;

    private final String path;
    private final LayerNorm norm1;
    private final CrossAttention attn1;
    private final LayerNorm norm2;
    private final CrossAttention attn2;
    private final LayerNorm norm3;
    private final LazyLayer<Geglu> feedForwardIn;
    private final LazyLayer<Linear> feedForwardOut;

    TransformerBlock(Layers layers, int channels, int contextC, int heads) {
        this.path = layers.path();
        this.norm1 = layers.layerNorm("norm1", channels, EPSILON);
        this.attn1 = new CrossAttention(layers.at("attn1"), channels, channels, heads);
        this.norm2 = layers.layerNorm("norm2", channels, EPSILON);
        this.attn2 = new CrossAttention(layers.at("attn2"), channels, contextC, heads);
        this.norm3 = layers.layerNorm("norm3", channels, EPSILON);
        this.feedForwardIn = layers.geglu("ff.net.0.proj", channels, FEED_FORWARD_FACTOR * channels);
        this.feedForwardOut = layers.linear("ff.net.2", FEED_FORWARD_FACTOR * channels, channels);
    }

    /** Tokens → tokens of the same shape; {@code x} is released. */
    Tensor forward(Pass pass, Tensor x) {
        Engine engine = pass.engine();
        Tensor normalised = norm1.forward(engine, x);
        Tensor h = attn1.forward(engine, normalised, normalised, x);
        engine.release(normalised, x);

        normalised = norm2.forward(engine, h);
        Tensor h2 = attn2.forward(engine, normalised, pass.context(), h);
        engine.release(normalised, h);

        normalised = norm3.forward(engine, h2);
        Tensor gated = feedForwardIn.get().forward(engine, normalised);
        engine.release(normalised);
        Tensor y = feedForwardOut.get().forward(engine, gated, h2);
        engine.release(gated, h2);
        return pass.seen(path, y);
    }
}
