package org.sdcodec.weights;

/**
 * The element types a safetensors file may hold, by their names in the file's header. The list is that of the
 * safetensors crate (enum {@code Dtype}); sdcodec reads F32, F16, BF16, F8_E4M3 and F8_E5M2 as floats, and I64, and
 * knows the size of the rest so that a file that also holds those can be opened and checked.
 */
public enum DType {
    /** Truth values, a byte each. */
    BOOL(8),
    /** 4-bit floats E2M1, two to a byte. */
    F4(4),
    /** 6-bit floats with 2 exponent and 3 mantissa bits, packed. */
    F6_E2M3(6),
    /** 6-bit floats with 3 exponent and 2 mantissa bits, packed. */
    F6_E3M2(6),
    /** Unsigned 8-bit integers. */
    U8(8),
    /** Signed 8-bit integers. */
    I8(8),
    /** 8-bit floats with 5 exponent and 2 mantissa bits. */
    F8_E5M2(8),
    /** 8-bit floats with 4 exponent and 3 mantissa bits. */
    F8_E4M3(8),
    /** 8-bit powers of two, an exponent alone. */
    F8_E8M0(8),
    /** As {@link #F8_E4M3}, without infinities and negative zero. */
    F8_E4M3FNUZ(8),
    /** As {@link #F8_E5M2}, without infinities and negative zero. */
    F8_E5M2FNUZ(8),
    /** Signed 16-bit integers. */
    I16(16),
    /** Unsigned 16-bit integers. */
    U16(16),
    /** IEEE 754 binary16. */
    F16(16),
    /** bfloat16, the upper half of a binary32. */
    BF16(16),
    /** Signed 32-bit integers. */
    I32(32),
    /** Unsigned 32-bit integers. */
    U32(32),
    /** IEEE 754 binary32. */
    F32(32),
    /** Complex numbers of two binary32. */
    C64(64),
    /** IEEE 754 binary64. */
    F64(64),
    /** Signed 64-bit integers. */
    I64(64),
    /** Unsigned 64-bit integers. */
    U64(64);

    /** The types that {@link TensorSource#floats} reads, for messages. */
    public static final String FLOATS = "F32, F16, BF16, F8_E4M3 or F8_E5M2";

    private final int bits;

    DType(int bits) {
        this.bits = bits;
    }

    /** Bits per element; less than 8 for the packed types. */
    public int bits() {
        return bits;
    }

    /** Whether {@link TensorSource#floats} can read this type. */
    public boolean isFloat() {
        return this == F32 || this == F16 || this == BF16 || this == F8_E4M3 || this == F8_E5M2;
    }

    /** The type of that name, or null if there is none. */
    public static DType named(String name) {
        for (DType type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return null;
    }
}
