package org.sdcodec.vae;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.GroupNorm;
import org.sdcodec.engine.network.Block;
import org.sdcodec.engine.network.Extent;
import org.sdcodec.engine.network.Layers;
import org.sdcodec.engine.network.MemoryPlan;
import org.sdcodec.engine.network.MultiHeadAttention;
import org.sdcodec.engine.network.Shape;

/**
 * The self-attention in the middle of an AutoencoderKL, one head over all pixels:
 * {@code x + out(attention(q(n), k(n), v(n)))} with {@code n = groupNorm(x)}.
 */
final class AttentionBlock implements Block {
    private final String path;
    private final GroupNorm norm;
    private final MultiHeadAttention attention;

    AttentionBlock(Layers layers, int channels, int groups, double epsilon) {
        this.path = layers.path();
        this.norm = layers.groupNorm("group_norm", groups, channels, epsilon);
        this.attention =
                new MultiHeadAttention(layers, MultiHeadAttention.Names.DIFFUSERS, channels, channels, 1, true, false);
    }

    @Override
    public Tensor forward(Engine engine, Tensor x) {
        Tensor n = norm.forward(engine, x);
        Tensor y = attention.forward(engine, n, n, x);
        engine.release(x);
        return y;
    }

    @Override
    public Shape plan(MemoryPlan plan, Shape x) {
        plan.take(x);
        attention.plan(plan, x, x);
        plan.give(x);
        return x;
    }

    /** Of its sums, a pixel's own: what it attends to, all the picture, is said by {@link #spansPicture}. */
    @Override
    public Extent input(Extent output) {
        return output;
    }

    @Override
    public boolean spansPicture() {
        return true;
    }

    @Override
    public String path() {
        return path;
    }
}
