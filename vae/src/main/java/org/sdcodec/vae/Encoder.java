package org.sdcodec.vae;

import org.sdcodec.engine.layer.Padding;
import org.sdcodec.weights.Weights;

/**
 * The encoder of an AutoencoderKL (Rombach et al. 2022): resnet blocks on ever coarser levels, a middle with attention, and a
 * convolution to mean and logvar.
 */
final class Encoder {
    private Encoder() {}

    static Sequence load(KlConfig config, Weights all) {
        Weights weights = all.at("encoder");
        int groups = config.groups();
        int width = config.channels()[0];
        Sequence.Builder blocks = new Sequence.Builder();
        blocks.add(Convolution.same(weights.at("conv_in"), config.pictureChannels(), width, 3));

        for (int i = 0; i < config.levels(); i++) {
            Weights level = weights.at("down_blocks." + i);
            for (int j = 0; j < config.layers(); j++) {
                blocks.add(new ResnetBlock(level.at("resnets." + j), width, config.channels()[i], groups));
                width = config.channels()[i];
            }
            if (i < config.levels() - 1) {
                Weights conv = level.at("downsamplers.0.conv");
                blocks.add(Convolution.halving(conv, width, width, Padding.bottomRight(1), true));
            }
        }

        MiddleBlock.add(blocks, config, weights.at("mid_block"));
        blocks.add(Convolution.after(
                Layers.groupNorm(weights.at("conv_norm_out"), groups, width),
                weights.at("conv_out"),
                width,
                2 * config.latentChannels(),
                3));
        if (config.quantConv()) {
            blocks.add(Convolution.same(
                    all.at("quant_conv"), 2 * config.latentChannels(), 2 * config.latentChannels(), 1));
        }
        return blocks.build();
    }
}
