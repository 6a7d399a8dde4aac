package org.sdcodec.weights.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.weights.TensorSource;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.safetensors.Safetensors;

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
