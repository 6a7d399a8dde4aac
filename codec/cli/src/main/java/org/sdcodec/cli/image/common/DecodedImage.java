package org.sdcodec.cli.image.common;

import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import org.sdcodec.imageio.Orientation;

/**
 * What a file holds: samples as stored, and what the file says about them.
 *
 * @param pixels the samples with a color model that describes them; alpha is the last sample, if there is any
 * @param profile the embedded profile, checked by {@link Profiles}; null if there is none
 * @param transparent the sample values of the one color that means "transparent", or null
 * @param orientation 1 to 8, see {@link Orientation}
 */
public record DecodedImage(BufferedImage pixels, ICC_Profile profile, int[] transparent, int orientation) {

    /** An image without profile that is stored upright. */
    public static DecodedImage plain(BufferedImage pixels) {
        return new DecodedImage(pixels, null, null, Orientation.NORMAL);
    }
}
