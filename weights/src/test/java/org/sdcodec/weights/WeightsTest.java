package org.sdcodec.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.sdcodec.weights.safetensors.SafetensorsWriter;
import org.sdcodec.weights.testing.RawFile;

class WeightsTest {
    private final Weights weights = new Weights(RawFile.open(new SafetensorsWriter()
            .add("encoder.conv_in.weight", DType.F32, new float[] {1, 2, 3, 4, 5, 6}, 2, 3)
            .add("encoder.conv_in.bias", DType.F32, new float[] {7, 8}, 2)
            .add("quant_conv.bias", DType.F32, new float[] {9}, 1)
            .toBytes()));

    @Test
    void givesTensorsUnderAPath() {
        Weights convIn = weights.at("encoder").at("conv_in");
        assertThat(convIn.path()).isEqualTo("encoder.conv_in");
        assertThat(convIn.get("weight", 2, 3)).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(weights.at("encoder.conv_in").get("bias", 2)).containsExactly(7, 8);
        assertThat(convIn.has("bias")).isTrue();
        assertThat(convIn.has("scale")).isFalse();
        assertThat(convIn.shape("weight")).containsExactly(2L, 3L);
    }

    @Test
    void namesAMissingTensorAndAWrongShape() {
        assertThatThrownBy(() -> weights.at("decoder").get("conv_in.weight", 64, 4, 3, 3))
                .isInstanceOf(WeightsException.class)
                .hasMessage("test.safetensors: tensor 'decoder.conv_in.weight' is missing, expected with shape"
                        + " [64, 4, 3, 3]");
        assertThatThrownBy(() -> weights.at("encoder").get("conv_in.weight", 3, 2))
                .isInstanceOf(WeightsException.class)
                .hasMessage("test.safetensors: tensor 'encoder.conv_in.weight' has shape [2, 3], but the model's"
                        + " configuration asks for [3, 2]");
    }

    @Test
    void noticesTensorsThatNobodyAskedFor() {
        weights.at("encoder.conv_in").get("weight", 2, 3);
        assertThatThrownBy(weights::requireAllUsed)
                .isInstanceOf(WeightsException.class)
                .hasMessage(
                        "test.safetensors: tensor 'encoder.conv_in.bias' of shape [2] has no place in the model that"
                                + " the configuration describes, nor have 1 others");
        weights.at("encoder.conv_in").get("bias", 2);
        weights.get("quant_conv.bias", 1);
        weights.at("encoder").requireAllUsed();
    }

    @Test
    void checksTensorsThatAreReadLater() {
        Weights typed = new Weights(RawFile.open(new SafetensorsWriter()
                .add("weight", DType.F16, new float[] {1, 2}, 2)
                .add("kept", DType.F32, new float[] {3}, 1)
                .toBytes()));
        typed.require("weight", 2);
        assertThatThrownBy(() -> typed.require("weight", 1, 2)).isInstanceOf(WeightsException.class);
        assertThatThrownBy(() -> typed.require("bias", 2)).isInstanceOf(WeightsException.class);
        assertThatThrownBy(typed::requireAllUsed).hasMessageContaining("'kept'");
        Weights indices = new Weights(
                RawFile.open(RawFile.of("{\"ids\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8)));
        assertThatThrownBy(() -> indices.require("ids", 1))
                .isInstanceOf(WeightsException.class)
                .hasMessage("test.safetensors: tensor 'ids' is of type I64; F32, F16 or BF16 was expected");
        typed.ignore("kept");
        typed.ignore("absent");
        typed.requireAllUsed();
    }
}
