package org.sdcodec.codec.container;

import java.util.Arrays;

/** An optional part of a file next to the latent: a type 1..255 and bytes. Immutable. */
public final class SdcChunk {
    /** The alpha plane, coded without loss in the size of the picture. */
    public static final int ALPHA = 1;

    /** At which resolution the picture is coded; part of the {@link SdcHeader}. */
    static final int RESOLUTION = 2;

    /** The color that every pixel has: red, green, blue. */
    public static final int ONE_COLOR = 3;
    /** What colors the picture has, if they are not sRGB. */
    public static final int GAMUT = 4;

    /** The one content of {@link #GAMUT}: the code of Display P3's primaries in ITU-T H.273. */
    public static final byte DISPLAY_P3 = 12;

    /** What denoising the encoder found best, steps and strength. */
    public static final int DENOISING = 128;

    /** Exif, a TIFF structure, deflated. */
    public static final int EXIF = 129;

    /** XMP in UTF-8, deflated. */
    public static final int XMP = 130;

    /** An ICC profile of the picture's pixels, deflated. */
    public static final int ICC = 131;

    /** From this type on a chunk is ancillary: who does not know it may ignore it. */
    public static final int FIRST_ANCILLARY = 128;

    private static final int MAX_TYPE = 255;

    private final int type;
    private final byte[] data;

    /**
     * @param type 1..127 critical, 128..255 ancillary
     * @param data copied
     * @throws IllegalArgumentException if the type is out of range
     */
    public SdcChunk(int type, byte[] data) {
        if (type < 1 || type > MAX_TYPE) {
            throw new IllegalArgumentException("The chunk type " + type + " is outside 1..255.");
        }
        this.type = type;
        this.data = data.clone();
    }

    /** 1..255. */
    public int type() {
        return type;
    }

    /** A copy of the bytes. */
    public byte[] data() {
        return data.clone();
    }

    /** The number of bytes. */
    public int size() {
        return data.length;
    }

    /** Whether the picture cannot be decoded without understanding this chunk. */
    public boolean isCritical() {
        return type < FIRST_ANCILLARY;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SdcChunk that && type == that.type && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * type + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "SdcChunk[" + type + ", " + data.length + " bytes]";
    }
}
