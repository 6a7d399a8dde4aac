package org.sdcodec.vae;

import java.util.Arrays;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Attention;
import org.sdcodec.engine.layer.GroupNorm;
import org.sdcodec.engine.layer.Linear;
import org.sdcodec.weights.Weights;

/**
 * The self-attention in the middle of an AutoencoderKL, one head over all pixels: {@code x + out(attention(q(n), k(n), v(n)))}
 * with {@code n = groupNorm(x)}. Reads both generations of names in published files: {@code to_q, to_k, to_v, to_out.0}, and the
 * older {@code query, key, value, proj_attn}; and matrices that are stored as 1 × 1 convolutions.
 */
final class AttentionBlock implements Block {
    /** x, q, k, v and the result, and the keys and values once more in the order of the attention's kernel. */
    private static final int TENSORS = 7;

    private final String path;
    private final GroupNorm norm;
    private final Linear q;
    private final Linear k;
    private final Linear v;
    private final Linear out;
    private final float scale;

    AttentionBlock(Weights weights, int channels, int groups) {
        boolean old = weights.has("query.weight");
        this.path = weights.path();
        this.norm = Layers.groupNorm(weights.at("group_norm"), groups, channels);
        this.q = linear(weights.at(old ? "query" : "to_q"), channels);
        this.k = linear(weights.at(old ? "key" : "to_k"), channels);
        this.v = linear(weights.at(old ? "value" : "to_v"), channels);
        this.out = linear(weights.at(old ? "proj_attn" : "to_out.0"), channels);
        this.scale = (float) (1 / Math.sqrt(channels));
    }

    private static Linear linear(Weights weights, int channels) {
        boolean convolution = weights.has("weight") && weights.shape("weight").size() == 4;
        float[] weight = convolution
                ? weights.get("weight", channels, channels, 1, 1)
                : weights.get("weight", channels, channels);
        return new Linear(channels, channels, weight, weights.get("bias", channels));
    }

    @Override
    public Tensor forward(Engine engine, Tensor x) {
        Tensor n = norm.forward(engine, x);
        Tensor queries = q.forward(engine, n);
        Tensor keys = k.forward(engine, n);
        Tensor values = v.forward(engine, n);
        engine.release(n);
        Tensor attended = Attention.forward(engine, queries, keys, values, 1, scale);
        engine.release(queries, keys, values);
        Tensor y = out.forward(engine, attended, x);
        engine.release(attended, x);
        return y;
    }

    @Override
    public long peak(Size x) {
        return TENSORS * x.elements();
    }

    @Override
    public long[] tensors(Size x) {
        long[] tensors = new long[TENSORS];
        Arrays.fill(tensors, x.elements());
        return tensors;
    }

    @Override
    public String path() {
        return path;
    }
}
