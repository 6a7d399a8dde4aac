package org.sdcodec.codec.container;

import java.util.HexFormat;

/**
 * The fields of a file's header. Those of the coding mode are numbers here; the mode knows their meaning.
 *
 * @param width of the picture in pixels, 1..65535
 * @param height of the picture in pixels, 1..65535; width * height is at most 2^31 - 1
 * @param resolution at which the picture is coded, 0..{@value CodedSize#MAX_CODE}; {@value CodedSize#FULL}: at its
 *     size. A file
 *     whose header has no field for it has a chunk
 * @param mode what the latent part holds, 0..15
 * @param coder the entropy coder of the mode, 0 or 1
 * @param stepCode the step of the quantizer, 0..255; 0 where the mode has none
 * @param reconstruction where in its interval a value is reconstructed, 0..255; 0 where the mode has no choice
 * @param fingerprint 32 bits that name what a decoder must have; in a header that is not full the lower 16 are 0. That
 *     of a damaged
 *     postcard is arbitrary
 * @param form how the header is written
 * @param version of the format, {@link #FIRST_VERSION} to {@link #VERSION}
 * @param gray whether every pixel of the picture is gray: its decoder replaces the colors by their gray
 */
public record SdcHeader(
        int width,
        int height,
        int resolution,
        int mode,
        int coder,
        int stepCode,
        int reconstruction,
        int fingerprint,
        HeaderForm form,
        int version,
        boolean gray) {
    /** The format version that this program writes. */
    public static final int VERSION = 2;

    /** The oldest format version that this program reads: latents in one slice. */
    public static final int FIRST_VERSION = 1;

    /** The largest width and height. */
    public static final int MAX_SIDE = 65535;

    /** The mode that brief headers and postcards are for, which do not name it. */
    public static final int BRIEF_MODE = 0;

    private static final int MAX_MODE = 15;
    private static final int MAX_CODER = 1;
    private static final int MAX_BYTE = 255;

    /** @throws IllegalArgumentException if a value is out of range, or the form has no place for it */
    public SdcHeader {
        if (!isSize(width, height)) {
            throw new IllegalArgumentException("A picture of " + sizeFault(width, height));
        }
        if (version < FIRST_VERSION || version > VERSION) {
            throw new IllegalArgumentException("The version " + version + " is none of 1 to " + VERSION + ".");
        }
        if (gray && version == FIRST_VERSION) {
            throw new IllegalArgumentException("A header of version 1 has no place for a gray picture.");
        }
        requireRange("resolution", resolution, CodedSize.MAX_CODE);
        requireRange("mode", mode, MAX_MODE);
        requireRange("coder", coder, MAX_CODER);
        requireRange("step code", stepCode, MAX_BYTE);
        requireRange("reconstruction", reconstruction, MAX_BYTE);
        if (form != HeaderForm.FULL && (mode != BRIEF_MODE || (fingerprint & ~form.fingerprintMask()) != 0)) {
            throw new IllegalArgumentException("A brief header is for mode 0 and has half a fingerprint.");
        }
        if (form == HeaderForm.POSTCARD
                && (coder != 0 || reconstruction != 0 || version != VERSION || !PostcardHeader.fits(width, height))) {
            throw new IllegalArgumentException("A postcard has coder 0, whole steps, version " + VERSION
                    + " and sides of up to " + PostcardHeader.MAX_SIDE + " pixels.");
        }
        if (form == HeaderForm.POSTCARD && gray && !PostcardHeader.fitsGray(width, height, resolution)) {
            throw new IllegalArgumentException("A postcard of this size has no place for a gray picture.");
        }
    }

    /** A header of the version that this program writes, of a picture in colors that is coded at its size. */
    public SdcHeader(
            int width,
            int height,
            int mode,
            int coder,
            int stepCode,
            int reconstruction,
            int fingerprint,
            HeaderForm form) {
        this(width, height, CodedSize.FULL, mode, coder, stepCode, reconstruction, fingerprint, form, VERSION, false);
    }

    /** A header of full length, with entropy coder 0. */
    public SdcHeader(int width, int height, int mode, int stepCode, int reconstruction, int fingerprint) {
        this(width, height, mode, 0, stepCode, reconstruction, fingerprint, HeaderForm.FULL);
    }

    private static void requireRange(String field, int value, int max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException("The " + field + " " + value + " is outside 0.." + max + ".");
        }
    }

    /** Columns that are coded, and that the decoder enlarges to the {@link #width}. */
    public int codedWidth() {
        return CodedSize.of(width, resolution);
    }

    /** Rows that are coded, and that the decoder enlarges to the {@link #height}. */
    public int codedHeight() {
        return CodedSize.of(height, resolution);
    }

    /** Whether the picture is coded at another size than its own. */
    public boolean isReduced() {
        return codedWidth() != width || codedHeight() != height;
    }

    /** The same at another resolution code. */
    public SdcHeader withResolution(int code) {
        return new SdcHeader(
                width, height, code, mode, coder, stepCode, reconstruction, fingerprint, form, version, gray);
    }

    /** The same of a picture that is gray or not. */
    public SdcHeader withGray(boolean isGray) {
        return new SdcHeader(
                width, height, resolution, mode, coder, stepCode, reconstruction, fingerprint, form, version, isGray);
    }

    /** The same in another form. */
    SdcHeader in(HeaderForm other) {
        return new SdcHeader(
                width,
                height,
                resolution,
                mode,
                coder,
                stepCode,
                reconstruction,
                fingerprint & other.fingerprintMask(),
                other,
                version,
                gray);
    }

    /** Whether a decoder that has what {@code own} names, 32 bits, is one for this file, as far as the header tells. */
    public boolean isFor(int own) {
        return ((own ^ fingerprint) & form.fingerprintMask()) == 0;
    }

    /** The fingerprint as messages show it: 8 hexadecimal digits, 4 in a header that is not full. */
    public String fingerprintDigits() {
        return digitsOf(fingerprint);
    }

    /** Another fingerprint with as many digits as that of this header has. */
    public String digitsOf(int other) {
        return HexFormat.of().toHexDigits(other).substring(0, form.fingerprintDigits());
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
