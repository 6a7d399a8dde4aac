package org.sdcodec.weights.safetensors;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.FloatFormats;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.json.Json;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/**
 * Writes a safetensors file: tensors in the order of their names, the header padded with spaces to a multiple of 8.
 * The same tensors always give the same bytes. Not safe for use by several threads at once.
 */
public final class SafetensorsWriter {
    private record Entry(DType dtype, int[] shape, int elements, Supplier<float[]> values) {
        long bytes() {
            return (long) elements * dtype.bits() / 8;
        }
    }

    private final Map<String, Entry> entries = new TreeMap<>();
    private final Map<String, String> metadata = new TreeMap<>();

    /** A file without tensors. */
    public SafetensorsWriter() {
        // All fields have their values.
    }

    /** Adds a text to {@code __metadata__}. */
    public SafetensorsWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /**
     * Adds a tensor.
     *
     * @param dtype F32, F16 or BF16; values are rounded to nearest, ties to even
     * @param values row-major; not modified, and not to be modified before the file is written
     * @param shape dimensions, outermost first; none for a scalar
     * @throws IllegalArgumentException if the name is taken or reserved, the type is another, or the shape does not
     *     match the number of values
     */
    public SafetensorsWriter add(String name, DType dtype, float[] values, int... shape) {
        if (elements(shape) != values.length) {
            throw new IllegalArgumentException(
                    name + " has " + values.length + " values, but the shape " + Arrays.toString(shape));
        }
        return add(name, dtype, () -> values, shape);
    }

    /**
     * Adds a tensor whose values are made when they are written, so that a large file need not be held in memory.
     *
     * @param values called once per write; gives as many values as the shape asks for
     */
    public SafetensorsWriter add(String name, DType dtype, Supplier<float[]> values, int... shape) {
        if (!dtype.isFloat()) {
            throw new IllegalArgumentException(name + ": writes F32, F16 and BF16, not " + dtype);
        }
        if (name.equals(SafetensorsHeader.METADATA) || entries.containsKey(name)) {
            throw new IllegalArgumentException("the name " + name + " is taken");
        }
        entries.put(name, new Entry(dtype, shape.clone(), elements(shape), values));
        return this;
    }

    private static int elements(int[] shape) {
        int elements = 1;
        for (int dimension : shape) {
            if (dimension < 0) {
                throw new IllegalArgumentException("negative dimension in " + Arrays.toString(shape));
            }
            elements = Math.multiplyExact(elements, dimension);
        }
        return elements;
    }

    /** The file's bytes. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            write(Channels.newChannel(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Writes the file under a temporary name beside its place and then moves it there, so that it appears whole or not
     * at all. A file of that name is replaced.
     *
     * @throws WeightsException if it cannot be written; nothing is left behind then
     */
    public void write(Path file) {
        Path target = file.toAbsolutePath();
        Path temporary = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                write(channel);
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw WeightsException.because(file + ": cannot be written", e);
        } finally {
            deleteIfExists(temporary);
        }
    }

    private static void deleteIfExists(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw WeightsException.because(temporary + ": cannot be deleted", e);
        }
    }

    private void write(WritableByteChannel channel) throws IOException {
        byte[] header = header();
        ByteBuffer chunk = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
        flush(chunk.putLong(header.length), channel);
        flush(ByteBuffer.wrap(header).position(header.length), channel);
        for (Map.Entry<String, Entry> entry : entries.entrySet()) {
            float[] values = entry.getValue().values.get();
            if (values.length != entry.getValue().elements) {
                throw new IllegalArgumentException(entry.getKey() + " was to have " + entry.getValue().elements
                        + " values and has " + values.length);
            }
            for (float value : values) {
                FloatFormats.write(entry.getValue().dtype, value, chunk);
                if (chunk.remaining() < Float.BYTES) {
                    flush(chunk, channel);
                }
            }
            flush(chunk, channel);
        }
    }

    private static void flush(ByteBuffer filled, WritableByteChannel channel) throws IOException {
        filled.flip();
        while (filled.hasRemaining()) {
            channel.write(filled);
        }
        filled.clear();
    }

    private byte[] header() {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (JsonGenerator generator = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), json)) {
            generator.writeStartObject();
            if (!metadata.isEmpty()) {
                generator.writeObjectPropertyStart(SafetensorsHeader.METADATA);
                metadata.forEach(generator::writeStringProperty);
                generator.writeEndObject();
            }
            long offset = 0;
            for (Map.Entry<String, Entry> entry : entries.entrySet()) {
                Entry tensor = entry.getValue();
                generator.writeObjectPropertyStart(entry.getKey());
                generator.writeStringProperty("dtype", tensor.dtype.name());
                generator.writeName("shape").writeArray(tensor.shape, 0, tensor.shape.length);
                long end = offset + tensor.bytes();
                generator.writeName("data_offsets").writeArray(new long[] {offset, end}, 0, 2);
                generator.writeEndObject();
                offset = end;
            }
            generator.writeEndObject();
        }
        while (json.size() % 8 != 0) {
            json.write(' ');
        }
        return json.toByteArray();
    }
}
