package org.sdcodec.weights.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Damage to the files of models, for tests. The arrays that are given are not modified. */
public final class FileDamage {

    /** A value in a JSON text. */
    public static final Pattern VALUE = Pattern.compile("(?<=[:\\[,]\\s{0,20})(-?[0-9.]+|null|true|false|\"[^\"]*\")");

    /** How many kinds {@link #ofAnyFile} has. */
    public static final int KINDS = 3;

    private static final int LENGTH_BYTES = 8;
    private static final int MOST_FLIPS = 4;
    private static final int MOST_ADDED = 5000;

    private FileDamage() {}

    /**
     * Damage that needs no knowledge of the format.
     *
     * @param kind 0: one to four bits change; 1: the end is cut off; 2: zeros follow
     */
    public static byte[] ofAnyFile(byte[] file, int kind, Random random) {
        return switch (kind) {
            case 0 -> {
                byte[] bytes = file.clone();
                for (int n = random.nextInt(MOST_FLIPS); n >= 0; n--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
                }
                yield bytes;
            }
            case 1 -> Arrays.copyOf(file, random.nextInt(file.length));
            case 2 -> Arrays.copyOf(file, file.length + 1 + random.nextInt(MOST_ADDED));
            default -> throw new IllegalArgumentException("there is no kind " + kind);
        };
    }

    /** The JSON text with one of the places that match changed to one of the values; an empty object if none does. */
    public static byte[] changed(byte[] json, Pattern pattern, String[] values, Random random) {
        String text = new String(json, StandardCharsets.UTF_8);
        List<MatchResult> found = pattern.matcher(text).results().toList();
        if (found.isEmpty()) {
            return "{}".getBytes(StandardCharsets.UTF_8);
        }
        MatchResult old = found.get(random.nextInt(found.size()));
        String value = values[random.nextInt(values.length)];
        return (text.substring(0, old.start()) + value + text.substring(old.end())).getBytes(StandardCharsets.UTF_8);
    }

    /** The JSON header of a sound safetensors file. */
    public static byte[] header(byte[] safetensors) {
        int length = (int)
                ByteBuffer.wrap(safetensors).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        return Arrays.copyOfRange(safetensors, LENGTH_BYTES, LENGTH_BYTES + length);
    }

    /** A sound safetensors file with another header, whose length is right. */
    public static byte[] withHeader(byte[] safetensors, byte[] header) {
        int data = LENGTH_BYTES + header(safetensors).length;
        return ByteBuffer.allocate(LENGTH_BYTES + header.length + safetensors.length - data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .put(safetensors, data, safetensors.length - data)
                .array();
    }
}
