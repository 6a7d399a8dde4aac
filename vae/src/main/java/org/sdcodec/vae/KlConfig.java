package org.sdcodec.vae;

import java.util.Arrays;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.ModelException;

/**
 * The configuration of an {@link AutoencoderKL}, by the names and with the defaults of diffusers, and one key of our own.
 *
 * @param channels {@code block_out_channels}: the width of each level, finest first
 * @param layers {@code layers_per_block}: resnet blocks per level of the encoder; the decoder has one more
 * @param groups {@code norm_num_groups}
 * @param latentChannels {@code latent_channels}
 * @param quantConv {@code use_quant_conv}: a 1 × 1 convolution after the encoder
 * @param postQuantConv {@code use_post_quant_conv}: a 1 × 1 convolution before the decoder
 * @param attention {@code mid_block_add_attention}
 * @param patch {@code patch_size}, our own: space-to-depth before the encoder, depth-to-space after the decoder
 * @param scalingFactor {@code scaling_factor}
 * @param shiftFactor {@code shift_factor}
 */
record KlConfig(
        int[] channels,
        int layers,
        int groups,
        int latentChannels,
        boolean quantConv,
        boolean postQuantConv,
        boolean attention,
        int patch,
        float scalingFactor,
        float shiftFactor) {
    /** Refuses by name what is not supported. */
    static KlConfig of(ModelConfig config) {
        config.requireSupported("in_channels", 3);
        config.requireSupported("out_channels", 3);
        config.requireSupported("act_fn", "silu", "swish");
        config.requireSupported("down_block_types", "DownEncoderBlock2D");
        config.requireSupported("up_block_types", "UpDecoderBlock2D");
        config.requireSupported("latents_mean");
        config.requireSupported("latents_std");
        int[] channels = Configs.channels(config, "block_out_channels", new int[] {64});
        Configs.requireLength(config, "down_block_types", channels.length);
        Configs.requireLength(config, "up_block_types", channels.length);
        int groups = config.integer("norm_num_groups", 32);
        if (Arrays.stream(channels).anyMatch(width -> width % groups != 0)) {
            throw new ModelException(config.origin() + ": norm_num_groups = " + groups
                    + " does not divide every one of block_out_channels = " + Arrays.toString(channels));
        }
        return new KlConfig(
                channels,
                config.integer("layers_per_block", 1, 1, Configs.MAX_LAYERS),
                groups,
                config.integer("latent_channels", 4, 1, Configs.MAX_CHANNELS),
                config.flag("use_quant_conv", true),
                config.flag("use_post_quant_conv", true),
                config.flag("mid_block_add_attention", true),
                Configs.patch(config),
                Configs.scalingFactor(config, 0.18215),
                (float) config.number("shift_factor", 0));
    }

    int levels() {
        return channels.length;
    }

    /** Pixels per latent cell along each side. */
    int downsampling() {
        return patch << levels() - 1;
    }

    /** The width of the coarsest level. */
    int innermost() {
        return channels[levels() - 1];
    }

    /** Channels of a picture after space-to-depth. */
    int pictureChannels() {
        return 3 * patch * patch;
    }
}
