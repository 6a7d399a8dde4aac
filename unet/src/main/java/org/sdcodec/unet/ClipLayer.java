package org.sdcodec.unet;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Activation;
import org.sdcodec.engine.layer.Attention;
import org.sdcodec.engine.layer.LayerNorm;
import org.sdcodec.engine.layer.Linear;

/** transformers' {@code CLIPEncoderLayer}: causal self-attention and a feed-forward network, each behind a layer normalisation. */
final class ClipLayer {
    private final String path;
    private final LayerNorm layerNorm1;
    private final LazyLayer<Linear> qProj;
    private final LazyLayer<Linear> kProj;
    private final LazyLayer<Linear> vProj;
    private final LazyLayer<Linear> outProj;
    private final LayerNorm layerNorm2;
    private final LazyLayer<Linear> fc1;
    private final LazyLayer<Linear> fc2;
    private final Activation activation;
    private final int heads;
    private final float scale;

    ClipLayer(Layers layers, int channels, int hidden, int heads, boolean gelu, float epsilon) {
        this.path = layers.path();
        this.layerNorm1 = layers.layerNorm("layer_norm1", channels, epsilon);
        this.qProj = layers.linear("self_attn.q_proj", channels, channels);
        this.kProj = layers.linear("self_attn.k_proj", channels, channels);
        this.vProj = layers.linear("self_attn.v_proj", channels, channels);
        this.outProj = layers.linear("self_attn.out_proj", channels, channels);
        this.layerNorm2 = layers.layerNorm("layer_norm2", channels, epsilon);
        this.fc1 = layers.linear("mlp.fc1", channels, hidden);
        this.fc2 = layers.linear("mlp.fc2", hidden, channels);
        this.activation = gelu ? Activation.GELU : Activation.QUICK_GELU;
        this.heads = heads;
        this.scale = (float) (1 / Math.sqrt((double) channels / heads));
    }

    /** 1 × tokens × channels → the same shape; {@code x} is released. */
    Tensor forward(Engine engine, Tensor x, Probe probe) {
        Tensor normalised = layerNorm1.forward(engine, x);
        Tensor q = qProj.get().forward(engine, normalised);
        Tensor k = kProj.get().forward(engine, normalised);
        Tensor v = vProj.get().forward(engine, normalised);
        Tensor attended = Attention.causal(engine, q, k, v, heads, scale);
        Tensor h = outProj.get().forward(engine, attended, x);
        engine.release(normalised, q, k, v, attended, x);

        normalised = layerNorm2.forward(engine, h);
        Tensor hidden = activation.applyInPlace(engine, fc1.get().forward(engine, normalised));
        Tensor y = fc2.get().forward(engine, hidden, h);
        engine.release(normalised, hidden, h);
        probe.saw(path, y);
        return y;
    }
}
