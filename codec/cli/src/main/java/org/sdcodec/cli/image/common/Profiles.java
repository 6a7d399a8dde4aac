package org.sdcodec.cli.image.common;

import java.awt.Point;
import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/** Embedded color profiles. */
public final class Profiles {
    /** No sensible profile is larger; the limit keeps a small chunk from inflating to gigabytes. */
    public static final int MAX_BYTES = 1 << 24;

    private static final int HEADER_BYTES = 128;

    /** Levels of each color that are tried. */
    private static final int CUBE = 6;

    private Profiles() {}

    /**
     * A profile that can be applied. One that cannot is ignored, with a warning.
     *
     * @param data the whole profile; not modified; may be null
     * @param components the colors of a pixel without alpha: 1 for gray, 3 for RGB, 4 for CMYK
     * @return null if there is none, it is broken, not for these pixels, or sRGB
     */
    public static ICC_Profile usable(byte[] data, int components, DecodeContext context) {
        if (data == null) {
            return null;
        }
        try {
            // The length in the header decides how much the JDK allocates.
            if (data.length < HEADER_BYTES
                    || Bytes.i32be(data, 0) < HEADER_BYTES
                    || Bytes.i32be(data, 0) > data.length) {
                context.warn("its color profile is broken and ignored");
                return null;
            }
            ICC_Profile profile = ICC_Profile.getInstance(data);
            if (!isOf(profile, components)) {
                context.warn("its color profile is for other colors than its pixels have, and ignored");
                return null;
            }
            // Reads the tables; what is broken in them shows here, and not in the middle of a picture.
            new ColorConvertOp(new ICC_Profile[] {profile, ICC_Profile.getInstance(ColorSpace.CS_sRGB)}, null)
                    .filter(raster(components), raster(3));
            if (isSrgb(profile, components)) {
                context.icc(data);
            } else {
                context.convert();
            }
            return profile;
        } catch (IllegalArgumentException | CMMException | ArrayIndexOutOfBoundsException e) {
            context.warn("its color profile is broken and ignored");
            return null;
        }
    }

    /** Whether a profile leaves colors as they are, up to rounding. */
    private static boolean isSrgb(ICC_Profile profile, int components) {
        if (components != 3) {
            return false;
        }
        int[] samples = new int[3 * CUBE * CUBE * CUBE];
        for (int i = 0; i < samples.length; i++) {
            int color = i / 3;
            int level = i % 3 == 0 ? color % CUBE : i % 3 == 1 ? color / CUBE % CUBE : color / (CUBE * CUBE);
            samples[i] = 255 * level / (CUBE - 1);
        }
        WritableRaster from =
                Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, CUBE * CUBE * CUBE, 1, 3, new Point());
        from.setPixels(0, 0, from.getWidth(), 1, samples);
        int[] converted = new ColorConvertOp(
                        new ICC_Profile[] {profile, ICC_Profile.getInstance(ColorSpace.CS_sRGB)}, null)
                .filter(from, from.createCompatibleWritableRaster())
                .getPixels(0, 0, from.getWidth(), 1, (int[]) null);
        for (int i = 0; i < samples.length; i++) {
            if (Math.abs(samples[i] - converted[i]) > 1) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOf(ICC_Profile profile, int components) {
        int kind = profile.getProfileClass();
        boolean forPixels = kind == ICC_Profile.CLASS_INPUT
                || kind == ICC_Profile.CLASS_DISPLAY
                || kind == ICC_Profile.CLASS_OUTPUT
                || kind == ICC_Profile.CLASS_COLORSPACECONVERSION;
        int expected = switch (components) {
            case 1 -> ColorSpace.TYPE_GRAY;
            case 3 -> ColorSpace.TYPE_RGB;
            case 4 -> ColorSpace.TYPE_CMYK;
            default -> -1;
        };
        return forPixels && profile.getColorSpaceType() == expected;
    }

    private static WritableRaster raster(int components) {
        return Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 1, 1, components, new Point());
    }
}
