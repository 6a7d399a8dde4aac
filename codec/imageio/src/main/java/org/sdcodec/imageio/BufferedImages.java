package org.sdcodec.imageio;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.awt.image.RenderedImage;
import org.sdcodec.Picture;

/** Converts between the codec's {@link Picture} and {@link BufferedImage}. */
public final class BufferedImages {
    private BufferedImages() {}

    /**
     * Converts to 8-bit sRGB. Colors go through the image's own color space; alpha is kept, and no longer premultiplied.
     *
     * @param image of any color model with integer samples of at most 16 bits; not modified
     * @throws IllegalArgumentException if the samples have another type
     */
    public static Picture toPicture(BufferedImage image) {
        return SrgbConverter.convert(image, null, null);
    }

    /** The same pixels as an image of which no copy is made: for writers, which ask for some rows at a time. */
    public static RenderedImage view(Picture picture) {
        return new PictureImage(picture);
    }

    /**
     * The same pixels; a new image.
     *
     * @return {@link BufferedImage#TYPE_INT_ARGB} if the picture has alpha, otherwise {@link BufferedImage#TYPE_INT_RGB}
     */
    public static BufferedImage from(Picture picture) {
        int type = picture.hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), type);
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        picture.copyRows(0, picture.height(), pixels, 0);
        return image;
    }
}
