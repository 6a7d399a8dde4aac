package org.sdcodec.unet;

import java.util.List;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.WeightsException;

/**
 * The configuration of a UNet2DConditionModel with the defaults of diffusers. What is not supported is refused by name.
 * Lists have one element per block of the way down.
 *
 * @param blockOutChannels channels of the blocks
 * @param downCrossAttention which blocks of the way down attend to the text
 * @param midCrossAttention whether the middle block does
 * @param upCrossAttention the same of the way up
 * @param layersPerBlock resnets per block of the way down; the way up has one more
 * @param heads attention heads. diffusers reads them from {@code attention_head_dim}: a published misnomer
 * @param transformerLayers transformer blocks per attention
 * @param groups of the group normalizations
 * @param epsilon of the group normalizations
 */
record UNetConfig(
        int inChannels,
        int outChannels,
        int[] blockOutChannels,
        boolean[] downCrossAttention,
        boolean midCrossAttention,
        boolean[] upCrossAttention,
        int[] layersPerBlock,
        int[] heads,
        int[] transformerLayers,
        int crossAttentionDim,
        boolean useLinearProjection,
        int timeEmbeddingChannels,
        boolean flipSinToCos,
        float frequencyShift,
        int groups,
        double epsilon,
        int convInKernel,
        int convOutKernel) {
    private static final int TIME_EMBEDDING_FACTOR = 4;
    /** More than any published network has; keeps products of sizes within int. */
    private static final int MAX_CHANNELS = 1 << 20;

    private static final int MAX_KERNEL = 15;

    /** Keys that must be absent or null: each asks for a network of another kind, and is refused by name. */
    private static final String[] UNSUPPORTED = {
        "num_attention_heads",
        "class_embed_type",
        "num_class_embeds",
        "addition_embed_type",
        "encoder_hid_dim",
        "encoder_hid_dim_type",
        "reverse_transformer_layers_per_block",
        "time_embedding_act_fn",
        "timestep_post_act",
        "time_cond_proj_dim",
        "cross_attention_norm"
    };

    static UNetConfig of(ModelConfig config) {
        for (String key : UNSUPPORTED) {
            config.requireSupported(key);
        }
        for (String key : new String[] {
            "center_input_sample",
            "only_cross_attention",
            "dual_cross_attention",
            "resnet_skip_time_act",
            "class_embeddings_concat",
            "mid_block_only_cross_attention"
        }) {
            config.requireSupported(key, false);
        }
        config.requireSupported("_class_name", "UNet2DConditionModel");
        config.requireSupported("act_fn", "silu", "swish");
        config.requireSupported("downsample_padding", 1);
        config.requireSupported("mid_block_scale_factor", 1);
        config.requireSupported("resnet_out_scale_factor", 1);
        config.requireSupported("resnet_time_scale_shift", "default");
        config.requireSupported("time_embedding_type", "positional");
        config.requireSupported("attention_type", "default");
        config.requireSupported("down_block_types", "CrossAttnDownBlock2D", "DownBlock2D");
        config.requireSupported("mid_block_type", "UNetMidBlock2DCrossAttn", "UNetMidBlock2D");
        config.requireSupported("up_block_types", "UpBlock2D", "CrossAttnUpBlock2D");

        int[] channels = config.integers("block_out_channels", new int[] {320, 640, 1280, 1280});
        int blocks = channels.length;
        boolean[] down = crossAttention(
                config,
                "down_block_types",
                blocks,
                List.of("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"));
        boolean mid = config.string("mid_block_type", "UNetMidBlock2DCrossAttn").equals("UNetMidBlock2DCrossAttn");
        boolean[] up = crossAttention(
                config,
                "up_block_types",
                blocks,
                List.of("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"));
        UNetConfig result = new UNetConfig(
                config.integer("in_channels", 4, 1, MAX_CHANNELS),
                config.integer("out_channels", 4, 1, MAX_CHANNELS),
                channels,
                down,
                mid,
                up,
                config.integersForEach("layers_per_block", 2, blocks),
                config.integersForEach("attention_head_dim", 8, blocks),
                config.integersForEach("transformer_layers_per_block", 1, blocks),
                config.integer("cross_attention_dim", 1280, 1, MAX_CHANNELS),
                config.flag("use_linear_projection", false),
                config.integer("time_embedding_dim", TIME_EMBEDDING_FACTOR * channels[0], 1, MAX_CHANNELS),
                config.flag("flip_sin_to_cos", true),
                (float) config.number("freq_shift", 0),
                config.integer("norm_num_groups", 32),
                config.number("norm_eps", 1e-5),
                oddKernel(config, "conv_in_kernel"),
                oddKernel(config, "conv_out_kernel"));
        result.check(config);
        return result;
    }

    private static boolean[] crossAttention(ModelConfig config, String key, int blocks, List<String> absent) {
        List<String> types = config.strings(key, absent);
        if (types.size() != blocks) {
            throw new WeightsException("%s: %s has %d elements, but block_out_channels %d"
                    .formatted(config.origin(), key, types.size(), blocks));
        }
        boolean[] result = new boolean[blocks];
        for (int i = 0; i < blocks; i++) {
            result[i] = types.get(i).startsWith("CrossAttn");
        }
        return result;
    }

    private static int oddKernel(ModelConfig config, String key) {
        int kernel = config.integer(key, 3, 1, MAX_KERNEL);
        if (kernel % 2 == 0) {
            throw new WeightsException(
                    "%s: %s = %d is not supported; expected an odd number".formatted(config.origin(), key, kernel));
        }
        return kernel;
    }

    private void check(ModelConfig config) {
        for (int i = 0; i < blocks(); i++) {
            int c = blockOutChannels[i];
            if (c > MAX_CHANNELS || c % groups != 0) {
                throw new WeightsException(
                        "%s: block_out_channels has %d; expected a multiple of norm_num_groups = %d, at most %d"
                                .formatted(config.origin(), c, groups, MAX_CHANNELS));
            }
            boolean attends = downCrossAttention[i]
                    || upCrossAttention[blocks() - 1 - i]
                    || i == blocks() - 1 && midCrossAttention;
            if (attends && c % heads[i] != 0) {
                throw new WeightsException(
                        "%s: block_out_channels has %d, which attention_head_dim = %d heads do not divide"
                                .formatted(config.origin(), c, heads[i]));
            }
        }
        if (blockOutChannels[0] % 2 != 0 || blockOutChannels[0] / 2 <= frequencyShift) {
            throw new WeightsException(
                    "%s: block_out_channels begins with %d, which must be even and more than twice freq_shift"
                            .formatted(config.origin(), blockOutChannels[0]));
        }
    }

    int blocks() {
        return blockOutChannels.length;
    }

    /** Whether any block attends to a text. */
    boolean takesContext() {
        boolean takes = midCrossAttention;
        for (int i = 0; i < blocks(); i++) {
            takes |= downCrossAttention[i] || upCrossAttention[i];
        }
        return takes;
    }
}
