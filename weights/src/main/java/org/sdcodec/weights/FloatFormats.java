package org.sdcodec.weights;

import java.nio.ByteBuffer;

/**
 * Conversions between float32 and the narrower formats of model files: IEEE 754 binary16 ("half", 1-5-10 bits),
 * bfloat16 (the upper half of a float32), and the 8-bit formats of Micikevicius et al., "FP8 Formats for Deep Learning"
 * (2022): E5M2, the upper half of a binary16, and E4M3, which has no infinities and one NaN of each sign. Java has the
 * first two only from version 20 on. Reading is exact for every bit pattern; writing rounds to nearest, ties to even,
 * as numpy and PyTorch do.
 */
public final class FloatFormats {
    private static final int HALF_INFINITY = 0x7c00;
    private static final int FLOAT_INFINITY = 0x7f800000;

    private FloatFormats() {}

    /**
     * The float32 of a binary16 bit pattern.
     *
     * <p>Exponent and fraction moved to their float32 places make a number 2^(127-15) times too small, for subnormal
     * numbers as well; multiplying that back is exact.
     */
    public static float halfToFloat(short half) {
        int magnitude = half & 0x7fff;
        int sign = (half & 0x8000) << 16;
        if (magnitude >= HALF_INFINITY) {
            return Float.intBitsToFloat(sign | FLOAT_INFINITY | magnitude << 13);
        }
        float value = Float.intBitsToFloat(magnitude << 13) * 0x1p112f;
        return Float.intBitsToFloat(sign | Float.floatToRawIntBits(value));
    }

    /** The binary16 bit pattern nearest to a float32; magnitudes of 65520 and more become infinite. */
    public static short floatToHalf(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        int magnitude = bits & 0x7fffffff;
        if (magnitude > FLOAT_INFINITY) {
            return (short) (sign | 0x7e00 | magnitude >>> 13 & 0x1ff);
        }
        if (magnitude >= Float.floatToRawIntBits(65520f)) {
            return (short) (sign | HALF_INFINITY);
        }
        if (magnitude < Float.floatToRawIntBits(0x1p-14f)) {
            // Subnormal halves are the multiples of 2^-24; rint rounds ties to even.
            return (short) (sign | (int) Math.rint(Float.intBitsToFloat(magnitude) * 0x1p24f));
        }
        int rounded = magnitude + 0xfff + (magnitude >>> 13 & 1);
        return (short) (sign | rounded - (127 - 15 << 23) >>> 13);
    }

    /** The float32 of a bfloat16 bit pattern. */
    public static float bfloat16ToFloat(short bfloat16) {
        return Float.intBitsToFloat(bfloat16 << 16);
    }

    /** The bfloat16 bit pattern nearest to a float32. */
    public static short floatToBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> 16 | 0x40);
        }
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }

    /**
     * The float32 of an E4M3 bit pattern: 1 sign, 4 exponent bits with bias 7, 3 fraction bits; all ones after the sign
     * is NaN.
     *
     * <p>As {@link #halfToFloat}: exponent and fraction in their float32 places make a number 2^(127-7) times too
     * small.
     */
    public static float e4m3ToFloat(byte e4m3) {
        int magnitude = e4m3 & 0x7f;
        int sign = (e4m3 & 0x80) << 24;
        if (magnitude == 0x7f) {
            return Float.intBitsToFloat(sign | 0x7fc00000);
        }
        float value = Float.intBitsToFloat(magnitude << 20) * 0x1p120f;
        return Float.intBitsToFloat(sign | Float.floatToRawIntBits(value));
    }

    /** The float32 of an E5M2 bit pattern. */
    public static float e5m2ToFloat(byte e5m2) {
        return halfToFloat((short) (e5m2 << 8));
    }

    /**
     * Converts {@code count} elements from the buffer's position on.
     *
     * @param source little-endian elements of a type that {@link DType#isFloat is read}; its position is not modified
     * @param target receives the values from {@code offset} on
     */
    public static void read(DType dtype, ByteBuffer source, float[] target, int offset, int count) {
        switch (dtype) {
            case F32 -> source.asFloatBuffer().get(target, offset, count);
            case F16 -> {
                var halves = source.asShortBuffer();
                for (int i = 0; i < count; i++) {
                    target[offset + i] = halfToFloat(halves.get(i));
                }
            }
            case BF16 -> {
                var bfloats = source.asShortBuffer();
                for (int i = 0; i < count; i++) {
                    target[offset + i] = bfloat16ToFloat(bfloats.get(i));
                }
            }
            case F8_E4M3 -> {
                for (int i = 0; i < count; i++) {
                    target[offset + i] = e4m3ToFloat(source.get(source.position() + i));
                }
            }
            case F8_E5M2 -> {
                for (int i = 0; i < count; i++) {
                    target[offset + i] = e5m2ToFloat(source.get(source.position() + i));
                }
            }
            default -> throw new IllegalArgumentException("not a float type: " + dtype);
        }
    }

    /** Appends one value to a little-endian buffer as F32, F16 or BF16. */
    public static void write(DType dtype, float value, ByteBuffer target) {
        switch (dtype) {
            case F32 -> target.putFloat(value);
            case F16 -> target.putShort(floatToHalf(value));
            case BF16 -> target.putShort(floatToBfloat16(value));
            default -> throw new IllegalArgumentException("not a float type: " + dtype);
        }
    }
}
