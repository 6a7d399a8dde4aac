package org.sdcodec.unet;

import org.sdcodec.engine.Tensor;

/**
 * diffusers' {@code UNetMidBlock2DCrossAttn}, a transformer between two resnets, and {@code UNetMidBlock2D} as its UNet builds
 * it: a single resnet.
 */
final class MidBlock {
    private final ResnetBlock first;
    /** Null in a network without attention. */
    private final Transformer attention;
    /** Null in a network without attention. */
    private final ResnetBlock second;

    MidBlock(Layers layers, UNetConfig config) {
        int last = config.blocks() - 1;
        int channels = config.blockOutChannels()[last];
        boolean attends = config.midCrossAttention();
        this.first = new ResnetBlock(layers.at("resnets.0"), config, channels, channels);
        this.attention = attends
                ? new Transformer(
                        layers.at("attentions.0"),
                        config,
                        channels,
                        config.heads()[last],
                        config.transformerLayers()[last])
                : null;
        this.second = attends ? new ResnetBlock(layers.at("resnets.1"), config, channels, channels) : null;
    }

    /** {@code h × w × channels →} the same shape; {@code x} stays the caller's. */
    Tensor forward(Pass pass, Tensor x) {
        Tensor h = first.forward(pass, x);
        if (attention == null) {
            return h;
        }
        Tensor attended = attention.forward(pass, h);
        Tensor y = second.forward(pass, attended);
        pass.engine().release(h, attended);
        return y;
    }
}
