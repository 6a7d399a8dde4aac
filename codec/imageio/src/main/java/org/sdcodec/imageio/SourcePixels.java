package org.sdcodec.imageio;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.awt.image.WritableRaster;
import javax.imageio.IIOException;
import javax.imageio.ImageWriteParam;
import org.sdcodec.Gamut;
import org.sdcodec.Picture;

/** The pixels that a writer's parameters choose of an image. */
final class SourcePixels {

    private SourcePixels() {}

    /**
     * @param image not modified
     * @param widest as {@link BufferedImages#toPicture(BufferedImage, Gamut)} takes it
     * @throws IIOException if nothing is chosen, single bands are, or the image's samples are not integers of at most
     *     16 bits
     */
    static Picture picture(RenderedImage image, ImageWriteParam param, Gamut widest) throws IIOException {
        if (param.getSourceBands() != null) {
            throw new IIOException("single bands of an image cannot be written; leave the source bands unset");
        }
        ColorModel model = image.getColorModel();
        if (model == null || !PixelConverter.accepts(model)) {
            throw new IIOException(
                    "the image's samples are not integers of 8 or 16 bits with a color model; convert it to such first");
        }
        Rectangle bounds = new Rectangle(image.getMinX(), image.getMinY(), image.getWidth(), image.getHeight());
        Rectangle part = param.getSourceRegion() == null ? bounds : bounds.intersection(param.getSourceRegion());
        part = new Rectangle(
                part.x + param.getSubsamplingXOffset(),
                part.y + param.getSubsamplingYOffset(),
                part.width - param.getSubsamplingXOffset(),
                part.height - param.getSubsamplingYOffset());
        if (part.isEmpty()) {
            throw new IIOException("the source region and its subsampling leave no pixel of the image");
        }
        boolean whole = part.equals(bounds) && param.getSourceXSubsampling() == 1 && param.getSourceYSubsampling() == 1;
        return BufferedImages.toPicture(
                whole && image instanceof BufferedImage buffered ? buffered : copy(image, part, param), widest);
    }

    private static BufferedImage copy(RenderedImage image, Rectangle part, ImageWriteParam param) {
        int stepX = param.getSourceXSubsampling();
        int stepY = param.getSourceYSubsampling();
        int width = (part.width + stepX - 1) / stepX;
        int height = (part.height + stepY - 1) / stepY;
        WritableRaster copy =
                Raster.createWritableRaster(image.getSampleModel().createCompatibleSampleModel(width, height), null);
        Object pixel = null;
        for (int y = 0; y < height; y++) {
            int fromY = part.y + y * stepY;
            Raster row = image.getData(new Rectangle(part.x, fromY, part.width, 1));
            for (int x = 0; x < width; x++) {
                pixel = row.getDataElements(part.x + x * stepX, fromY, pixel);
                copy.setDataElements(x, y, pixel);
            }
        }
        ColorModel model = image.getColorModel();
        return new BufferedImage(model, copy, model.isAlphaPremultiplied(), null);
    }
}
