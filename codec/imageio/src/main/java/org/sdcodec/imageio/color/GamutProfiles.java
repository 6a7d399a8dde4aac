package org.sdcodec.imageio.color;

import java.awt.Point;
import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Optional;
import org.sdcodec.Gamut;

/** ICC profiles of {@linkplain Gamut gamuts}. */
public final class GamutProfiles {

    /** Levels of each color that are tried. */
    private static final int CUBE = 6;

    private static final int COLORS = CUBE * CUBE * CUBE;

    private GamutProfiles() {}

    /** Made when it is first used. */
    private static final class DisplayP3 {
        static final ICC_Profile PROFILE = ICC_Profile.getInstance(DisplayP3Profile.bytes());
        static final ColorSpace SPACE = new ICC_ColorSpace(PROFILE);
    }

    /** The profile of a gamut. */
    public static ICC_Profile of(Gamut gamut) {
        return switch (gamut) {
            case SRGB -> ICC_Profile.getInstance(ColorSpace.CS_sRGB);
            case DISPLAY_P3 -> DisplayP3.PROFILE;
        };
    }

    /** The profile of a gamut for files of other formats, which is the same with every Java; nothing for sRGB. */
    public static Optional<byte[]> forFiles(Gamut gamut) {
        return gamut == Gamut.SRGB ? Optional.empty() : Optional.of(DisplayP3Profile.bytes());
    }

    /** The color space of images of a gamut. */
    public static ColorSpace space(Gamut gamut) {
        return switch (gamut) {
            case SRGB -> ColorSpace.getInstance(ColorSpace.CS_sRGB);
            case DISPLAY_P3 -> DisplayP3.SPACE;
        };
    }

    /**
     * The gamut that a profile describes, up to rounding to 8 bits.
     *
     * @param profile of any colors
     * @return nothing if it is another one, or the profile is broken
     */
    public static Optional<Gamut> described(ICC_Profile profile) {
        if (profile.getColorSpaceType() != ColorSpace.TYPE_RGB) {
            return Optional.empty();
        }
        for (Gamut gamut : Gamut.values()) {
            if (leavesLevels(profile, of(gamut))) {
                return Optional.of(gamut);
            }
        }
        return Optional.empty();
    }

    /** As {@link #described(ICC_Profile)}, of the bytes of a profile. */
    public static Optional<Gamut> described(byte[] profile) {
        try {
            return described(ICC_Profile.getInstance(profile));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean leavesLevels(ICC_Profile from, ICC_Profile to) {
        int[] levels = new int[3 * COLORS];
        for (int i = 0; i < levels.length; i++) {
            int color = i / 3;
            int level = i % 3 == 0 ? color % CUBE : i % 3 == 1 ? color / CUBE % CUBE : color / (CUBE * CUBE);
            levels[i] = 255 * level / (CUBE - 1);
        }
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, COLORS, 1, 3, new Point());
        raster.setPixels(0, 0, COLORS, 1, levels);
        try {
            int[] converted = new ColorConvertOp(new ICC_Profile[] {from, to}, null)
                    .filter(raster, raster.createCompatibleWritableRaster())
                    .getPixels(0, 0, COLORS, 1, (int[]) null);
            for (int i = 0; i < levels.length; i++) {
                if (Math.abs(levels[i] - converted[i]) > 1) {
                    return false;
                }
            }
            return true;
        } catch (CMMException | IllegalArgumentException e) {
            return false;
        }
    }
}
