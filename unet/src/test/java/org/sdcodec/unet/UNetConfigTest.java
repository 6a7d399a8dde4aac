package org.sdcodec.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.engine.network.WeightResidency;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.json.Json;
import org.sdcodec.weights.testing.Goldens;

class UNetConfigTest {
    private static UNetConfig parse(String json) {
        return UNetConfig.of(config(json));
    }

    private static ModelConfig config(String json) {
        return Json.parseConfig(json.getBytes(StandardCharsets.UTF_8), "config.json");
    }

    @Test
    void defaultsAreThoseOfStableDiffusion1() {
        UNetConfig config = parse("{}");
        assertThat(config.blockOutChannels()).containsExactly(320, 640, 1280, 1280);
        assertThat(config.layersPerBlock()).containsExactly(2, 2, 2, 2);
        assertThat(config.heads()).containsExactly(8, 8, 8, 8);
        assertThat(config.downCrossAttention()).containsExactly(true, true, true, false);
        assertThat(config.upCrossAttention()).containsExactly(false, true, true, true);
        assertThat(config.timeEmbeddingChannels()).isEqualTo(1280);
        assertThat(config.groups()).isEqualTo(32);
        assertThat(config.flipSinToCos()).isTrue();
        assertThat(config.takesContext()).isTrue();
    }

    @Test
    void acceptsStableDiffusion2() {
        UNetConfig config = parse("{\"_class_name\": \"UNet2DConditionModel\", \"attention_head_dim\": [5, 10, 20, 20],"
                + "\"cross_attention_dim\": 1024, \"dual_cross_attention\": false, \"use_linear_projection\": true,"
                + "\"upcast_attention\": true, \"sample_size\": 96, \"num_class_embeds\": null, \"unheard_of\": 1}");
        assertThat(config.heads()).containsExactly(5, 10, 20, 20);
        assertThat(config.useLinearProjection()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"class_embed_type\": \"timestep\" | class_embed_type = 'timestep' is not supported",
                "\"addition_embed_type\": \"text_time\" | addition_embed_type = 'text_time' is not supported",
                "\"num_attention_heads\": 8 | num_attention_heads = '8' is not supported",
                "\"center_input_sample\": true | center_input_sample = 'true' is not supported; expected false",
                "\"act_fn\": \"gelu\" | act_fn = 'gelu' is not supported; expected silu or swish",
                "\"down_block_types\": [\"AttnDownBlock2D\"] | down_block_types = 'AttnDownBlock2D' is not supported",
                "\"resnet_time_scale_shift\": \"scale_shift\" | resnet_time_scale_shift = 'scale_shift'",
                "\"_class_name\": \"UNet2DModel\" | _class_name = 'UNet2DModel' is not supported",
                "\"block_out_channels\": [320, 640] | down_block_types has 4 elements, but block_out_channels 2",
                "\"attention_head_dim\": [5, 10] | attention_head_dim = '[5, 10]', but expected one number or a list of 4",
                "\"attention_head_dim\": 7 | block_out_channels has 320, which attention_head_dim = 7 heads do not divide",
                "\"norm_num_groups\": 48 | block_out_channels has 320; expected a multiple of norm_num_groups = 48",
                "\"conv_in_kernel\": 2 | conv_in_kernel = 2 is not supported; expected an odd number",
                "\"freq_shift\": 160 | more than twice freq_shift"
            })
    void refusesByName(String entry, String sentence) {
        assertThatThrownBy(() -> parse("{" + entry + "}"))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith("config.json: ")
                .hasMessageContaining(sentence);
    }

    @Test
    void namesTheTensorThatIsMissing() {
        Goldens plain = Goldens.committed("unet-plain");
        ModelConfig deeper = config("{\"in_channels\": 8, \"out_channels\": 8, \"block_out_channels\": [16, 24],"
                + "\"down_block_types\": [\"DownBlock2D\", \"DownBlock2D\"], \"norm_num_groups\": 4,"
                + "\"up_block_types\": [\"UpBlock2D\", \"UpBlock2D\"], \"mid_block_type\": \"UNetMidBlock2D\","
                + "\"layers_per_block\": 1000000000, \"conv_in_kernel\": 1, \"time_embedding_dim\": 40}");
        ModelFiles files = new ModelFiles(deeper, plain.model(DType.F32).tensors(), "test");
        assertThatThrownBy(() -> UNet2DConditionModel.load(files, WeightResidency.DROP))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("unet-plain")
                .hasMessageContaining("'down_blocks.0.resnets.1.norm1.weight' is missing");
    }

    @Test
    void namesTheTensorThatIsLeftOver() {
        Goldens small = Goldens.committed("unet-small");
        ModelConfig plainMiddle = config("{\"block_out_channels\": [16, 32, 32, 32], \"norm_num_groups\": 8,"
                + "\"layers_per_block\": 1, \"attention_head_dim\": 4, \"cross_attention_dim\": 24,"
                + "\"mid_block_type\": \"UNetMidBlock2D\"}");
        ModelFiles files = new ModelFiles(plainMiddle, small.model(DType.F32).tensors(), "test");
        assertThatThrownBy(() -> UNet2DConditionModel.load(files, WeightResidency.DROP))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("'mid_block.attentions.0.norm.bias'")
                .hasMessageContaining("has no place in the model");
    }
}
