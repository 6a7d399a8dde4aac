package org.sdcodec.weights.checkpoint;

import java.util.Set;
import java.util.function.IntPredicate;
import org.sdcodec.weights.checkpoint.NameTable.Children;

/**
 * The names of single-file checkpoints beside those of diffusers. The left names are the attribute paths of the modules
 * in CompVis' latent-diffusion and stable-diffusion ({@code ldm/modules/diffusionmodules/model.py}, {@code
 * openaimodel.py}, {@code ldm/modules/attention.py}), in OpenCLIP's text transformer and in TAESD; the right ones those
 * of diffusers and transformers.
 */
final class LdmNames {
    private static final Children VAE_RESNET = new Children(
            "norm1", "norm1",
            "conv1", "conv1",
            "norm2", "norm2",
            "conv2", "conv2",
            "nin_shortcut", "conv_shortcut");

    private static final Children VAE_ATTENTION = new Children(
            "norm", "group_norm",
            "q", "to_q",
            "k", "to_k",
            "v", "to_v",
            "proj_out", "to_out.0");

    /** How diffusers itself called them before 2023; published folders still do. */
    private static final Children OLD_ATTENTION = new Children(
            "query", "to_q",
            "key", "to_k",
            "value", "to_v",
            "proj_attn", "to_out.0");

    private static final Children UNET_RESNET = new Children(
            "in_layers.0", "norm1",
            "in_layers.2", "conv1",
            "emb_layers.1", "time_emb_proj",
            "out_layers.0", "norm2",
            "out_layers.3", "conv2",
            "skip_connection", "conv_shortcut");

    private static final Children OPEN_CLIP_BLOCK = new Children(
            "ln_1", "layer_norm1",
            "attn.out_proj", "self_attn.out_proj",
            "ln_2", "layer_norm2",
            "mlp.c_fc", "mlp.fc1",
            "mlp.c_proj", "mlp.fc2");

    private LdmNames() {}

    /**
     * The autoencoder.
     *
     * @param levels resolutions
     * @param layers residual blocks per level of the encoder; the decoder has one more
     */
    static NameTable vae(int levels, int layers) {
        NameTable table = new NameTable();
        for (String side : new String[] {"encoder", "decoder"}) {
            table.add(side + ".mid.block_1", side + ".mid_block.resnets.0", VAE_RESNET)
                    .add(side + ".mid.attn_1", side + ".mid_block.attentions.0", VAE_ATTENTION)
                    // Some programs convert the names of the matrices alone.
                    .add(side + ".mid.attn_1", side + ".mid_block.attentions.0")
                    .add(side + ".mid.block_2", side + ".mid_block.resnets.1", VAE_RESNET)
                    .add(side + ".norm_out", side + ".conv_norm_out");
        }
        for (int level = 0; level < levels; level++) {
            String down = "encoder.down." + level;
            String downBlock = "encoder.down_blocks." + level;
            for (int j = 0; j < layers; j++) {
                table.add(down + ".block." + j, downBlock + ".resnets." + j, VAE_RESNET);
            }
            table.add(down + ".downsample", downBlock + ".downsamplers.0");

            // The checkpoint counts resolutions from the finest, diffusers counts blocks in the order they run.
            String up = "decoder.up." + (levels - 1 - level);
            String upBlock = "decoder.up_blocks." + level;
            for (int j = 0; j <= layers; j++) {
                table.add(up + ".block." + j, upBlock + ".resnets." + j, VAE_RESNET);
            }
            table.add(up + ".upsample", upBlock + ".upsamplers.0");
        }
        return table;
    }

    /** The attention of an autoencoder in diffusers' former names. */
    static NameTable oldVaeAttention() {
        NameTable table = new NameTable();
        for (String side : new String[] {"encoder", "decoder"}) {
            String attention = side + ".mid_block.attentions.0";
            table.add(attention, attention, OLD_ATTENTION);
        }
        return table;
    }

    /**
     * The UNet. The checkpoint lists the layers of all levels in one sequence, {@code input_blocks} and {@code
     * output_blocks}; each item holds a residual block, then an attention if the level has one, then an upsampler if
     * the level ends there. A downsampler is an item of its own.
     *
     * @param levels resolutions
     * @param layers residual blocks per level on the way down; one more on the way up
     * @param upAttention whether block i on the way up (0 is the coarsest) has attention
     */
    static NameTable unet(int levels, int layers, IntPredicate upAttention) {
        NameTable table = new NameTable()
                .add("time_embed.0", "time_embedding.linear_1")
                .add("time_embed.2", "time_embedding.linear_2")
                .add("input_blocks.0.0", "conv_in")
                .add("middle_block.0", "mid_block.resnets.0", UNET_RESNET)
                .add("middle_block.1", "mid_block.attentions.0")
                .add("middle_block.2", "mid_block.resnets.1", UNET_RESNET)
                .add("out.0", "conv_norm_out")
                .add("out.2", "conv_out");
        int perLevel = layers + 1;
        for (int level = 0; level < levels; level++) {
            String downBlock = "down_blocks." + level;
            for (int j = 0; j < layers; j++) {
                String item = "input_blocks." + (1 + level * perLevel + j);
                table.add(item + ".0", downBlock + ".resnets." + j, UNET_RESNET);
                table.add(item + ".1", downBlock + ".attentions." + j);
            }
            String down = "input_blocks." + (level + 1) * perLevel;
            table.add(down + ".0.op", downBlock + ".downsamplers.0.conv");

            String upBlock = "up_blocks." + level;
            boolean attention = upAttention.test(level);
            for (int j = 0; j < perLevel; j++) {
                String item = "output_blocks." + (level * perLevel + j);
                table.add(item + ".0", upBlock + ".resnets." + j, UNET_RESNET);
                if (attention) {
                    table.add(item + ".1", upBlock + ".attentions." + j);
                }
            }
            String up = "output_blocks." + (level * perLevel + layers) + (attention ? ".2" : ".1");
            table.add(up + ".conv", upBlock + ".upsamplers.0.conv");
        }
        return table;
    }

    /**
     * OpenCLIP's text encoder, without {@code attn.in_proj_*}, which holds the three matrices that transformers keeps
     * apart.
     */
    static NameTable openClip(int layers) {
        NameTable table = new NameTable()
                .add("token_embedding", "embeddings.token_embedding")
                .add("positional_embedding", "embeddings.position_embedding.weight")
                .add("ln_final", "final_layer_norm");
        for (int i = 0; i < layers; i++) {
            table.add("transformer.resblocks." + i, "encoder.layers." + i, OPEN_CLIP_BLOCK);
        }
        return table;
    }

    /** One of TAESD's two files; the published decoder starts with a clamp, which counts as a layer. */
    static NameTable taesd(String side, Set<Integer> layers) {
        NameTable table = new NameTable();
        int first = side.equals("decoder") ? 1 : 0;
        for (int layer : layers) {
            table.add(Integer.toString(layer), side + ".layers." + (layer - first));
        }
        return table;
    }
}
