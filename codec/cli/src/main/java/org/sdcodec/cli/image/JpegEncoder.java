package org.sdcodec.cli.image;

import javax.imageio.ImageWriteParam;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;
import org.sdcodec.Picture;

/** Encodes JPEG with the JDK's encoder: baseline, YCbCr with halved chroma, Huffman tables fitted to the picture. */
public final class JpegEncoder {
    /** The sides that JPEG's 16-bit size fields can hold (ITU-T T.81, B.2.2). */
    private static final int MAX_SIDE = 65535;

    private JpegEncoder() {}

    /**
     * Encodes a picture, laid on white if it has alpha.
     *
     * @param quality 1 (smallest) to 100 (best), the scale of the Independent JPEG Group
     * @return a whole JPEG file
     * @throws ImageFormatException if a side is longer than 65535 pixels
     * @throws IllegalArgumentException if the quality is out of range
     */
    public static byte[] encode(Picture picture, int quality) {
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("the JPEG quality is 1 to 100, not " + quality);
        }
        if (picture.width() > MAX_SIDE || picture.height() > MAX_SIDE) {
            throw new ImageFormatException("a picture of " + picture.width() + "x" + picture.height()
                    + " pixels does not fit into a JPEG file; write it as PNG");
        }
        JPEGImageWriteParam param = new JPEGImageWriteParam(null);
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(quality / 100f);
        param.setOptimizeHuffmanTables(true);
        return ImageWriters.jpegBytes(picture.onWhite(), param);
    }
}
