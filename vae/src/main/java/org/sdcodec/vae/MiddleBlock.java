package org.sdcodec.vae;

import org.sdcodec.weights.Weights;

/** diffusers' {@code UNetMidBlock2D}: resnet, attention (if configured), resnet at the coarsest level. */
final class MiddleBlock {
    private MiddleBlock() {}

    static void add(Sequence.Builder blocks, KlConfig config, Weights weights) {
        int width = config.innermost();
        blocks.add(new ResnetBlock(weights.at("resnets.0"), width, width, config.groups()));
        if (config.attention()) {
            blocks.add(new AttentionBlock(weights.at("attentions.0"), width, config.groups()));
        }
        blocks.add(new ResnetBlock(weights.at("resnets.1"), width, width, config.groups()));
    }
}
