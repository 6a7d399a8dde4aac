package org.sdcodec.unet;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Padding;
import org.sdcodec.engine.network.ConvLayer;
import org.sdcodec.engine.network.Layers;
import org.sdcodec.engine.network.MemoryPlan;
import org.sdcodec.engine.network.Shape;

/**
 * diffusers' {@code DownBlock2D} and {@code CrossAttnDownBlock2D}: resnets, maybe each with a transformer, and a
 * halving of the size.
 */
final class DownBlock {
    private final String path;
    private final List<AttendingResnet> resnets = new ArrayList<>();
    /** Null in the last block. */
    private final ConvLayer downsampler;

    /** @param index of the block on the way down */
    DownBlock(Layers layers, UNetConfig config, int index) {
        this.path = layers.path();
        int outC = config.blockOutChannels()[index];
        int inC = config.blockOutChannels()[Math.max(0, index - 1)];
        for (int i = 0; i < config.layersPerBlock()[index]; i++) {
            boolean attends = config.downCrossAttention()[index];
            resnets.add(new AttendingResnet(layers, config, i, i == 0 ? inC : outC, outC, attends, index));
        }
        boolean last = index == config.blocks() - 1;
        this.downsampler = last ? null : layers.conv("downsamplers.0.conv", outC, outC, 3, 2, Padding.of(1), true);
    }

    /**
     * Every layer's output goes to {@code skips}, on top the block's own, which is also returned; {@code x} stays
     * there, too.
     */
    Tensor forward(Pass pass, Tensor x, Deque<Tensor> skips) {
        Tensor h = x;
        for (AttendingResnet resnet : resnets) {
            h = resnet.forward(pass, h);
            skips.push(h);
        }
        if (downsampler != null) {
            h = pass.seen(path + ".downsamplers.0", downsampler.forward(pass.engine(), h));
            skips.push(h);
        }
        return h;
    }

    /** Takes and gives back what {@link #forward} does. */
    Shape plan(MemoryPlan plan, Shape x, Deque<Shape> skips) {
        Shape h = x;
        for (AttendingResnet resnet : resnets) {
            h = resnet.plan(plan, h);
            skips.push(h);
        }
        if (downsampler != null) {
            h = downsampler.plan(plan, downsampler.output(h));
            skips.push(h);
        }
        return h;
    }
}
