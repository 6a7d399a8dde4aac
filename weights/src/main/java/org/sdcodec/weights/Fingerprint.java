package org.sdcodec.weights;

import java.nio.charset.StandardCharsets;

/**
 * A 128-bit number that tells models apart: equal for the same names, shapes and float32 values, however the file
 * stores them (F32, F16, BF16 or 8-bit floats, one file or several, in any order). Tensors of other types, e.g. lists
 * of positions, do not count. It protects against mistakes, not against forgery. {@link #ofLatentSpace} names a part of
 * an autoencoder in the same way.
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
 * order of the names: the number of the name's UTF-8 bytes, those bytes one by one, the rank, the dimensions, and the
 * values' float32 bits (every NaN as 0x7FC00000), two to a word, the first in the low half, a last odd one alone. At
 * the end high = mix(a + mix(b)) and low = mix(high + b), where mix is the output function of SplitMix64 (Steele, Lea,
 * Flood: Fast Splittable Pseudorandom Number Generators, 2014).
 *
 * @param high the upper 64 bits
 * @param low the lower 64 bits
 */
public record Fingerprint(long high, long low) {
    /** Computes the fingerprint of a network; reads every tensor once. */
    public static Fingerprint of(TensorSource source) {
        State state = new State();
        for (String name : source.names()) {
            TensorInfo info = source.info(name);
            if (info.dtype().isFloat()) {
                state.add(info);
                state.add(source.floats(name));
            }
        }
        return state.finish();
    }

    /**
     * Computes the fingerprint of the space in which an autoencoder's latents lie: equal for autoencoders that differ
     * in their decoders only, and for the F32 and F16 variants of the same weights.
     *
     * <p>The words are those of {@link #of}, but only for tensors named {@code encoder.…}, {@code quant_conv.…} and
     * {@code bn.…} (FLUX.2's statistics of the latent), and with their values rounded to binary16 (to nearest, ties to
     * even; every NaN as 0x7E00), four to a word, the first in the lowest quarter, up to three last ones in a word of
     * their own. One more word follows: the float32 bits of the scaling factor in the low half, those of the shift
     * factor in the high half.
     *
     * @param autoencoder tensors by the names of diffusers; those of the encoder are read once
     * @param scalingFactor as in {@code config.json}
     * @param shiftFactor as in {@code config.json}
     */
    public static Fingerprint ofLatentSpace(TensorSource autoencoder, float scalingFactor, float shiftFactor) {
        State state = new State();
        for (String name : autoencoder.names()) {
            TensorInfo info = autoencoder.info(name);
            if ((name.startsWith("encoder.") || name.startsWith("quant_conv.") || name.startsWith("bn."))
                    && info.dtype().isFloat()) {
                state.add(info);
                state.addHalves(autoencoder.floats(name));
            }
        }
        state.add(new float[] {scalingFactor, shiftFactor});
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
        private static final long NAN_HALF = 0x7e00;

        private long a = 0x243F6A8885A308D3L;
        private long b = 0x13198A2E03707344L;

        void add(long word) {
            a = (Long.rotateLeft(a, 29) ^ word) * 0x9E3779B97F4A7C15L;
            b = (Long.rotateLeft(b, 37) + word) * 0xD1B54A32D192ED03L;
        }

        /** Name and shape. */
        void add(TensorInfo tensor) {
            byte[] utf8 = tensor.name().getBytes(StandardCharsets.UTF_8);
            add(utf8.length);
            for (byte b : utf8) {
                add(b & 0xff);
            }
            add(tensor.shape().size());
            tensor.shape().forEach(this::add);
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

        void addHalves(float[] values) {
            int whole = values.length & ~3;
            for (int i = 0; i < whole; i += 4) {
                add(half(values[i])
                        | half(values[i + 1]) << 16
                        | half(values[i + 2]) << 32
                        | half(values[i + 3]) << 48);
            }
            if (whole < values.length) {
                long word = 0;
                for (int i = whole; i < values.length; i++) {
                    word |= half(values[i]) << 16 * (i - whole);
                }
                add(word);
            }
        }

        private static long half(float value) {
            return value == value ? FloatFormats.floatToHalf(value) & 0xffffL : NAN_HALF;
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
