package org.sdcodec.weights.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.Quote;
import org.sdcodec.weights.TensorSource;
import org.sdcodec.weights.WeightsException;

/**
 * The configurations that single files lack, from the names (diffusers') and shapes of their tensors. What no shape
 * tells of UNets and text encoders is a constant of Stable Diffusion 1.x and 2.x, from the {@code v1-inference.yaml}
 * and {@code v2-inference.yaml} that were published with them.
 */
final class InferredConfig {
    private static final int GROUPS = 32;
    /** {@code batch_norm_eps} of the published FLUX.2. */
    private static final double FLUX2_EPSILON = 1e-4;

    /** {@code num_heads: 8} of 1.x; 2.x has {@code num_head_channels: 64} instead. */
    private static final int HEADS_V1 = 8;

    private static final int HEAD_CHANNELS_V2 = 64;

    /** CLIP's and OpenCLIP's text transformers. */
    private static final int HEAD_CHANNELS_CLIP = 64;

    private final TensorSource tensors;
    private final Map<String, Object> values = new TreeMap<>();

    private InferredConfig(TensorSource tensors) {
        this.tensors = tensors;
    }

    /**
     * AutoencoderKL.
     *
     * @param family the family of a latent with so many channels, by what else is known of the file
     * @throws WeightsException if it is not known
     */
    static ModelConfig vae(TensorSource tensors, IntFunction<Optional<LatentFamily>> family) {
        return new InferredConfig(tensors).vae(family);
    }

    /** AutoencoderKLFlux2. */
    static ModelConfig flux2Vae(TensorSource tensors) {
        return new InferredConfig(tensors).flux2Vae();
    }

    /** AutoencoderTiny. */
    static ModelConfig tinyVae(TensorSource tensors) {
        return new InferredConfig(tensors).tinyVae();
    }

    /** UNet2DConditionModel. */
    static ModelConfig unet(TensorSource tensors) {
        return new InferredConfig(tensors).unet();
    }

    /** CLIPTextModel. */
    static ModelConfig textEncoder(TensorSource tensors, String activation) {
        return new InferredConfig(tensors).textEncoder(activation);
    }

    /** The noise schedule of Stable Diffusion 1.x and 2.x with the sampler they were published with. */
    static ModelConfig scheduler(String prediction, String origin) {
        return ModelConfig.of(
                Map.of(
                        "_class_name",
                        "PNDMScheduler",
                        "beta_schedule",
                        "scaled_linear",
                        "beta_start",
                        0.00085,
                        "beta_end",
                        0.012,
                        "num_train_timesteps",
                        1000,
                        "set_alpha_to_one",
                        false,
                        "skip_prk_steps",
                        true,
                        "steps_offset",
                        1,
                        "prediction_type",
                        prediction),
                origin + " (schedule of Stable Diffusion)");
    }

    private ModelConfig vae(IntFunction<Optional<LatentFamily>> families) {
        int latentChannels = dimension("decoder.conv_in.weight", 1);
        LatentFamily family = families.apply(latentChannels)
                .orElseThrow(() -> new WeightsException(tensors.origin() + ": is an autoencoder with " + latentChannels
                        + " latent channels, whose scale its tensors do not tell; put its config.json beside it"
                        + (latentChannels == LatentFamily.FLUX_1.channels()
                                ? ", or give the file a name with sd3 or flux in it, whichever it is"
                                : "")));
        values.put("_class_name", "AutoencoderKL");
        values.put("scaling_factor", family.scalingFactor());
        values.put("shift_factor", family.shiftFactor());
        return kl();
    }

    private ModelConfig flux2Vae() {
        values.put("_class_name", "AutoencoderKLFlux2");
        values.put("batch_norm_eps", FLUX2_EPSILON);
        values.put("decoder_block_out_channels", decoderChannels());
        return kl();
    }

    /** From the coarsest level, as the decoder's blocks are counted, to the finest first, as configurations have it. */
    private List<Integer> decoderChannels() {
        List<Integer> channels = new ArrayList<>();
        for (int i = 0; has(resnet("decoder.up_blocks." + i, 0) + "norm1.weight"); i++) {
            channels.add(0, dimension(resnet("decoder.up_blocks." + i, 0) + "conv1.weight", 0));
        }
        return channels;
    }

    private ModelConfig kl() {
        int levels = count(i -> has(resnet("encoder.down_blocks." + i, 0) + "norm1.weight"));
        List<Integer> channels = new ArrayList<>();
        for (int i = 0; i < levels; i++) {
            channels.add(dimension(resnet("encoder.down_blocks." + i, 0) + "conv1.weight", 0));
        }
        values.put("in_channels", dimension("encoder.conv_in.weight", 1));
        values.put("out_channels", dimension("decoder.conv_out.weight", 0));
        values.put("latent_channels", dimension("decoder.conv_in.weight", 1));
        values.put("block_out_channels", channels);
        values.put("layers_per_block", count(j -> has(resnet("encoder.down_blocks.0", j) + "norm1.weight")));
        values.put("down_block_types", Collections.nCopies(levels, "DownEncoderBlock2D"));
        values.put("up_block_types", Collections.nCopies(levels, "UpDecoderBlock2D"));
        values.put("act_fn", "silu");
        values.put("norm_num_groups", GROUPS);
        values.put("use_quant_conv", has("quant_conv.weight"));
        values.put("use_post_quant_conv", has("post_quant_conv.weight"));
        values.put("mid_block_add_attention", has("decoder.mid_block.attentions.0.to_q.weight"));
        return finished();
    }

    private ModelConfig tinyVae() {
        TinyLevels encoder = TinyLevels.encoder(tensors.names());
        TinyLevels decoder = TinyLevels.decoder(tensors.names());
        values.put("_class_name", "AutoencoderTiny");
        values.put("in_channels", dimension("encoder.layers.0.weight", 1));
        values.put("out_channels", dimension("decoder.layers." + decoder.last() + ".weight", 0));
        values.put("latent_channels", dimension("decoder.layers.0.weight", 1));
        if (!encoder.stem().isEmpty()) {
            values.put(
                    "encoder_stem_out_channels",
                    encoder.stem().stream()
                            .map(layer -> dimension("encoder.layers." + layer + ".weight", 0))
                            .toList());
        }
        values.put("encoder_block_out_channels", widths("encoder", encoder));
        values.put("decoder_block_out_channels", widths("decoder", decoder));
        values.put("num_encoder_blocks", encoder.blocks());
        values.put("num_decoder_blocks", decoder.blocks());
        values.put("use_midblock_gn", has("decoder.layers.2.pool.0.weight"));
        values.put("act_fn", "relu");
        values.put("scaling_factor", 1.0);
        return finished();
    }

    private List<Integer> widths(String side, TinyLevels levels) {
        if (levels.blocks().isEmpty()) {
            throw missing(side + ".layers." + (side.equals("encoder") ? 1 : 2) + ".conv.0.weight");
        }
        return levels.firstBlocks().stream()
                .map(layer -> dimension(side + ".layers." + layer + ".conv.0.weight", 0))
                .toList();
    }

    private ModelConfig unet() {
        String first = "down_blocks.0.attentions.0.";
        int levels = count(i -> has(resnet("down_blocks." + i, 0) + "norm1.weight"));
        List<Integer> channels = new ArrayList<>();
        List<String> downTypes = new ArrayList<>();
        List<String> upTypes = new ArrayList<>();
        for (int i = 0; i < levels; i++) {
            channels.add(dimension(resnet("down_blocks." + i, 0) + "conv1.weight", 0));
            downTypes.add(hasAttention("down_blocks." + i) ? "CrossAttnDownBlock2D" : "DownBlock2D");
            upTypes.add(hasAttention("up_blocks." + i) ? "CrossAttnUpBlock2D" : "UpBlock2D");
        }
        int inChannels = dimension("conv_in.weight", 1);
        int outChannels = dimension("conv_out.weight", 0);
        if (inChannels != outChannels) {
            throw new WeightsException(
                    tensors.origin() + ": its UNet takes " + inChannels + " channels and gives " + outChannels
                            + ", as models for inpainting, depth or upscaling do; a text-to-image model is needed");
        }
        boolean linear = shape(first + "proj_in.weight").size() == 2;
        values.put("_class_name", "UNet2DConditionModel");
        values.put("in_channels", inChannels);
        values.put("out_channels", outChannels);
        values.put("block_out_channels", channels);
        values.put("layers_per_block", count(j -> has(resnet("down_blocks.0", j) + "norm1.weight")));
        values.put("down_block_types", downTypes);
        values.put("up_block_types", upTypes);
        values.put("mid_block_type", "UNetMidBlock2DCrossAttn");
        values.put("act_fn", "silu");
        values.put("norm_num_groups", GROUPS);
        values.put("norm_eps", 1e-5);
        values.put("flip_sin_to_cos", true);
        values.put("freq_shift", 0);
        values.put("use_linear_projection", linear);
        values.put("cross_attention_dim", dimension(first + "transformer_blocks.0.attn2.to_k.weight", 1));
        values.put(
                "transformer_layers_per_block", count(k -> has(first + "transformer_blocks." + k + ".norm1.weight")));
        // The name is historical: it is the number of heads.
        values.put(
                "attention_head_dim",
                linear
                        ? channels.stream()
                                .map(width -> Math.max(1, width / HEAD_CHANNELS_V2))
                                .toList()
                        : HEADS_V1);
        return finished();
    }

    private ModelConfig textEncoder(String activation) {
        int width = dimension("embeddings.token_embedding.weight", 1);
        values.put("model_type", "clip_text_model");
        values.put("vocab_size", dimension("embeddings.token_embedding.weight", 0));
        values.put("hidden_size", width);
        values.put("max_position_embeddings", dimension("embeddings.position_embedding.weight", 0));
        values.put("intermediate_size", dimension("encoder.layers.0.mlp.fc1.weight", 0));
        values.put("num_hidden_layers", count(i -> has("encoder.layers." + i + ".layer_norm1.weight")));
        values.put("num_attention_heads", Math.max(1, width / HEAD_CHANNELS_CLIP));
        values.put("hidden_act", activation);
        values.put("layer_norm_eps", 1e-5);
        return finished();
    }

    private static String resnet(String block, int index) {
        return block + ".resnets." + index + ".";
    }

    private boolean hasAttention(String block) {
        return has(block + ".attentions.0.norm.weight");
    }

    private boolean has(String name) {
        return tensors.names().contains(name);
    }

    private static int count(IntPredicate exists) {
        int count = 0;
        while (exists.test(count)) {
            count++;
        }
        return count;
    }

    private List<Long> shape(String name) {
        if (!has(name)) {
            throw missing(name);
        }
        return tensors.info(name).shape();
    }

    private int dimension(String name, int index) {
        List<Long> shape = shape(name);
        if (index >= shape.size() || shape.get(index) < 1 || shape.get(index) > Integer.MAX_VALUE) {
            throw new WeightsException(tensors.origin(name) + ": tensor " + Quote.name(name) + " has shape " + shape
                    + ", from which the network's configuration cannot be told");
        }
        return shape.get(index).intValue();
    }

    private WeightsException missing(String name) {
        return new WeightsException(tensors.origin() + ": tensor " + Quote.name(name)
                + " is missing, from which the network's configuration is told");
    }

    private ModelConfig finished() {
        return ModelConfig.of(values, tensors.origin() + " (configuration told from its tensors)");
    }
}
