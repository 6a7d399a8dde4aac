package org.sdcodec.unet;

import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.Layers;
import org.sdcodec.engine.network.MemoryPlan;
import org.sdcodec.engine.network.Shape;

/**
 * diffusers' {@code UNetMidBlock2DCrossAttn}, a transformer between two resnets, and {@code UNetMidBlock2D} as its UNet
 * builds it: a single resnet.
 */
final class MidBlock {
    private final AttendingResnet first;
    /** Null in a network without attention. */
    private final AttendingResnet second;

    MidBlock(Layers layers, UNetConfig config) {
        int last = config.blocks() - 1;
        int channels = config.blockOutChannels()[last];
        boolean attends = config.midCrossAttention();
        this.first = new AttendingResnet(layers, config, 0, channels, channels, attends, last);
        this.second = attends ? new AttendingResnet(layers, config, 1, channels, channels, false, last) : null;
    }

    /** {@code h × w × channels →} the same shape; {@code x} stays the caller's. */
    Tensor forward(Pass pass, Tensor x) {
        Tensor h = first.forward(pass, x);
        if (second == null) {
            return h;
        }
        Tensor y = second.forward(pass, h);
        pass.engine().release(h);
        return y;
    }

    /** Takes and gives back what {@link #forward} does. */
    Shape plan(MemoryPlan plan, Shape x) {
        Shape h = first.plan(plan, x);
        if (second == null) {
            return h;
        }
        Shape y = second.plan(plan, h);
        plan.give(h);
        return y;
    }
}
