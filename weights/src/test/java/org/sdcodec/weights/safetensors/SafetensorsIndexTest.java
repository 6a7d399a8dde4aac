package org.sdcodec.weights.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.WeightsException;

class SafetensorsIndexTest {
    @TempDir
    Path folder;

    private Path index;

    @BeforeEach
    void writeShards() {
        index = folder.resolve("m.safetensors.index.json");
        new SafetensorsWriter()
                .add("a", DType.F32, new float[] {1}, 1)
                .add("b", DType.F32, new float[] {2}, 1)
                .write(folder.resolve("m-1.safetensors"));
        new SafetensorsWriter().add("c", DType.F16, new float[] {3}, 1).write(folder.resolve("m-2.safetensors"));
    }

    private void writeIndex(String weightMap) throws IOException {
        Files.writeString(index, "{\"metadata\":{\"total_size\":10},\"weight_map\":" + weightMap + "}");
    }

    @Test
    void joinsItsShards() throws IOException {
        writeIndex("{\"c\":\"m-2.safetensors\",\"a\":\"m-1.safetensors\",\"b\":\"m-1.safetensors\"}");
        try (SafetensorsIndex tensors = SafetensorsIndex.open(index)) {
            assertThat(tensors.names()).containsExactly("a", "b", "c");
            assertThat(tensors.floats("b")).containsExactly(2);
            assertThat(tensors.floats("c")).containsExactly(3);
            assertThat(tensors.info("c").dtype()).isEqualTo(DType.F16);
            assertThat(tensors.origin()).endsWith("m.safetensors.index.json");
            assertThat(tensors.origin("c")).endsWith("m-2.safetensors");
            assertThatThrownBy(() -> tensors.info("d")).hasMessageEndingWith("there is no tensor 'd'");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "{\"a\":\"m-1.safetensors\"}|m-1.safetensors: holds tensor 'b', which the index",
                "{\"a\":\"m-2.safetensors\"}|gives tensor 'a' to m-2.safetensors, which lacks it",
                "{\"a\":\"m-3.safetensors\"}|m-3.safetensors: there is no such file",
                "{\"a\":\"../m-1.safetensors\"}|'../m-1.safetensors', which is not the name of a file in the same folder",
                "{\"a\":\"config.json\"}|'config.json', which is not the name of a file",
                "{\"a\":1}|gives 'a' to '1', which is not the name of a file",
                "[]|lacks weight_map"
            })
    void refusesAnIndexThatDoesNotFit(String weightMap, String sentence) throws IOException {
        writeIndex(weightMap);
        assertThatThrownBy(() -> SafetensorsIndex.open(index))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining(sentence);
    }
}
