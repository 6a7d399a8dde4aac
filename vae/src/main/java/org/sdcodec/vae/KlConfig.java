package org.sdcodec.vae;

import java.util.Arrays;
import org.sdcodec.engine.layer.GroupNorm;
import org.sdcodec.engine.layer.Padding;
import org.sdcodec.engine.network.Layers;
import org.sdcodec.engine.network.ResnetBlock;
import org.sdcodec.engine.network.Sequence;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.WeightsException;

/**
 * The autoencoder of Stable Diffusion (Rombach et al. 2022), diffusers' {@code AutoencoderKL}: resnet blocks on ever
 * coarser levels, a middle with attention, and the same back. Its configuration has the names and the defaults of
 * diffusers, and two keys of our own.
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
 * @param rounded {@code trained_quantization}, our own
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
        float shiftFactor,
        boolean rounded)
        implements AutoencoderConfig {
    /** As diffusers' autoencoders have it ({@code resnet_eps}, {@code norm_eps}). */
    private static final double NORM_EPSILON = 1e-6;

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
            throw new WeightsException(config.origin() + ": norm_num_groups = " + groups
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
                (float) config.number("shift_factor", 0),
                Configs.rounded(config));
    }

    private int levels() {
        return channels.length;
    }

    /** The width of the coarsest level. */
    private int innermost() {
        return channels[levels() - 1];
    }

    @Override
    public int downsampling() {
        return patch << levels() - 1;
    }

    @Override
    public boolean variational() {
        return true;
    }

    @Override
    public Sequence encoder(Layers all) {
        Layers layers = all.at("encoder");
        int width = channels[0];
        Sequence.Builder blocks = Sequence.builder();
        blocks.add(Convolution.same(layers, "conv_in", pictureChannels(), width, 3));
        for (int i = 0; i < levels(); i++) {
            Layers level = layers.at("down_blocks." + i);
            for (int j = 0; j < this.layers; j++) {
                blocks.add(resnet(level.at("resnets." + j), width, channels[i]));
                width = channels[i];
            }
            if (i < levels() - 1) {
                Padding padding = Padding.bottomRight(1);
                blocks.add(Convolution.halving(level, "downsamplers.0.conv", width, width, padding, true));
            }
        }
        addMiddle(blocks, layers.at("mid_block"));
        addOutput(blocks, layers, width, 2 * latentChannels);
        if (quantConv) {
            blocks.add(Convolution.same(all, "quant_conv", 2 * latentChannels, 2 * latentChannels, 1));
        }
        return blocks.build();
    }

    @Override
    public Sequence decoder(Layers all) {
        Layers layers = all.at("decoder");
        int width = innermost();
        Sequence.Builder blocks = Sequence.builder();
        if (postQuantConv) {
            blocks.add(Convolution.same(all, "post_quant_conv", latentChannels, latentChannels, 1));
        }
        blocks.add(Convolution.same(layers, "conv_in", latentChannels, width, 3));
        addMiddle(blocks, layers.at("mid_block"));
        for (int i = 0; i < levels(); i++) {
            Layers level = layers.at("up_blocks." + i);
            int outC = channels[levels() - 1 - i];
            for (int j = 0; j < this.layers + 1; j++) {
                blocks.add(resnet(level.at("resnets." + j), width, outC));
                width = outC;
            }
            if (i < levels() - 1) {
                blocks.add(Convolution.doubling(level, "upsamplers.0.conv", width, width, true));
            }
        }
        addOutput(blocks, layers, width, pictureChannels());
        return blocks.build();
    }

    private ResnetBlock resnet(Layers layers, int inC, int outC) {
        return new ResnetBlock(layers, inC, outC, groups, NORM_EPSILON, 0);
    }

    /** diffusers' {@code UNetMidBlock2D}: resnet, attention (if configured), resnet at the coarsest level. */
    private void addMiddle(Sequence.Builder blocks, Layers layers) {
        blocks.add(resnet(layers.at("resnets.0"), innermost(), innermost()));
        if (attention) {
            blocks.add(new AttentionBlock(layers.at("attentions.0"), innermost(), groups, NORM_EPSILON));
        }
        blocks.add(resnet(layers.at("resnets.1"), innermost(), innermost()));
    }

    private void addOutput(Sequence.Builder blocks, Layers layers, int width, int outC) {
        GroupNorm norm = layers.groupNorm("conv_norm_out", groups, width, NORM_EPSILON);
        blocks.add(Convolution.after(norm, layers, "conv_out", width, outC, 3));
    }
}
