package org.sdcodec.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
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
        // Not through a charset of the terminal: JSON is UTF-8.
        streams.out().writeBytes((text(fields) + "\n").getBytes(StandardCharsets.UTF_8));
        streams.out().flush();
    }

    /** An object on one line, as {@link #print} prints it. */
    static String text(Map<String, ?> fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            generator.writeStartObject();
            fields.forEach((name, value) -> {
                generator.writeName(name);
                write(generator, value);
            });
            generator.writeEndObject();
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /**
     * The members of an object of strings and numbers, as text.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Map<String, String> parse(String line) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("no object of JSON");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                if (!parser.nextToken().isScalarValue()) {
                    throw new IllegalArgumentException("'" + name + "' is no string and no number");
                }
                fields.put(name, parser.getString());
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw new IllegalArgumentException("no object of JSON");
            }
            return fields;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no object of JSON", e);
        }
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
