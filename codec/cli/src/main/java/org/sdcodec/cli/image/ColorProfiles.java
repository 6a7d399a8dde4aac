package org.sdcodec.cli.image;

import com.twelvemonkeys.imageio.color.ColorSpaces;
import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;

/** The color profiles that picture files carry. */
final class ColorProfiles {
    private ColorProfiles() {}

    /** The color space of an RGB profile; null if there is no profile, it is broken or it is of other colors. */
    static ICC_ColorSpace rgb(ICC_Profile profile) {
        if (profile == null) {
            return null;
        }
        try {
            ICC_ColorSpace space = ColorSpaces.createColorSpace(profile);
            return space.getType() == ColorSpace.TYPE_RGB ? space : null;
        } catch (IllegalArgumentException | CMMException e) {
            return null;
        }
    }
}
