package org.sdcodec.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Objects for other programs, one on each line. */
final class Json {

    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /**
     * Prints an object.
     *
     * @param fields its members in their order: strings, numbers, booleans, lists of these, or null; infinite numbers
     *     become null
     */
    static void print(Streams streams, Map<String, ?> fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            generator.writeStartObject();
            fields.forEach((name, value) -> {
                generator.writeName(name);
                write(generator, value);
            });
            generator.writeEndObject();
        }
        // Not through a charset of the terminal: JSON is UTF-8.
        streams.out().writeBytes(bytes.toByteArray());
        streams.out().writeBytes("\n".getBytes(StandardCharsets.UTF_8));
        streams.out().flush();
    }

    private static void write(JsonGenerator generator, Object value) {
        if (value instanceof Boolean flag) {
            generator.writeBoolean(flag);
        } else if (value instanceof Integer || value instanceof Long) {
            generator.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double number && Double.isFinite(number)) {
            generator.writeNumber(number);
        } else if (value == null || value instanceof Double) {
            generator.writeNull();
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            list.forEach(element -> write(generator, element));
            generator.writeEndArray();
        } else {
            generator.writeString(value.toString());
        }
    }
}
