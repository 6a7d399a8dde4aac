package org.sdcodec.weights.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.testing.RawFile;

class SafetensorsTest {
    @TempDir
    Path folder;

    private static SafetensorsWriter example() {
        return new SafetensorsWriter()
                .metadata("format", "pt")
                .add("b.weight", DType.F32, new float[] {1, -2, 3.5f, 0, Float.MIN_VALUE, 1e30f}, 2, 3)
                .add("a.half", DType.F16, new float[] {0.5f, -65504, 0x1p-24f}, 3)
                .add("c.brain", DType.BF16, new float[] {1, 0x1p100f}, 2, 1, 1)
                .add("scalar", DType.F32, new float[] {7})
                .add("empty", DType.F32, new float[0], 4, 0, 2);
    }

    @Test
    void whatIsWrittenIsReadFromFileAndFromMemory() {
        Path file = folder.resolve("example.safetensors");
        example().write(file);
        assertThat(file).hasBinaryContent(example().toBytes());
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
        try (Safetensors tensors = Safetensors.open(file)) {
            assertExample(tensors);
        }
        assertExample(RawFile.open(example().toBytes()));
    }

    private static void assertExample(Safetensors tensors) {
        assertThat(tensors.names()).containsExactly("a.half", "b.weight", "c.brain", "empty", "scalar");
        assertThat(tensors.metadata()).isEqualTo(Map.of("format", "pt"));
        assertThat(tensors.floats("b.weight")).containsExactly(1, -2, 3.5f, 0, Float.MIN_VALUE, 1e30f);
        assertThat(tensors.floats("a.half")).containsExactly(0.5f, -65504, 0x1p-24f);
        assertThat(tensors.floats("c.brain")).containsExactly(1, 0x1p100f);
        assertThat(tensors.floats("scalar")).containsExactly(7);
        assertThat(tensors.floats("empty")).isEmpty();
        assertThat(tensors.info("b.weight").shape()).containsExactly(2L, 3L);
        assertThat(tensors.info("scalar").shape()).isEmpty();
        assertThat(tensors.info("empty").elements()).isZero();
    }

    @Test
    void theWriterPadsItsHeaderAndSortsItsTensors() {
        byte[] file = example().toBytes();
        int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt();
        String header = new String(file, 8, length, StandardCharsets.UTF_8);
        assertThat(length % 8).isZero();
        assertThat(header.stripTrailing())
                .startsWith(
                        "{\"__metadata__\":{\"format\":\"pt\"},\"a.half\":{\"dtype\":\"F16\",\"shape\":[3],"
                                + "\"data_offsets\":[0,6]},\"b.weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[6,30]},")
                .endsWith("\"scalar\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[34,38]}}")
                .hasSizeGreaterThan(length - 8);
    }

    @Test
    void aWriterThatFailsLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = folder.resolve("model.safetensors");
        Files.writeString(file, "old");
        SafetensorsWriter writer = new SafetensorsWriter().add("x", DType.F32, () -> new float[3], 2);
        assertThatThrownBy(() -> writer.write(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("x was to have 2 values and has 3");
        assertThat(file).hasContent("old");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        assertThatThrownBy(() -> example().write(folder.resolve("none").resolve("x.safetensors")))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("cannot be written");
    }

    @Test
    void tensorsOfEveryKnownTypeCanBeOpenedButOnlyFloatsAreReadAsFloats() {
        for (DType dtype : DType.values()) {
            int bytes = dtype.bits();
            Safetensors tensors = RawFile.open(RawFile.of(
                    "{\"t\":{\"dtype\":\"" + dtype + "\",\"shape\":[4,2],\"data_offsets\":[0," + bytes + "]}}", bytes));
            assertThat(tensors.info("t").dtype()).isEqualTo(dtype);
            if (dtype.isFloat()) {
                assertThat(tensors.floats("t")).hasSize(8).containsOnly(0);
            } else {
                assertThatThrownBy(() -> tensors.floats("t"))
                        .isInstanceOf(WeightsException.class)
                        .hasMessage("test.safetensors: tensor 't' is of type " + dtype
                                + "; F32, F16, BF16, F8_E4M3 or F8_E5M2 was expected");
            }
        }
    }

    @Test
    void wholeNumbersAreReadAsSuch() {
        byte[] file = RawFile.of("{\"ids\":{\"dtype\":\"I64\",\"shape\":[1,2],\"data_offsets\":[0,16]}}", 16);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(file.length - 8, -49407);
        Safetensors tensors = RawFile.open(file);
        assertThat(tensors.longs("ids")).containsExactly(0, -49407);
        assertThatThrownBy(() -> RawFile.open(example().toBytes()).longs("scalar"))
                .hasMessage("test.safetensors: tensor 'scalar' is of type F32; I64 was expected");
    }

    @Test
    void aTensorThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> RawFile.open(example().toBytes()).floats("conv\nin"))
                .isInstanceOf(WeightsException.class)
                .hasMessage("test.safetensors: there is no tensor 'conv\\u000ain'");
    }

    @Test
    void tensorsBeyondTwoGibibytesAndOverSeveralPiecesAreRead() throws IOException {
        long first = 3L << 30;
        int elements = (1 << 26) + 2;
        String header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[" + first + "],\"data_offsets\":[0," + first
                + "]},\"b\":{\"dtype\":\"F32\",\"shape\":[" + elements + "],\"data_offsets\":[" + first + ","
                + (first + 4L * elements) + "]}}";
        Path file = folder.resolve("sparse.safetensors");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.wrap(RawFile.of(header, 0)));
            ByteBuffer last = ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putFloat(42)
                    .flip();
            channel.write(last, 8 + header.length() + first + 4L * (elements - 1));
        }
        try (Safetensors tensors = Safetensors.open(file)) {
            float[] values = tensors.floats("b");
            assertThat(values.length).isEqualTo(elements);
            assertThat(values[elements - 2]).isZero();
            assertThat(values[elements - 1]).isEqualTo(42);
        }
    }

    @Test
    void aFileThatShrinksWhileItIsOpenIsRefused() throws IOException {
        Path file = folder.resolve("shrinking.safetensors");
        example().write(file);
        try (Safetensors tensors = Safetensors.open(file);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 1);
            assertThatThrownBy(() -> tensors.floats("scalar"))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContaining("its size changed");
        }
    }

    @Test
    void anInterruptClosesTheFileForNobody() throws IOException {
        Path file = folder.resolve("interrupted.safetensors");
        example().write(file);
        try (Safetensors tensors = Safetensors.open(file)) {
            float[] expected = tensors.floats("scalar");
            Thread.currentThread().interrupt();
            assertThat(tensors.floats("scalar")).isEqualTo(expected);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(tensors.floats("scalar")).isEqualTo(expected);
        }
    }

    @Test
    void pathsThatAreNoFilesAreRefused() {
        for (Path path : List.of(folder, folder.resolve("absent"))) {
            assertThatThrownBy(() -> Safetensors.open(path))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageStartingWith(path.toString());
        }
    }
}
