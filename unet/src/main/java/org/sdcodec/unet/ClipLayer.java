package org.sdcodec.unet;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Activation;
import org.sdcodec.engine.layer.LayerNorm;
import org.sdcodec.engine.layer.Linear;
import org.sdcodec.engine.network.Layers;
import org.sdcodec.engine.network.LazyLayer;
import org.sdcodec.engine.network.MultiHeadAttention;

/**
 * transformers' {@code CLIPEncoderLayer}: causal self-attention and a feed-forward network, each behind a layer
 * normalization.
 */
final class ClipLayer {
    private final String path;
    private final LayerNorm layerNorm1;
    private final MultiHeadAttention selfAttn;
    private final LayerNorm layerNorm2;
    private final LazyLayer<Linear> fc1;
    private final LazyLayer<Linear> fc2;
    private final Activation activation;

    ClipLayer(Layers layers, int channels, int hidden, int heads, boolean gelu, float epsilon) {
        this.path = layers.path();
        this.layerNorm1 = layers.layerNorm("layer_norm1", channels, epsilon);
        this.selfAttn = new MultiHeadAttention(
                layers.at("self_attn"), MultiHeadAttention.Names.CLIP, channels, channels, heads, true, true);
        this.layerNorm2 = layers.layerNorm("layer_norm2", channels, epsilon);
        this.fc1 = layers.linear("mlp.fc1", channels, hidden, true);
        this.fc2 = layers.linear("mlp.fc2", hidden, channels, true);
        this.activation = gelu ? Activation.GELU : Activation.QUICK_GELU;
    }

    /** 1 × tokens × channels → the same shape; {@code x} is released. */
    Tensor forward(Engine engine, Tensor x, Probe probe) {
        Tensor normalized = layerNorm1.forward(engine, x);
        Tensor h = selfAttn.forward(engine, normalized, normalized, x);
        engine.release(x);

        normalized = layerNorm2.forward(engine, h);
        Tensor hidden = activation.applyInPlace(engine, fc1.get().forward(engine, normalized));
        Tensor y = fc2.get().forward(engine, hidden, h);
        engine.release(normalized, hidden, h);
        probe.saw(path, y);
        return y;
    }
}
