package org.sdcodec.weights;

/**
 * The element types a safetensors file may hold, by their names in the file's header. The list is that of the
 * safetensors crate (enum {@code Dtype}); sdcodec computes with F32, F16 and BF16, reads I64, and knows the size of the
 * rest so that a file that also holds those can be opened and checked.
 */
public enum DType {
    BOOL(8),
    F4(4),
    F6_E2M3(6),
    F6_E3M2(6),
    U8(8),
    I8(8),
    F8_E5M2(8),
    F8_E4M3(8),
    F8_E8M0(8),
    F8_E4M3FNUZ(8),
    F8_E5M2FNUZ(8),
    I16(16),
    U16(16),
    F16(16),
    BF16(16),
    I32(32),
    U32(32),
    F32(32),
    C64(64),
    F64(64),
    I64(64),
    U64(64);

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
        return this == F32 || this == F16 || this == BF16;
    }

    /** The type of that name, or null if there is none. */
    static DType named(String name) {
        for (DType type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return null;
    }
}
