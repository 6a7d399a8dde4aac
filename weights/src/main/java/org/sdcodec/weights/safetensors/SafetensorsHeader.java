package org.sdcodec.weights.safetensors;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.Quote;
import org.sdcodec.weights.TensorInfo;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/**
 * The header of a safetensors file, parsed and checked.
 *
 * <pre>
 * 0        8                     8+n                                file end
 * | n: u64 | JSON, n bytes, UTF-8 | tensor data, offsets from here on |
 *   { "__metadata__": {"key": "text", ...},
 *     "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [begin, end]}, ... }
 * </pre>
 *
 * <p>All numbers are little-endian. The rules and the limit of 100,000,000 bytes are those of the format's own
 * implementation (the safetensors crate, {@code tensor.rs}).
 */
final class SafetensorsHeader {
    static final int MAX_LENGTH = 100_000_000;
    static final String METADATA = "__metadata__";

    /** PyTorch itself allows no tensor of more dimensions. */
    private static final int MAX_RANK = 64;

    private final String origin;
    private final long fileSize;
    private final Map<String, String> metadata = new TreeMap<>();
    private final Map<String, TensorInfo> tensors = new TreeMap<>();
    private long dataStart;

    private SafetensorsHeader(String origin, long fileSize) {
        this.origin = origin;
        this.fileSize = fileSize;
    }

    /**
     * Reads and checks the header.
     *
     * @param origin names the file in messages
     * @throws WeightsException if a rule of the format is broken
     */
    static SafetensorsHeader read(FileBytes bytes, String origin) throws IOException {
        SafetensorsHeader header = new SafetensorsHeader(origin, bytes.size());
        header.parse(header.json(bytes));
        header.checkLayout();
        return header;
    }

    /** Name → tensor, sorted by name. */
    Map<String, TensorInfo> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** The texts of {@code __metadata__}. */
    Map<String, String> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    /** Position in the file of data offset 0. */
    long dataStart() {
        return dataStart;
    }

    private byte[] json(FileBytes bytes) throws IOException {
        if (fileSize < 8) {
            throw broken(
                    "is " + fileSize + " bytes long, but a safetensors file begins with a header length of 8 bytes");
        }
        ByteBuffer first = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.read(0, first);
        long length = first.getLong(0);
        if (length < 0 || length > MAX_LENGTH) {
            throw broken("the header length at offset 0 is " + Long.toUnsignedString(length)
                    + ", more than the allowed " + MAX_LENGTH + "; " + whatElse(first));
        }
        if (length > fileSize - 8) {
            throw broken("the header of " + length + " bytes reaches beyond the end of the file, which is " + fileSize
                    + " bytes long; the download may have been cut off");
        }
        byte[] json = new byte[(int) length];
        bytes.read(8, ByteBuffer.wrap(json));
        if (json.length == 0 || json[0] != '{') {
            throw broken("the header at offset 8 does not begin with '{'; it is not a safetensors file");
        }
        dataStart = 8 + length;
        return json;
    }

    private static String whatElse(ByteBuffer first) {
        byte[] start = new byte[8];
        first.get(0, start);
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (text.startsWith("PK") || start[0] == (byte) 0x80) {
            return "it looks like a PyTorch pickle (.ckpt, .bin, .pt): get the safetensors file of the same model";
        }
        if (text.startsWith("version ")) {
            return "it looks like a Git LFS pointer: get the file that it stands for";
        }
        if (text.startsWith("<")) {
            return "it looks like a web page: get the file itself";
        }
        return "it is not a safetensors file";
    }

    private void parse(byte[] json) {
        // The decoder reports what is not UTF-8; Jackson's own byte parser would also guess UTF-16 and UTF-32.
        Reader reader = new InputStreamReader(new ByteArrayInputStream(json), StandardCharsets.UTF_8.newDecoder());
        try (JsonParser parser = Json.FACTORY.createParser(ObjectReadContext.empty(), reader)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                if (key.equals(METADATA)) {
                    parseMetadata(parser);
                } else {
                    tensors.put(key, parseTensor(key, parser));
                }
            }
            if (parser.nextToken() != null) {
                throw broken("something follows the header's closing '}' at character " + Json.offset(parser));
            }
        } catch (JacksonException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw new WeightsException(origin + ": the header holds bytes that are not UTF-8", e);
            }
            // Jackson's duplicate detection covers tensors, their keys and the metadata alike.
            throw new WeightsException(origin + ": the header " + Json.reason(e), e);
        }
    }

    private void parseMetadata(JsonParser parser) {
        // Some writers put null where they have none; the reference implementation reads it.
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw broken(METADATA + " must be an object of texts at character " + Json.offset(parser));
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                throw broken(
                        METADATA + " must map texts to texts, but the value of " + Quote.name(key) + " is not a text");
            }
            metadata.put(key, parser.getString());
        }
    }

    private TensorInfo parseTensor(String name, JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw broken(name, "must be an object with dtype, shape and data_offsets");
        }
        DType dtype = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            switch (key) {
                case "dtype" -> dtype = parseDType(name, parser);
                case "shape" -> shape = parseNumbers(name, key, MAX_RANK, parser);
                case "data_offsets" -> offsets = parseNumbers(name, key, 2, parser);
                default -> parser.skipChildren();
            }
        }
        if (dtype == null || shape == null || offsets == null) {
            throw broken(name, "lacks " + (dtype == null ? "dtype" : shape == null ? "shape" : "data_offsets"));
        }
        if (offsets.size() != 2) {
            throw broken(name, "data_offsets must be two numbers, begin and end");
        }
        TensorInfo info = new TensorInfo(name, dtype, shape, offsets.get(0), offsets.get(1));
        checkSize(info);
        return info;
    }

    private DType parseDType(String name, JsonParser parser) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw broken(name, "dtype must be a text");
        }
        DType dtype = DType.named(parser.getString());
        if (dtype == null) {
            throw broken(name, "has the unknown dtype " + Quote.name(parser.getString()));
        }
        return dtype;
    }

    private List<Long> parseNumbers(String name, String key, int limit, JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw broken(name, key + " must be a list of numbers");
        }
        List<Long> numbers = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (numbers.size() == limit) {
                throw broken(name, key + " has more than " + limit + " numbers");
            }
            boolean whole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
            if (!whole || parser.getLongValue() < 0) {
                throw broken(
                        name, key + " must hold whole numbers from 0 to 2^63 - 1, at character " + Json.offset(parser));
            }
            numbers.add(parser.getLongValue());
        }
        return numbers;
    }

    private void checkSize(TensorInfo info) {
        long bits = info.dtype().bits();
        try {
            for (long dimension : info.shape()) {
                bits = Math.multiplyExact(bits, dimension);
            }
        } catch (ArithmeticException e) {
            throw broken(
                    info.name(),
                    "of shape " + info.shape() + " and type " + info.dtype() + " has a size that overflows 64 bits");
        }
        if (info.begin() > info.end()) {
            throw broken(info.name(), "ends at data offset " + info.end() + ", before it begins at " + info.begin());
        }
        if (bits % 8 != 0) {
            throw broken(
                    info.name(),
                    "of shape " + info.shape() + " and type " + info.dtype() + " does not fill whole bytes");
        }
        if (bits / 8 != info.bytes()) {
            throw broken(
                    info.name(),
                    "of shape " + info.shape() + " and type " + info.dtype() + " needs " + bits / 8
                            + " bytes, but its data offsets " + info.begin() + " to " + info.end() + " hold "
                            + info.bytes());
        }
    }

    private void checkLayout() {
        List<TensorInfo> inOrder = new ArrayList<>(tensors.values());
        inOrder.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
        long end = 0;
        for (TensorInfo info : inOrder) {
            if (info.begin() > end) {
                throw broken(
                        info.name(), "begins at data offset " + info.begin() + ", which leaves a hole after " + end);
            }
            if (info.begin() < end) {
                throw broken(
                        info.name(),
                        "begins at data offset " + info.begin() + ", inside the tensor before it, which ends at "
                                + end);
            }
            end = info.end();
        }
        long data = fileSize - dataStart;
        if (end > data) {
            throw broken("the tensors need " + end + " bytes after the header, but the file holds only " + data
                    + "; the download may have been cut off");
        }
        if (end < data) {
            throw broken("the last tensor ends at data offset " + end + ", but the file goes on for " + (data - end)
                    + " bytes");
        }
    }

    private WeightsException broken(String tensor, String problem) {
        return broken("tensor " + Quote.name(tensor) + " " + problem);
    }

    private WeightsException broken(String problem) {
        return new WeightsException(origin + ": " + problem);
    }
}
