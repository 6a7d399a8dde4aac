package org.sdcodec.cli.image.common;

import java.awt.Point;
import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import org.sdcodec.Gamut;
import org.sdcodec.imageio.color.GamutProfiles;

/** Embedded color profiles. */
public final class Profiles {
    /** No sensible profile is larger; the limit keeps a small chunk from inflating to gigabytes. */
    public static final int MAX_BYTES = 1 << 24;

    private static final int HEADER_BYTES = 128;

    private Profiles() {}

    /**
     * A profile that can be applied. One that cannot is ignored, with a warning.
     *
     * @param data the whole profile; not modified; may be null
     * @param components the colors of a pixel without alpha: 1 for gray, 3 for RGB, 4 for CMYK
     * @return null if there is none, it is broken or not for these pixels, or they keep its colors as they are
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
            return components == 3 ? ofColors(profile, data, context) : converted(profile, context);
        } catch (IllegalArgumentException | CMMException | ArrayIndexOutOfBoundsException e) {
            context.warn("its color profile is broken and ignored");
            return null;
        }
    }

    /**
     * The profile of a file that names a gamut beyond sRGB instead.
     *
     * @return null if the pixels keep their colors as they are
     */
    public static ICC_Profile of(Gamut named, DecodeContext context) {
        context.keepGamut();
        return named == context.gamut() ? null : converted(GamutProfiles.of(named), context);
    }

    private static ICC_Profile converted(ICC_Profile profile, DecodeContext context) {
        context.convert();
        return profile;
    }

    /** Colors beyond sRGB become those of Display P3 where these are kept. */
    private static ICC_Profile ofColors(ICC_Profile profile, byte[] data, DecodeContext context) {
        Gamut described = GamutProfiles.described(profile).orElse(null);
        if (described == Gamut.SRGB) {
            context.icc(data);
            return profile;
        }
        context.keepGamut();
        if (described != null && described == context.gamut()) {
            context.icc(data);
            return null;
        }
        return converted(profile, context);
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
