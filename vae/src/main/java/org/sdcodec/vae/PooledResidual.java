package org.sdcodec.vae;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Activation;
import org.sdcodec.engine.layer.GroupNorm;
import org.sdcodec.engine.layer.Padding;
import org.sdcodec.engine.network.Block;
import org.sdcodec.engine.network.ConvLayer;
import org.sdcodec.engine.network.Extent;
import org.sdcodec.engine.network.Layers;
import org.sdcodec.engine.network.MemoryPlan;
import org.sdcodec.engine.network.RowNetwork;
import org.sdcodec.engine.network.Shape;

/**
 * {@code x + pool(x)}, which the blocks of TAEF2 beside the latent compute before all else: pool is a 1 × 1 convolution
 * to four times as many channels, a group normalization of 4 groups, ReLU, and a 1 × 1 convolution back. Both
 * convolutions have no bias. The normalization gives every pixel statistics of the whole picture.
 */
final class PooledResidual implements Block {
    private static final int EXPANSION = 4;
    private static final int GROUPS = 4;
    /** PyTorch's default, which the published network has. */
    private static final double EPSILON = 1e-5;

    private final String path;
    private final ConvLayer widen;
    private final GroupNorm norm;
    private final ConvLayer narrow;

    /** @param layers of the block, under which {@code pool} lies */
    PooledResidual(Layers layers, int channels) {
        Layers pool = layers.at("pool");
        this.path = pool.path();
        this.widen = pool.conv("0", channels, EXPANSION * channels, 1, 1, Padding.NONE, false);
        this.norm = pool.groupNorm("1", GROUPS, EXPANSION * channels, EPSILON);
        this.narrow = pool.conv("3", EXPANSION * channels, channels, 1, 1, Padding.NONE, false);
    }

    @Override
    public Tensor forward(Engine engine, Tensor x) {
        Tensor wide = widen.forward(engine, x);
        Tensor y = narrow.on(wide)
                .reading(norm.statistics(engine, wide), Activation.RELU)
                .plus(x)
                .run(engine);
        engine.release(wide, x);
        return y;
    }

    @Override
    public Shape plan(MemoryPlan plan, Shape x) {
        Shape wide = widen.plan(plan, widen.output(x));
        Shape y = narrow.plan(plan, narrow.output(wide));
        plan.give(wide, x);
        return y;
    }

    @Override
    public int rows(RowNetwork.Builder network, int x) {
        int wide = network.conv(widen, 1, null, x, -1);
        return network.normalized(norm, Activation.RELU, narrow, null, wide, x);
    }

    @Override
    public boolean runsByRows() {
        return true;
    }

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
