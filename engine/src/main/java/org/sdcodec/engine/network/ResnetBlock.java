package org.sdcodec.engine.network;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Activation;
import org.sdcodec.engine.layer.Conv2d;
import org.sdcodec.engine.layer.GroupNorm;
import org.sdcodec.engine.layer.Linear;

/**
 * diffusers' {@code ResnetBlock2D}: {@code shortcut(x) + conv2(silu(norm2(conv1(silu(norm1(x))) + W·e)))}, where e is
 * the activated embedding of a time step, if the network has one; the shortcut a 1 × 1 convolution where the number of
 * channels changes.
 */
public final class ResnetBlock implements Block {
    private final String path;
    private final GroupNorm norm1;
    private final ConvLayer conv1;
    /** Null in networks without time. */
    private final LazyLayer<Linear> timeEmbProj;

    private final GroupNorm norm2;
    private final ConvLayer conv2;
    /** Null where the number of channels stays. */
    private final ConvLayer shortcut;

    /**
     * @param groups of the normalizations
     * @param epsilon of the normalizations
     * @param timeC channels of the embedding of the time step; 0 if there is none
     */
    public ResnetBlock(Layers layers, int inC, int outC, int groups, double epsilon, int timeC) {
        this.path = layers.path();
        this.norm1 = layers.groupNorm("norm1", groups, inC, epsilon);
        this.conv1 = layers.conv("conv1", inC, outC, 3);
        this.timeEmbProj = timeC == 0 ? null : layers.linear("time_emb_proj", timeC, outC, true);
        this.norm2 = layers.groupNorm("norm2", groups, outC, epsilon);
        this.conv2 = layers.conv("conv2", outC, outC, 3);
        this.shortcut = inC == outC ? null : layers.conv("conv_shortcut", inC, outC, 1);
    }

    /** Without an embedding; {@code x} is handed over. */
    @Override
    public Tensor forward(Engine engine, Tensor x) {
        return forward(engine, x, null, true);
    }

    /**
     * {@code h × w × inC → h × w × outC}.
     *
     * @param embedding 1 × 1 × timeC, activated; null if the network has no time
     * @param handOver whether {@code x} is given back as soon as it is no longer needed; else it stays the caller's
     */
    public Tensor forward(Engine engine, Tensor x, Tensor embedding, boolean handOver) {
        Conv2d.Call first = conv1.on(x).reading(norm1.statistics(engine, x), Activation.SILU);
        Tensor time = null;
        if (timeEmbProj != null) {
            time = timeEmbProj.get(engine).forward(engine, embedding);
            first.plus(time.data());
        }
        Tensor h = first.run(engine);
        Tensor residual = x;
        if (shortcut != null) {
            residual = shortcut.forward(engine, x);
            if (handOver) {
                engine.release(x);
            }
        }
        Tensor y = conv2.on(h)
                .reading(norm2.statistics(engine, h), Activation.SILU)
                .plus(residual)
                .run(engine);
        engine.release(h);
        if (handOver || residual != x) {
            engine.release(residual);
        }
        if (time != null) {
            engine.release(time);
        }
        return y;
    }

    @Override
    public Shape plan(MemoryPlan plan, Shape x) {
        return plan(plan, x, true);
    }

    /** As {@link #plan(MemoryPlan, Shape)}; the embedding, of one pixel, is not counted. */
    public Shape plan(MemoryPlan plan, Shape x, boolean handOver) {
        Shape h = conv1.plan(plan, conv1.output(x));
        Shape residual = x;
        if (shortcut != null) {
            residual = shortcut.plan(plan, h);
            if (handOver) {
                plan.give(x);
            }
        }
        Shape y = conv2.plan(plan, h);
        plan.give(h);
        if (handOver || shortcut != null) {
            plan.give(residual);
        }
        return y;
    }

    /** Without an embedding. */
    @Override
    public int rows(RowNetwork.Builder network, int x) {
        int h = network.normalized(norm1, Activation.SILU, conv1, null, x, -1);
        int residual = shortcut == null ? x : network.conv(shortcut, 1, null, x, -1);
        return network.normalized(norm2, Activation.SILU, conv2, null, h, residual);
    }

    @Override
    public boolean runsByRows() {
        return timeEmbProj == null;
    }

    @Override
    public Extent input(Extent output) {
        return conv1.input(conv2.input(output));
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
