package org.sdcodec.weights.json;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.WeightsException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/** JSON as plain Java values, read with limits that keep a hostile file harmless. */
public final class Json {
    /** No published configuration or index comes near this size. */
    static final int MAX_FILE_BYTES = 64 << 20;

    private static final String BYTE_ORDER_MARK = "\ufeff";

    /** Room for some 200,000 tensors; more than that would only serve to fill the memory. */
    private static final long MAX_TOKENS = 4_000_000;

    /** Makes parsers and generators with these limits. */
    public static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxTokenCount(MAX_TOKENS)
                    .maxNumberLength(100)
                    .maxNameLength(1 << 16)
                    .maxStringLength(1 << 24)
                    .build())
            .build();

    /**
     * In Jackson's messages: advice to switch on a feature, the name of a limit's setter, and remarks in parentheses on
     * features or on the place where an object starts, which it withholds.
     */
    private static final Pattern INTERNALS = Pattern.compile(": enable `[^`]*` to allow"
            + "|, from `[^`]*`"
            + "| ?\\((?:[^()]|\\([^()]*\\))*?(?:Source:|Feature )(?:[^()]|\\([^()]*\\))*\\)");

    private Json() {}

    /**
     * A network's configuration from its file.
     *
     * @throws WeightsException if the file cannot be read, is too large, or is not a JSON object in UTF-8
     */
    public static ModelConfig readConfig(Path file) {
        return ModelConfig.of(readObject(file), file.toString());
    }

    /**
     * A network's configuration.
     *
     * @param utf8 one JSON object; not modified
     * @param origin names it in messages
     * @throws WeightsException if it is not a JSON object
     */
    public static ModelConfig parseConfig(byte[] utf8, String origin) {
        return ModelConfig.of(parseObject(utf8, origin), origin);
    }

    /**
     * Reads a file that holds one JSON object.
     *
     * @throws WeightsException if the file cannot be read, is too large, or is not a JSON object in UTF-8
     */
    public static Map<String, Object> readObject(Path file) {
        byte[] bytes;
        try {
            bytes = SmallFile.read(file, MAX_FILE_BYTES);
        } catch (IOException e) {
            throw WeightsException.because(file + ": cannot be read", e);
        }
        return parseObject(bytes, file.toString());
    }

    /**
     * Parses one JSON object.
     *
     * @param origin names the text in messages
     * @return an unmodifiable map of String, Long, Double, Boolean, null, List and Map values, in the order of the text
     */
    public static Map<String, Object> parseObject(byte[] utf8, String origin) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new WeightsException(origin + ": is not JSON: it holds bytes that are not UTF-8", e);
        }
        // A byte order mark is no part of JSON, but programs for Windows write it (RFC 8259, section 8.1).
        return parseObject(new StringReader(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text), origin);
    }

    private static Map<String, Object> parseObject(Reader reader, String origin) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), reader)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new WeightsException(origin + ": is not a JSON object: expected '{' at its start");
            }
            Map<String, Object> object = object(parser);
            if (parser.nextToken() != null) {
                throw new WeightsException(
                        origin + ": something follows the JSON object at character " + offset(parser));
            }
            return object;
        } catch (JacksonException e) {
            throw new WeightsException(origin + ": " + reason(e), e);
        }
    }

    /** What is wrong, with Jackson's own sentence and place but without what only its programmers can use. */
    public static String reason(JacksonException e) {
        String message = INTERNALS
                .matcher(e.getOriginalMessage().lines().findFirst().orElse("syntax error"))
                .replaceAll("");
        String kind = "is not valid JSON";
        if (e instanceof StreamConstraintsException) {
            kind = "is larger or deeper than any model's";
        } else if (message.startsWith("Duplicate")) {
            kind = "holds a key twice";
        }
        String place = e.getLocation() == null
                ? ""
                : " at character " + Math.max(0, e.getLocation().getCharOffset());
        return kind + ": " + (message.length() > 200 ? message.substring(0, 200) + "…" : message) + place;
    }

    /** Where the parser is, in characters from the start. */
    public static long offset(JsonParser parser) {
        return Math.max(0, parser.currentTokenLocation().getCharOffset());
    }

    private static Object value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            default -> null;
        };
    }

    private static Object integer(JsonParser parser) {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return parser.getDoubleValue();
        }
        return parser.getLongValue();
    }

    private static Map<String, Object> object(JsonParser parser) {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            object.put(key, value(parser, parser.nextToken()));
        }
        return Collections.unmodifiableMap(object);
    }

    private static List<Object> array(JsonParser parser) {
        List<Object> array = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            array.add(value(parser, token));
        }
        return Collections.unmodifiableList(array);
    }
}
