package org.sdcodec.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WeightBufferTest {
    private final TestParameters weights = new TestParameters();
    private final WeightBuffer buffer = new WeightBuffer();

    private float[] read(String name, int... shape) {
        return buffer.read(weights, name, shape, array -> array);
    }

    @Test
    void oneArrayServesTensorsOfAllSizes() {
        float[] large = read("large", 6, 7);
        assertThat(large).containsExactly(TestParameters.values("large", 42));
        float[] small = read("small", 5);
        assertThat(small).isSameAs(large);
        assertThat(Arrays.copyOf(small, 5)).containsExactly(TestParameters.values("small", 5));
    }

    @Test
    void aReaderInsideAReaderHasAnArrayOfItsOwn() {
        float[] inner = buffer.read(weights, "large", new int[] {6, 7}, outer -> {
            float[] other = read("small", 5);
            assertThat(other).isNotSameAs(outer);
            assertThat(outer).containsExactly(TestParameters.values("large", 42));
            return other;
        });
        assertThat(inner).hasSize(5);
    }

    @Test
    void asksForTheShape() {
        weights.refuse("small");
        assertThatThrownBy(() -> read("small", 6)).hasMessage("small has another shape than [6]");
    }
}
