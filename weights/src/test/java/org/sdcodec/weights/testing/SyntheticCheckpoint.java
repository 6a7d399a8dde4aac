package org.sdcodec.weights.testing;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sdcodec.weights.DType;
import org.sdcodec.weights.FloatFormats;
import org.sdcodec.weights.TensorInfo;
import org.sdcodec.weights.TensorSource;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.safetensors.SafetensorsWriter;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A checkpoint with a published network's tensor names and shapes and reproducible values, so that parity can be tested
 * without the network's real weights.
 *
 * <p>Value i of a tensor comes from SplitMix64: u = 2·(x_i &gt;&gt;&gt; 40)/2^24 − 1 with x_i its output for the state
 * h + (i+1)·0x9E3779B97F4A7C15, where h is the FNV-1a hash of the name's UTF-8 bytes xor the seed. Tensors of rank 2
 * and more are u·sqrt(3/fanIn) (unit gain), vectors named {@code …weight} or {@code …running_var} 1 + 0.1·u, other
 * vectors 0.1·u.
 */
public final class SyntheticCheckpoint implements TensorSource {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final Map<String, TensorInfo> tensors = new TreeMap<>();
    private final long seed;
    private final DType dtype;
    private final String origin;

    /**
     * A checkpoint of given names and shapes.
     *
     * @param dtype values are rounded to this type, as if read from a file of it
     * @param origin names it in messages
     */
    public SyntheticCheckpoint(Map<String, int[]> shapes, long seed, DType dtype, String origin) {
        this.seed = seed;
        this.dtype = dtype;
        this.origin = origin;
        long offset = 0;
        for (Map.Entry<String, int[]> entry : new TreeMap<>(shapes).entrySet()) {
            List<Long> shape =
                    Arrays.stream(entry.getValue()).asLongStream().boxed().toList();
            long bytes = (long) elements(entry.getValue()) * dtype.bits() / 8;
            tensors.put(entry.getKey(), new TensorInfo(entry.getKey(), dtype, shape, offset, offset + bytes));
            offset += bytes;
        }
    }

    /**
     * Reads the list of tensors.
     *
     * @param specification JSON: {@code {"seed": 1, "tensors": {"name": [shape…], …}}}
     */
    public static SyntheticCheckpoint parse(byte[] specification, DType dtype, String origin) {
        Map<String, int[]> shapes = new TreeMap<>();
        long seed = 0;
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), specification)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                if (key.equals("seed")) {
                    seed = parser.getLongValue();
                } else if (key.equals("tensors")) {
                    parseShapes(parser, shapes);
                } else {
                    parser.skipChildren();
                }
            }
        }
        return new SyntheticCheckpoint(shapes, seed, dtype, origin);
    }

    private static void parseShapes(JsonParser parser, Map<String, int[]> shapes) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            List<Integer> shape = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                shape.add(parser.getIntValue());
            }
            shapes.put(name, shape.stream().mapToInt(Integer::intValue).toArray());
        }
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    @Override
    public TensorInfo info(String name) {
        TensorInfo info = tensors.get(name);
        if (info == null) {
            throw new WeightsException(origin + ": there is no tensor " + name);
        }
        return info;
    }

    @Override
    public float[] floats(String name) {
        return round(values(name, shape(name), seed), dtype);
    }

    @Override
    public String origin() {
        return origin;
    }

    private int[] shape(String name) {
        return info(name).shape().stream().mapToInt(Math::toIntExact).toArray();
    }

    /** Writes the checkpoint as a safetensors file of its type, one tensor at a time. */
    public void write(Path file) {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (String name : names()) {
            writer.add(name, dtype, () -> floats(name), shape(name));
        }
        writer.write(file);
    }

    /** The rule's values of one tensor, row-major. */
    public static float[] values(String name, int[] shape, long seed) {
        float[] values = uniform(name, elements(shape), seed);
        if (shape.length >= 2) {
            float bound = (float) Math.sqrt(3.0 / (elements(shape) / shape[0]));
            for (int i = 0; i < values.length; i++) {
                values[i] *= bound;
            }
        } else {
            float center = name.endsWith("weight") || name.endsWith("running_var") ? 1 : 0;
            for (int i = 0; i < values.length; i++) {
                values[i] = center + 0.1f * values[i];
            }
        }
        return values;
    }

    /** The rule's uniform numbers u in [−1, 1). */
    public static float[] uniform(String name, int count, long seed) {
        long state = 0xCBF29CE484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            state = (state ^ b & 0xff) * 0x100000001B3L;
        }
        state ^= seed;
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            state += GOLDEN_GAMMA;
            long x = (state ^ state >>> 30) * 0xBF58476D1CE4E5B9L;
            x = (x ^ x >>> 27) * 0x94D049BB133111EBL;
            x ^= x >>> 31;
            values[i] = (x >>> 40) * 0x1p-23f - 1;
        }
        return values;
    }

    private static int elements(int[] shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    private static float[] round(float[] values, DType dtype) {
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (dtype) {
                case F16 -> FloatFormats.halfToFloat(FloatFormats.floatToHalf(values[i]));
                case BF16 -> FloatFormats.bfloat16ToFloat(FloatFormats.floatToBfloat16(values[i]));
                default -> values[i];
            };
        }
        return values;
    }
}
