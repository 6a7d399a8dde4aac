package org.sdcodec.vae;

import org.sdcodec.weights.Weights;

/**
 * The decoder of an AutoencoderKL (Rombach et al. 2022): a middle with attention on the latent's grid, then resnet blocks on ever
 * finer levels.
 */
final class Decoder {
    private Decoder() {}

    static Sequence load(KlConfig config, Weights all) {
        Weights weights = all.at("decoder");
        int groups = config.groups();
        int latent = config.latentChannels();
        int width = config.innermost();
        Sequence.Builder blocks = new Sequence.Builder();
        if (config.postQuantConv()) {
            blocks.add(Convolution.same(all.at("post_quant_conv"), latent, latent, 1));
        }
        blocks.add(Convolution.same(weights.at("conv_in"), latent, width, 3));
        MiddleBlock.add(blocks, config, weights.at("mid_block"));

        for (int i = 0; i < config.levels(); i++) {
            Weights level = weights.at("up_blocks." + i);
            int outC = config.channels()[config.levels() - 1 - i];
            for (int j = 0; j < config.layers() + 1; j++) {
                blocks.add(new ResnetBlock(level.at("resnets." + j), width, outC, groups));
                width = outC;
            }
            if (i < config.levels() - 1) {
                blocks.add(Convolution.doubling(level.at("upsamplers.0.conv"), width, width, true));
            }
        }

        blocks.add(Convolution.after(
                Layers.groupNorm(weights.at("conv_norm_out"), groups, width),
                weights.at("conv_out"),
                width,
                config.pictureChannels(),
                3));
        return blocks.build();
    }
}
