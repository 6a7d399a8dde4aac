package org.sdcodec.weights;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A network's {@code config.json}: named values, read with their type. A key that is absent or null has the default
 * that the caller gives; keys that nobody asks for do no harm. Each message names the file, the key and the value.
 */
public final class ModelConfig {
    private final Map<String, Object> values;
    private final String origin;

    private ModelConfig(Map<String, Object> values, String origin) {
        this.values = values;
        this.origin = origin;
    }

    /**
     * A configuration as its file gives it, or as it was inferred from tensors' shapes.
     *
     * @param values texts, numbers, flags, lists of these, and null by their keys; not modified, and copied
     * @param origin names it in messages
     */
    public static ModelConfig of(Map<String, ?> values, String origin) {
        return new ModelConfig(new HashMap<>(values), origin);
    }

    /** Where the values come from, for messages. */
    public String origin() {
        return origin;
    }

    /** Whether the key is there and not null. */
    public boolean has(String key) {
        return values.get(key) != null;
    }

    /**
     * A whole number.
     *
     * @throws WeightsException if the value is not a whole number from {@code min} to {@code max}
     */
    public int integer(String key, int absent, int min, int max) {
        return has(key) ? toInteger(key, values.get(key), min, max) : absent;
    }

    /** A whole number of at least 1. */
    public int integer(String key, int absent) {
        return integer(key, absent, 1, Integer.MAX_VALUE);
    }

    /**
     * A list of whole numbers of at least 1.
     *
     * @param absent the value if the key is absent; null if there must be one
     * @throws WeightsException if it is not such a list, or is empty, or absent and there must be one
     */
    public int[] integers(String key, int[] absent) {
        if (!has(key)) {
            return required(key, absent).clone();
        }
        List<?> list = list(key);
        if (list.isEmpty()) {
            throw refused(key, "a list that is not empty");
        }
        return list.stream()
                .mapToInt(item -> toInteger(key, item, 1, Integer.MAX_VALUE))
                .toArray();
    }

    /**
     * One whole number of at least 1 for each of several parts of a network: a list of them, or one number for all.
     *
     * @param absent the number for all if the key is absent
     * @param count how many parts there are
     * @throws WeightsException if it is neither, or the list has another length
     */
    public int[] integersForEach(String key, int absent, int count) {
        if (!(values.get(key) instanceof List<?>)) {
            int[] same = new int[count];
            Arrays.fill(same, integer(key, absent));
            return same;
        }
        int[] each = integers(key, null);
        if (each.length != count) {
            throw refused(key, "one number or a list of " + count);
        }
        return each;
    }

    /** A finite number. */
    public double number(String key, double absent) {
        if (!has(key)) {
            return absent;
        }
        if (values.get(key) instanceof Number number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        throw refused(key, "a number");
    }

    /** True or false. */
    public boolean flag(String key, boolean absent) {
        if (!has(key)) {
            return absent;
        }
        if (values.get(key) instanceof Boolean flag) {
            return flag;
        }
        throw refused(key, "true or false");
    }

    /** A text; {@code absent} may be null if there must be one. */
    public String string(String key, String absent) {
        if (!has(key)) {
            return required(key, absent);
        }
        if (values.get(key) instanceof String text) {
            return text;
        }
        throw refused(key, "a text");
    }

    /** A list of texts; {@code absent} may be null if there must be one. */
    public List<String> strings(String key, List<String> absent) {
        if (!has(key)) {
            return required(key, absent);
        }
        for (Object item : list(key)) {
            if (!(item instanceof String)) {
                throw refused(key, "a list of texts");
            }
        }
        return list(key).stream().map(String.class::cast).toList();
    }

    /**
     * Refuses a configuration that asks for what is not supported.
     *
     * @param supported the accepted values: texts, numbers, flags; an absent key or null is always accepted
     * @throws WeightsException if the key has another value, or is a list that holds another one
     */
    public void requireSupported(String key, Object... supported) {
        if (!has(key)) {
            return;
        }
        List<?> items = values.get(key) instanceof List<?> list ? list : List.of(values.get(key));
        for (Object item : items) {
            if (List.of(supported).stream().noneMatch(accepted -> same(accepted, item))) {
                StringBuilder names = new StringBuilder();
                for (Object accepted : supported) {
                    names.append(names.length() == 0 ? "" : " or ").append(accepted);
                }
                throw new WeightsException(origin + ": " + key + " = " + Quote.name(String.valueOf(item))
                        + " is not supported; " + (supported.length == 0 ? "leave it out" : "expected " + names));
            }
        }
    }

    private static boolean same(Object accepted, Object item) {
        if (accepted instanceof Number a && item instanceof Number b) {
            return a.doubleValue() == b.doubleValue();
        }
        return accepted.equals(item);
    }

    private int toInteger(String key, Object value, int min, int max) {
        if (value instanceof Number number) {
            double exact = number.doubleValue();
            if (exact == Math.rint(exact) && exact >= min && exact <= max) {
                return (int) exact;
            }
        }
        throw refused(key, "whole numbers from " + min + " to " + max);
    }

    private List<?> list(String key) {
        if (values.get(key) instanceof List<?> list) {
            return list;
        }
        throw refused(key, "a list");
    }

    private <T> T required(String key, T absent) {
        if (absent == null) {
            throw new WeightsException(origin + ": lacks " + key);
        }
        return absent;
    }

    private WeightsException refused(String key, String expected) {
        return new WeightsException(origin + ": " + key + " = " + Quote.name(String.valueOf(values.get(key)))
                + ", but expected " + expected);
    }
}
