package org.sdcodec.benchmarks.peers.graph;

import org.sdcodec.benchmarks.peers.graph.NetworkGraph.Pads;
import org.sdcodec.weights.ModelConfig;

/** The autoencoders of Stable Diffusion and their small siblings, with the names of diffusers' modules. */
public final class Networks {
    private static final double EPSILON = 1e-6;
    private static final double TAESD_LIMIT = 3;
    private static final int[] TAESD_CHANNELS = {64, 64, 64, 64};

    private Networks() {}

    /** AutoencoderKL: a picture −1..1, height and width multiples of the downsampling → mean of the latent. */
    public static void klEncoder(NetworkGraph graph, ModelConfig config, int height, int width) {
        Kl kl = new Kl(graph, config);
        Value x = graph.spaceToDepth(graph.input("image", 3, height, width), kl.patch);
        x = graph.conv(x, "encoder.conv_in", kl.channels[0], 3);
        for (int i = 0; i < kl.channels.length; i++) {
            String level = "encoder.down_blocks." + i;
            for (int j = 0; j < kl.layers; j++) {
                x = kl.resnet(x, level + ".resnets." + j, kl.channels[i]);
            }
            if (i < kl.channels.length - 1) {
                Pads pads = new Pads(0, 0, 1, 1);
                x = graph.conv(x, level + ".downsamplers.0.conv", kl.channels[i], 3, 2, pads, true);
            }
        }
        x = kl.middle(x, "encoder.mid_block");
        int moments = 2 * kl.latentChannels;
        x = graph.conv(kl.normalized(x, "encoder.conv_norm_out"), "encoder.conv_out", moments, 3);
        if (config.flag("use_quant_conv", true)) {
            x = graph.conv(x, "quant_conv", moments, 1);
        }
        graph.output(graph.firstChannels(x, kl.latentChannels));
    }

    /** AutoencoderKL: a latent, unscaled → the picture. */
    public static void klDecoder(NetworkGraph graph, ModelConfig config, int height, int width) {
        Kl kl = new Kl(graph, config);
        int downsampling = kl.patch << kl.channels.length - 1;
        Value x = graph.input("latent", kl.latentChannels, height / downsampling, width / downsampling);
        if (config.flag("use_post_quant_conv", true)) {
            x = graph.conv(x, "post_quant_conv", kl.latentChannels, 1);
        }
        x = graph.conv(x, "decoder.conv_in", kl.channels[kl.channels.length - 1], 3);
        x = kl.middle(x, "decoder.mid_block");
        for (int i = 0; i < kl.channels.length; i++) {
            String level = "decoder.up_blocks." + i;
            int outC = kl.channels[kl.channels.length - 1 - i];
            for (int j = 0; j <= kl.layers; j++) {
                x = kl.resnet(x, level + ".resnets." + j, outC);
            }
            if (i < kl.channels.length - 1) {
                x = graph.conv(graph.upsample2x(x), level + ".upsamplers.0.conv", outC, 3);
            }
        }
        int colors = 3 * kl.patch * kl.patch;
        x = graph.conv(kl.normalized(x, "decoder.conv_norm_out"), "decoder.conv_out", colors, 3);
        graph.output(graph.depthToSpace(x, kl.patch));
    }

    /** What the two halves of an AutoencoderKL share. */
    private static final class Kl {
        private final NetworkGraph graph;
        private final int[] channels;
        private final int layers;
        private final int groups;
        private final int latentChannels;
        private final int patch;
        private final boolean attention;

        Kl(NetworkGraph graph, ModelConfig config) {
            this.graph = graph;
            this.channels = config.integers("block_out_channels", new int[] {64});
            this.layers = config.integer("layers_per_block", 1);
            this.groups = config.integer("norm_num_groups", 32);
            this.latentChannels = config.integer("latent_channels", 4);
            this.patch = config.integer("patch_size", 1);
            this.attention = config.flag("mid_block_add_attention", true);
        }

        Value normalized(Value x, String path) {
            return graph.silu(graph.groupNorm(x, path, groups, EPSILON));
        }

        Value resnet(Value x, String path, int outC) {
            Value h = graph.conv(normalized(x, path + ".norm1"), path + ".conv1", outC, 3);
            h = graph.conv(normalized(h, path + ".norm2"), path + ".conv2", outC, 3);
            return graph.add(x.channels() == outC ? x : graph.conv(x, path + ".conv_shortcut", outC, 1), h);
        }

        Value middle(Value x, String path) {
            int width = x.channels();
            Value h = resnet(x, path + ".resnets.0", width);
            if (attention) {
                String block = path + ".attentions.0";
                Value tokens = graph.tokens(graph.groupNorm(h, block + ".group_norm", groups, EPSILON));
                Value attended = graph.attention(
                        graph.linear(tokens, block + ".to_q", width, true),
                        graph.linear(tokens, block + ".to_k", width, true),
                        graph.linear(tokens, block + ".to_v", width, true),
                        1);
                Value out = graph.linear(attended, block + ".to_out.0", width, true);
                h = graph.add(h, graph.map(out, h.height(), h.width()));
            }
            return resnet(h, path + ".resnets.1", width);
        }
    }

    /** AutoencoderTiny: a picture −1..1, height and width multiples of the downsampling → its latent. */
    public static void tinyEncoder(NetworkGraph graph, ModelConfig config, int height, int width) {
        int[] channels = config.integers("encoder_block_out_channels", TAESD_CHANNELS);
        int[] blocks = config.integers("num_encoder_blocks", new int[] {1, 3, 3, 3});
        int patch = config.integer("patch_size", 1);
        Value x = graph.affine(graph.input("image", 3, height, width), 0.5, 0.5);
        x = graph.spaceToDepth(x, patch);
        int layer = 0;
        x = graph.conv(x, "encoder.layers." + layer++, channels[0], 3);
        for (int i = 0; i < channels.length; i++) {
            if (i > 0) {
                x = graph.conv(x, "encoder.layers." + layer++, channels[i], 3, 2, Pads.of(1), false);
            }
            for (int j = 0; j < blocks[i]; j++) {
                x = tinyBlock(graph, x, "encoder.layers." + layer++);
            }
        }
        graph.output(graph.conv(x, "encoder.layers." + layer, config.integer("latent_channels", 4), 3));
    }

    /** AutoencoderTiny: a latent → the picture. */
    public static void tinyDecoder(NetworkGraph graph, ModelConfig config, int height, int width) {
        int[] channels = config.integers("decoder_block_out_channels", TAESD_CHANNELS);
        int[] blocks = config.integers("num_decoder_blocks", new int[] {3, 3, 3, 1});
        int patch = config.integer("patch_size", 1);
        int downsampling = patch << channels.length - 1;
        int latentChannels = config.integer("latent_channels", 4);
        Value x = graph.input("latent", latentChannels, height / downsampling, width / downsampling);
        x = graph.affine(graph.tanh(graph.affine(x, 1 / TAESD_LIMIT, 0)), TAESD_LIMIT, 0);
        x = graph.relu(graph.conv(x, "decoder.layers.0", channels[0], 3));
        // Layers without weights count too: the ReLU behind the first convolution, and each upsampling.
        int layer = 2;
        for (int i = 0; i < channels.length; i++) {
            for (int j = 0; j < blocks[i]; j++) {
                x = tinyBlock(graph, x, "decoder.layers." + layer++);
            }
            if (i < channels.length - 1) {
                layer++;
                x = graph.upsample2x(x);
                x = graph.conv(x, "decoder.layers." + layer++, channels[i + 1], 3, 1, Pads.of(1), false);
            }
        }
        x = graph.conv(x, "decoder.layers." + layer, 3 * patch * patch, 3);
        graph.output(graph.depthToSpace(graph.affine(x, 2, -1), patch));
    }

    private static Value tinyBlock(NetworkGraph graph, Value x, String path) {
        Value h = graph.relu(graph.conv(x, path + ".conv.0", x.channels(), 3));
        h = graph.relu(graph.conv(h, path + ".conv.2", x.channels(), 3));
        h = graph.conv(h, path + ".conv.4", x.channels(), 3);
        return graph.relu(graph.add(h, x));
    }
}
