package org.sdcodec.weights;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A 128-bit number that tells models apart: equal for the same names, shapes and float32 values, however the file stores
 * them (F32, F16 or BF16, one file or several, in any order). Tensors of other types, e.g. lists of positions, do not
 * count. It protects against mistakes, not against forgery.
 *
 * <p>Two 64-bit states a and b take in 64-bit words w one after another:
 *
 * <pre>
 *   a = (rotateLeft(a, 29) xor w) · 0x9E3779B97F4A7C15
 *   b = (rotateLeft(b, 37) + w)   · 0xD1B54A32D192ED03
 * </pre>
 *
 * <p>starting from a = 0x243F6A8885A308D3, b = 0x13198A2E03707344 (the first fraction bits of π). Each step is a
 * bijection of the state and of w, so one changed word always changes the result. The words are, for each tensor in the
 * order of the names: the number of the name's UTF-8 bytes, those bytes one by one, the rank, the dimensions, and
 * the values' float32 bits (every NaN as 0x7FC00000), two to a word, the first in the low half, a last odd one alone. At
 * the end high = mix(a + mix(b)) and low = mix(high + b), where mix is the output function of SplitMix64 (Steele, Lea,
 * Flood: Fast Splittable Pseudorandom Number Generators, 2014).
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
public record Fingerprint(long high, long low) {
    /** Computes the fingerprint; reads every tensor once. */
    public static Fingerprint of(TensorSource source) {
        State state = new State();
        for (String name : source.names()) {
            if (!source.info(name).dtype().isFloat()) {
                continue;
            }
            byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
            state.add(utf8.length);
            for (byte b : utf8) {
                state.add(b & 0xff);
            }
            List<Long> shape = source.info(name).shape();
            state.add(shape.size());
            shape.forEach(state::add);
            state.add(source.floats(name));
        }
        return state.finish();
    }

    /** The upper 32 bits: enough to notice a wrong model. */
    public int short32() {
        return (int) (high >>> 32);
    }

    /** 32 hexadecimal digits. */
    @Override
    public String toString() {
        return hex(high) + hex(low);
    }

    private static String hex(long value) {
        String digits = Long.toHexString(value);
        return "0".repeat(16 - digits.length()) + digits;
    }

    private static final class State {
        private long a = 0x243F6A8885A308D3L;
        private long b = 0x13198A2E03707344L;

        void add(long word) {
            a = (Long.rotateLeft(a, 29) ^ word) * 0x9E3779B97F4A7C15L;
            b = (Long.rotateLeft(b, 37) + word) * 0xD1B54A32D192ED03L;
        }

        void add(float[] values) {
            int even = values.length & ~1;
            for (int i = 0; i < even; i += 2) {
                add(Float.floatToIntBits(values[i]) & 0xffffffffL | (long) Float.floatToIntBits(values[i + 1]) << 32);
            }
            if (even < values.length) {
                add(Float.floatToIntBits(values[even]) & 0xffffffffL);
            }
        }

        Fingerprint finish() {
            long high = mix(a + mix(b));
            return new Fingerprint(high, mix(high + b));
        }

        private static long mix(long z) {
            z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
            z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
            return z ^ z >>> 31;
        }
    }
}
