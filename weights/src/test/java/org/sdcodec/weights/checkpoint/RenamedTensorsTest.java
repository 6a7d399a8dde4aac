package org.sdcodec.weights.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.weights.TensorSource;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.safetensors.Safetensors;
import org.sdcodec.weights.testing.RawFile;

class RenamedTensorsTest {
    private final TensorSource source = Specs.of(Map.of("a", new int[] {4, 3}, "b", new int[] {5}));

    @Test
    void showsTensorsUnderOtherNamesAndShapes() {
        RenamedTensors view = new RenamedTensors.Builder("view")
                .add("x", source, "a")
                .add("y", source, "a", List.of(2L, 6L))
                .addPart("z", source, "a", 1, 2)
                .build();
        assertThat(view.names()).containsExactly("x", "y", "z");
        assertThat(view.floats("x")).isEqualTo(source.floats("a"));
        assertThat(view.info("y").hasShape(2, 6)).isTrue();
        assertThat(view.info("z").hasShape(2, 3)).isTrue();
        assertThat(view.info("z").bytes()).isEqualTo(24);
        assertThat(view.floats("z")).containsExactly(Arrays.copyOfRange(source.floats("a"), 6, 12));
        assertThat(view.sourceName("z")).isEqualTo("a");
        assertThat(view.origin()).isEqualTo("view");
        assertThat(view.origin("z")).isEqualTo("synthetic");
    }

    @Test
    void refusesWhatCannotBe() {
        RenamedTensors.Builder builder = new RenamedTensors.Builder("view").add("x", source, "a");
        assertThatThrownBy(() -> builder.add("x", source, "b"))
                .isInstanceOf(WeightsException.class)
                .hasMessage("view: tensors 'a' and 'b' are both 'x'");
        assertThatThrownBy(() -> builder.add("y", source, "a", List.of(5L)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.addPart("y", source, "b", 0, 2))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("'b' has shape [5], but a first dimension that is a multiple of 2");
        assertThatThrownBy(() -> builder.build().floats("none")).hasMessage("view: there is no tensor 'none'");
    }

    /** As programs store 8-bit weights: codes of E4M3, here 1, 2, 3 and 4, and factors beside them. */
    @Test
    void multipliesWeightsByTheirScales() {
        byte[] file = RawFile.of(
                "{\"a.scale_weight\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]},"
                        + "\"a.weight\":{\"dtype\":\"F8_E4M3\",\"shape\":[2,2],\"data_offsets\":[4,8]},"
                        + "\"b.weight\":{\"dtype\":\"F8_E4M3\",\"shape\":[2,2],\"data_offsets\":[8,12]},"
                        + "\"b.weight_scale\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[12,20]},"
                        + "\"scaled_fp8\":{\"dtype\":\"F8_E4M3\",\"shape\":[0],\"data_offsets\":[20,20]}}",
                20);
        ByteBuffer data = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(file.length - 20);
        data.putFloat(0.5f).putInt(0x48444038).putInt(0x48444038).putFloat(10).putFloat(100);
        Safetensors scaled = RawFile.open(file);
        RenamedTensors view = CheckpointViews.renamed(scaled, "", scaled.names(), UnaryOperator.identity());
        assertThat(view.names()).containsExactly("a.weight", "b.weight");
        assertThat(view.floats("a.weight")).containsExactly(0.5f, 1, 1.5f, 2);
        float[] read = new float[4];
        view.read("b.weight", read);
        assertThat(read).containsExactly(10, 20, 300, 400);
    }

    @Test
    void closesItsFiles(@TempDir Path folder) {
        Path path = folder.resolve("t.safetensors");
        Specs.of(Map.of("t", new int[] {1})).write(path);
        Safetensors file = Safetensors.open(path);
        RenamedTensors view =
                new RenamedTensors.Builder("view").add("u", file, "t").build();
        assertThat(view.floats("u")).hasSize(1);
        view.close();
        assertThatThrownBy(() -> view.floats("u")).isInstanceOf(WeightsException.class);
    }
}
