package org.sdcodec.unet;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Channels;
import org.sdcodec.engine.network.ConvLayer;
import org.sdcodec.engine.network.Layers;
import org.sdcodec.engine.network.MemoryPlan;
import org.sdcodec.engine.network.Shape;

/**
 * diffusers' {@code UpBlock2D} and {@code CrossAttnUpBlock2D}: resnets that each take in one output of the way down,
 * maybe each with a transformer, and a doubling of the size.
 */
final class UpBlock {
    private final String path;
    private final List<AttendingResnet> resnets = new ArrayList<>();
    /** Null in the last block. */
    private final ConvLayer upsampler;

    /** @param index of the block on the way up */
    UpBlock(Layers layers, UNetConfig config, int index) {
        this.path = layers.path();
        // The block of the way down at the same size, and its neighbors there.
        int level = config.blocks() - 1 - index;
        int outC = config.blockOutChannels()[level];
        int fromBelow = config.blockOutChannels()[Math.min(config.blocks() - 1, level + 1)];
        int lastSkipC = config.blockOutChannels()[Math.max(0, level - 1)];
        int count = config.layersPerBlock()[level] + 1;
        for (int i = 0; i < count; i++) {
            int skipC = i == count - 1 ? lastSkipC : outC;
            int inC = (i == 0 ? fromBelow : outC) + skipC;
            boolean attends = config.upCrossAttention()[index];
            resnets.add(new AttendingResnet(layers, config, i, inC, outC, attends, level));
        }
        this.upsampler = level == 0 ? null : layers.conv("upsamplers.0.conv", outC, outC, 3);
    }

    /** Takes what it needs from the top of {@code skips}; releases that and {@code x}. */
    Tensor forward(Pass pass, Tensor x, Deque<Tensor> skips) {
        Engine engine = pass.engine();
        Tensor h = x;
        for (AttendingResnet resnet : resnets) {
            Tensor skip = skips.pop();
            Tensor both = Channels.concatenate(engine, h, skip);
            engine.release(h, skip);
            h = resnet.forward(pass, both);
            engine.release(both);
        }
        if (upsampler == null) {
            return h;
        }
        // Where the way down halved an odd size, twice the size is one too many.
        Tensor next = skips.peek();
        Tensor y = upsampler.on(h).upsampledTo(next.height(), next.width()).run(engine);
        engine.release(h);
        return pass.seen(path + ".upsamplers.0", y);
    }

    /** Takes and gives back what {@link #forward} does. */
    Shape plan(MemoryPlan plan, Shape x, Deque<Shape> skips) {
        Shape h = x;
        for (AttendingResnet resnet : resnets) {
            Shape skip = skips.pop();
            Shape both = h.withChannels(h.channels() + skip.channels());
            plan.take(both);
            plan.give(h, skip);
            h = resnet.plan(plan, both);
            plan.give(both);
        }
        if (upsampler == null) {
            return h;
        }
        Shape y = upsampler.plan(plan, skips.peek().withChannels(h.channels()), 2);
        plan.give(h);
        return y;
    }
}
