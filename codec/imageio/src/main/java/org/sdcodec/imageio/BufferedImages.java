package org.sdcodec.imageio;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.awt.image.RenderedImage;
import java.util.Optional;
import org.sdcodec.Gamut;
import org.sdcodec.Picture;
import org.sdcodec.imageio.color.GamutProfiles;

/** Converts between the codec's {@link Picture} and {@link BufferedImage}. */
public final class BufferedImages {
    private BufferedImages() {}

    /**
     * Converts to 8-bit sRGB. Colors go through the image's own color space; alpha is kept, and no longer
     * premultiplied.
     *
     * @param image of any color model with integer samples of at most 16 bits; not modified
     * @throws IllegalArgumentException if the samples have another type
     */
    public static Picture toPicture(BufferedImage image) {
        return toPicture(image, Gamut.SRGB);
    }

    /**
     * As {@link #toPicture(BufferedImage)}, of colors that may be beyond sRGB.
     *
     * @param widest what an image becomes whose color space is RGB, but not sRGB; every other one becomes sRGB. One
     *     whose color space is that of this gamut keeps its levels
     */
    public static Picture toPicture(BufferedImage image, Gamut widest) {
        boolean wide = widest != Gamut.SRGB && isWide(image.getColorModel().getColorSpace());
        return PixelConverter.convert(image, null, null, wide ? widest : Gamut.SRGB);
    }

    private static boolean isWide(ColorSpace space) {
        return space.getType() == ColorSpace.TYPE_RGB
                && !space.isCS_sRGB()
                && space instanceof ICC_ColorSpace icc
                && !GamutProfiles.described(icc.getProfile()).equals(Optional.of(Gamut.SRGB));
    }

    /**
     * The same pixels as an image of which no copy is made, in the color space of their gamut: for writers, which ask
     * for some rows at a time.
     */
    public static RenderedImage view(Picture picture) {
        return new PictureImage(picture);
    }

    /**
     * The same pixels as sRGB ({@link Picture#inSrgb}); a new image.
     *
     * @return {@link BufferedImage#TYPE_INT_ARGB} if the picture has alpha, otherwise {@link
     *     BufferedImage#TYPE_INT_RGB}
     */
    public static BufferedImage from(Picture picture) {
        int type = picture.hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), type);
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        picture.inSrgb().copyRows(0, picture.height(), pixels, 0);
        return image;
    }
}
