package org.sdcodec.codec.container;

/** Numbers of the byte layout that reader and writer share. */
final class SdcLayout {
    static final int MAGIC_0 = 'S';
    static final int MAGIC_1 = 'D';
    /** Third byte: this mark in the upper four bits, the version in the lower four. */
    static final int VERSION_MARK = 0xC0;

    /** Third byte of a brief header: this mark, and flags in the lower four bits. */
    static final int BRIEF_MARK = 0xB0;

    /** The same of a gray picture. */
    static final int BRIEF_MARK_GRAY = 0xE0;

    /** The same in version 1. */
    static final int BRIEF_MARK_1 = 0xA0;

    static final int BRIEF_SQUARE = 1;
    static final int BRIEF_CHUNKS = 2;
    /** Values are reconstructed at whole steps; the byte that says where is left out. */
    static final int BRIEF_WHOLE_STEPS = 4;
    /** Dependent quantization, entropy coder 1. */
    static final int BRIEF_DEPENDENT = 8;

    /** The entropy coder of dependent quantization. */
    static final int DEPENDENT_CODER = 1;

    static final int NIBBLE = 0x0F;

    /** Fourth byte: mode in bits 0-3, coder in bit 4, and three flags. */
    static final int CODER_SHIFT = 4;

    static final int CODER_MASK = 1;
    /** Every pixel is gray. Not in version 1. */
    static final int GRAY = 0x20;
    /** The height equals the width and is left out. */
    static final int SQUARE = 0x40;
    /** Chunks come between header and latent. */
    static final int HAS_CHUNKS = 0x80;

    /** Magic 2, version 1, mode 1, step 1, reconstruction 1, fingerprint 4, checksum 4. */
    static final int FIXED_HEADER_BYTES = 14;

    /** Magic 2, mark and flags 1, step 1, fingerprint 2, checksum 2. */
    static final int BRIEF_HEADER_BYTES = 8;

    /** In the place of a chunk type. */
    static final int END_OF_CHUNKS = 0;

    private SdcLayout() {}
}
