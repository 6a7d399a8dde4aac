package org.sdcodec.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.ModelException;
import org.sdcodec.weights.Weights;
import org.sdcodec.weights.testing.SyntheticCheckpoint;

class WeightBufferTest {
    private final Weights weights = new Weights(
            new SyntheticCheckpoint(Map.of("large", new int[] {6, 7}, "small", new int[] {5}), 1, DType.F32, "buffer"));
    private final WeightBuffer buffer = new WeightBuffer();

    private float[] read(String name, int... shape) {
        return buffer.read(weights, name, shape, array -> array);
    }

    @Test
    void oneArrayServesTensorsOfAllSizes() {
        float[] large = read("large", 6, 7);
        assertThat(large).containsExactly(weights.get("large", 6, 7));
        float[] small = read("small", 5);
        assertThat(small).isSameAs(large);
        assertThat(Arrays.copyOf(small, 5)).containsExactly(weights.get("small", 5));
    }

    @Test
    void aReaderInsideAReaderHasAnArrayOfItsOwn() {
        float[] inner = buffer.read(weights, "large", new int[] {6, 7}, outer -> {
            float[] other = read("small", 5);
            assertThat(other).isNotSameAs(outer);
            assertThat(outer).containsExactly(weights.get("large", 6, 7));
            return other;
        });
        assertThat(inner).hasSize(5);
    }

    @Test
    void checksTheShape() {
        assertThatThrownBy(() -> read("small", 6)).isInstanceOf(ModelException.class);
    }
}
