package org.sdcodec.codec.container;

import java.util.HexFormat;

/**
 * The fields of a file's header. Those of the coding mode are numbers here; the mode knows their meaning.
 *
 * @param width of the picture in pixels, 1..65535
 * @param height of the picture in pixels, 1..65535; width * height is at most 2^31 - 1
 * @param mode what the latent part holds, 0..15
 * @param coder the entropy coder of the mode, 0..3
 * @param stepCode the step of the quantizer, 0..255; 0 where the mode has none
 * @param reconstruction where in its interval a value is reconstructed, 0..255; 0 where the mode has no choice
 * @param fingerprint 32 bits that name what a decoder must have; in a brief header the lower 16 are 0
 * @param brief whether the file is so short that its header is, too: half a fingerprint, half a checksum; for mode 0
 * @param version of the format, {@link #FIRST_VERSION} to {@link #VERSION}
 */
public record SdcHeader(
        int width,
        int height,
        int mode,
        int coder,
        int stepCode,
        int reconstruction,
        int fingerprint,
        boolean brief,
        int version) {
    /** The format version that this program writes. */
    public static final int VERSION = 2;

    /** The oldest format version that this program reads: latents in one slice. */
    public static final int FIRST_VERSION = 1;

    /** The largest width and height. */
    public static final int MAX_SIDE = 65535;

    /** The mode that brief headers are for, which do not name it. */
    public static final int BRIEF_MODE = 0;

    private static final int MAX_MODE = 15;
    private static final int MAX_CODER = 3;
    private static final int MAX_BYTE = 255;

    /** @throws IllegalArgumentException if a value is out of range */
    public SdcHeader {
        if (!isSize(width, height)) {
            throw new IllegalArgumentException("A picture of " + sizeFault(width, height));
        }
        if (version < FIRST_VERSION || version > VERSION) {
            throw new IllegalArgumentException("The version " + version + " is none of 1 to " + VERSION + ".");
        }
        requireRange("mode", mode, MAX_MODE);
        requireRange("coder", coder, MAX_CODER);
        requireRange("step code", stepCode, MAX_BYTE);
        requireRange("reconstruction", reconstruction, MAX_BYTE);
        if (brief && (mode != BRIEF_MODE || (fingerprint & 0xFFFF) != 0)) {
            throw new IllegalArgumentException("A brief header is for mode 0 and has half a fingerprint.");
        }
    }

    /** A header of the version that this program writes. */
    public SdcHeader(
            int width,
            int height,
            int mode,
            int coder,
            int stepCode,
            int reconstruction,
            int fingerprint,
            boolean brief) {
        this(width, height, mode, coder, stepCode, reconstruction, fingerprint, brief, VERSION);
    }

    /** A header of full length, with entropy coder 0. */
    public SdcHeader(int width, int height, int mode, int stepCode, int reconstruction, int fingerprint) {
        this(width, height, mode, 0, stepCode, reconstruction, fingerprint, false);
    }

    private static void requireRange(String field, int value, int max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException("The " + field + " " + value + " is outside 0.." + max + ".");
        }
    }

    /** The same in brief. */
    SdcHeader shortened() {
        return new SdcHeader(
                width, height, mode, coder, stepCode, reconstruction, fingerprint & ~0xFFFF, true, version);
    }

    /** Whether a decoder that has what {@code own} names, 32 bits, is one for this file, as far as the header tells. */
    public boolean isFor(int own) {
        return brief ? (own ^ fingerprint) >>> 16 == 0 : own == fingerprint;
    }

    /** The fingerprint as messages show it: 8 hexadecimal digits, in a brief header 4. */
    public String fingerprintDigits() {
        return digitsOf(fingerprint);
    }

    /** Another fingerprint with as many digits as that of this header has. */
    public String digitsOf(int other) {
        String all = HexFormat.of().toHexDigits(other);
        return brief ? all.substring(0, all.length() / 2) : all;
    }

    static boolean isSize(int width, int height) {
        return width >= 1
                && height >= 1
                && width <= MAX_SIDE
                && height <= MAX_SIDE
                && (long) width * height <= Integer.MAX_VALUE;
    }

    static String sizeFault(int width, int height) {
        return width + " x " + height + " pixels cannot be stored: each side must be 1..65535 and their product at "
                + "most 2147483647";
    }
}
