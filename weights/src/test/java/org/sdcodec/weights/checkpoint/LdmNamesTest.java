package org.sdcodec.weights.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.TensorSource;
import org.sdcodec.weights.testing.LdmCheckpoint;

class LdmNamesTest {
    private static final int[] SD_VAE = {1, 2, 4, 4};
    private static final int[] SD_UNET = {1, 2, 4, 4};

    private static final NameTable VAE = LdmNames.vae(4, 2);
    private static final NameTable UNET = LdmNames.unet(4, 2, block -> block > 0);

    @Test
    void vaeOfStableDiffusionHasDiffusersNamesAndShapes() {
        RenamedTensors vae = CheckpointViews.vae(Specs.of(LdmCheckpoint.vae("x.", 128, SD_VAE, 2, 4)), "x.");
        assertThat(Specs.shapes(vae)).isEqualTo(Specs.shapes(Specs.named("vae-kl-sd14")));
    }

    @Test
    void unetOfStableDiffusionHasDiffusersNamesAndShapes() {
        RenamedTensors unet =
                CheckpointViews.unet(Specs.of(LdmCheckpoint.unet("x.", 4, 320, SD_UNET, 2, 768, false)), "x.");
        assertThat(Specs.shapes(unet)).isEqualTo(Specs.shapes(Specs.named("unet-sd14")));
    }

    /** The other direction: from every name of diffusers back to exactly the checkpoint's names. */
    @Test
    void diffusersNamesGiveTheCheckpointsNames() {
        assertThat(Specs.named("vae-kl-sd14").names().stream().map(VAE::fromDiffusers))
                .containsExactlyInAnyOrderElementsOf(
                        LdmCheckpoint.vae("", 128, SD_VAE, 2, 4).keySet());
        assertThat(Specs.named("unet-sd14").names().stream().map(UNET::fromDiffusers))
                .containsExactlyInAnyOrderElementsOf(
                        LdmCheckpoint.unet("", 4, 320, SD_UNET, 2, 768, false).keySet());
    }

    @Test
    void everyNameComesBackFromBothDirections() {
        for (String name : Specs.named("vae-kl-sd14").names()) {
            assertThat(VAE.toDiffusers(VAE.fromDiffusers(name))).isEqualTo(name);
        }
        for (String name : Specs.named("unet-sd14").names()) {
            assertThat(UNET.toDiffusers(UNET.fromDiffusers(name))).isEqualTo(name);
        }
    }

    /** Pairs as the documentation of both libraries has them: the shapes alone would not notice two swapped blocks. */
    @Test
    void knownPairs() {
        Map<String, String> unet = Map.of(
                "input_blocks.1.0.in_layers.2.weight", "down_blocks.0.resnets.0.conv1.weight",
                "input_blocks.3.0.op.bias", "down_blocks.0.downsamplers.0.conv.bias",
                "input_blocks.5.1.proj_in.weight", "down_blocks.1.attentions.1.proj_in.weight",
                "input_blocks.11.0.out_layers.3.bias", "down_blocks.3.resnets.1.conv2.bias",
                "middle_block.1.transformer_blocks.0.attn2.to_k.weight",
                        "mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight",
                "output_blocks.2.1.conv.weight", "up_blocks.0.upsamplers.0.conv.weight",
                "output_blocks.5.2.conv.weight", "up_blocks.1.upsamplers.0.conv.weight",
                "output_blocks.11.1.proj_out.bias", "up_blocks.3.attentions.2.proj_out.bias",
                "out.0.weight", "conv_norm_out.weight",
                "time_embed.2.bias", "time_embedding.linear_2.bias");
        unet.forEach((ldm, diffusers) -> assertThat(UNET.toDiffusers(ldm)).isEqualTo(diffusers));
        Map<String, String> vae = Map.of(
                "encoder.down.1.block.0.nin_shortcut.weight", "encoder.down_blocks.1.resnets.0.conv_shortcut.weight",
                "decoder.up.3.block.2.conv1.bias", "decoder.up_blocks.0.resnets.2.conv1.bias",
                "decoder.up.1.upsample.conv.weight", "decoder.up_blocks.2.upsamplers.0.conv.weight",
                "decoder.mid.attn_1.q.weight", "decoder.mid_block.attentions.0.to_q.weight",
                "decoder.mid.attn_1.k.weight", "decoder.mid_block.attentions.0.to_k.weight",
                "decoder.mid.attn_1.proj_out.bias", "decoder.mid_block.attentions.0.to_out.0.bias",
                "encoder.mid.block_2.norm2.weight", "encoder.mid_block.resnets.1.norm2.weight");
        vae.forEach((ldm, diffusers) -> assertThat(VAE.toDiffusers(ldm)).isEqualTo(diffusers));
    }

    @Test
    void configurationIsToldFromTheShapes() {
        ModelConfig vae =
                InferredConfig.vae(Specs.named("vae-kl-sd14"), channels -> Optional.of(LatentFamily.STABLE_DIFFUSION));
        assertThat(vae.string("_class_name", null)).isEqualTo("AutoencoderKL");
        assertThat(vae.integers("block_out_channels", null)).containsExactly(128, 256, 512, 512);
        assertThat(vae.integer("layers_per_block", 9)).isEqualTo(2);
        assertThat(vae.integer("norm_num_groups", 9)).isEqualTo(32);
        assertThat(vae.number("scaling_factor", 0)).isEqualTo(0.18215);
        assertThat(vae.flag("use_quant_conv", false)).isTrue();
        assertThat(vae.flag("mid_block_add_attention", false)).isTrue();

        ModelConfig unet = InferredConfig.unet(Specs.named("unet-sd14"));
        assertThat(unet.integers("block_out_channels", null)).containsExactly(320, 640, 1280, 1280);
        assertThat(unet.integer("layers_per_block", 9)).isEqualTo(2);
        assertThat(unet.integer("cross_attention_dim", 9)).isEqualTo(768);
        assertThat(unet.integer("attention_head_dim", 9)).isEqualTo(8);
        assertThat(unet.flag("use_linear_projection", true)).isFalse();
        assertThat(unet.strings("down_block_types", null))
                .containsExactly("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D");
        assertThat(unet.strings("up_block_types", null))
                .containsExactly("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D");

        ModelConfig text = InferredConfig.textEncoder(Specs.named("clip-sd14"), "quick_gelu");
        assertThat(text.integer("hidden_size", 9)).isEqualTo(768);
        assertThat(text.integer("num_hidden_layers", 9)).isEqualTo(12);
        assertThat(text.integer("num_attention_heads", 9)).isEqualTo(12);
        assertThat(text.integer("intermediate_size", 9)).isEqualTo(3072);

        ModelConfig taesd = InferredConfig.tinyVae(Specs.named("vae-tiny-taesd"));
        assertThat(taesd.integers("encoder_block_out_channels", null)).containsExactly(64, 64, 64, 64);
        assertThat(taesd.integers("num_encoder_blocks", null)).containsExactly(1, 3, 3, 3);
        assertThat(taesd.integers("num_decoder_blocks", null)).containsExactly(3, 3, 3, 1);
        assertThat(taesd.integer("latent_channels", 9)).isEqualTo(4);
        assertThat(taesd.integer("out_channels", 9)).isEqualTo(3);
    }

    @Test
    void secondGenerationHasHeadsOf64Channels() {
        RenamedTensors unet =
                CheckpointViews.unet(Specs.of(LdmCheckpoint.unet("", 4, 320, SD_UNET, 2, 1024, true)), "");
        ModelConfig config = InferredConfig.unet(unet);
        assertThat(config.flag("use_linear_projection", false)).isTrue();
        assertThat(config.integers("attention_head_dim", null)).containsExactly(5, 10, 20, 20);
        assertThat(config.integer("cross_attention_dim", 9)).isEqualTo(1024);
    }

    @Test
    void openClipHasTheNamesOfTransformersWithItsLastLayerLeftOut() {
        TensorSource file = Specs.of(LdmCheckpoint.openClip("m.", 49408, 768, 13));
        RenamedTensors text = CheckpointViews.openClip(file, "m.");
        assertThat(Specs.shapes(text)).isEqualTo(Specs.shapes(Specs.named("clip-sd14")));
    }

    @Test
    void openClipsJoinedMatrixIsPartedInTheOrderQKV() {
        TensorSource file = Specs.of(LdmCheckpoint.openClip("", 8, 64, 2));
        RenamedTensors text = CheckpointViews.openClip(file, "");
        float[] joined = file.floats("transformer.resblocks.0.attn.in_proj_weight");
        int size = 64 * 64;
        String[] parts = {"q", "k", "v"};
        for (int i = 0; i < 3; i++) {
            float[] part = text.floats("encoder.layers.0.self_attn." + parts[i] + "_proj.weight");
            assertThat(part).hasSize(size).startsWith(joined[i * size]).endsWith(joined[(i + 1) * size - 1]);
        }
    }

    @Test
    void taesdsDecoderCountsItsClampAsALayer() {
        TensorSource taesd = Specs.named("vae-tiny-taesd");
        TreeSet<Integer> layers = taesd.names().stream()
                .filter(name -> name.startsWith("decoder."))
                .map(name -> Integer.parseInt(name.split("\\.")[2]) + 1)
                .collect(Collectors.toCollection(TreeSet::new));
        NameTable table = LdmNames.taesd("decoder", layers);
        assertThat(table.toDiffusers("1.weight")).isEqualTo("decoder.layers.0.weight");
        assertThat(table.toDiffusers("18.conv.4.bias")).isEqualTo("decoder.layers.17.conv.4.bias");
        assertThat(table.fromDiffusers("decoder.layers.18.bias")).isEqualTo("19.bias");
    }

    @Test
    void namesOutsideTheTableStayAsTheyAre() {
        assertThat(UNET.toDiffusers("label_emb.0.weight")).isEqualTo("label_emb.0.weight");
        assertThat(VAE.toDiffusers("quant_conv.bias")).isEqualTo("quant_conv.bias");
    }
}
