package org.sdcodec.cli.image.pnm;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import org.sdcodec.cli.image.common.DecodeContext;
import org.sdcodec.cli.image.common.DecodedImage;
import org.sdcodec.cli.image.common.PictureDecoder;
import org.sdcodec.cli.image.common.UnreadableException;

/**
 * The Netpbm formats P1 to P7. A sample v of 0 to m becomes round(v · 255 / m). Source: the manual pages pbm(5),
 * pgm(5), ppm(5) and pam(5) of Netpbm.
 */
public final class PnmDecoder implements PictureDecoder {
    private static final int MAX_VALUE = 65535;
    private static final int OPAQUE = 255;

    @Override
    public DecodedImage decode(byte[] file, DecodeContext context) {
        PnmHeader header = PnmHeader.parse(file);
        context.checkSize(header.width(), header.height());
        if (header.maxValue() < 1 || header.maxValue() > MAX_VALUE) {
            throw UnreadableException.damaged("its largest value is " + header.maxValue());
        }
        if (header.typeMissing()) {
            context.warn("it does not say what its sample number " + header.depth() + " is; it is taken for alpha");
        }
        int width = (int) header.width();
        int height = (int) header.height();
        boolean alpha = header.alpha();
        BufferedImage image =
                new BufferedImage(width, height, alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        int[] out = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        PnmSamples samples = PnmSamples.of(file, header);
        int max = (int) header.maxValue();
        context.takeBits(Integer.SIZE - Integer.numberOfLeadingZeros(max));
        for (int y = 0; y < height; y++) {
            samples.startRow();
            for (int x = 0; x < width; x++) {
                int r = scaled(samples.next(), max);
                int g = header.depth() < 3 ? r : scaled(samples.next(), max);
                int b = header.depth() < 3 ? r : scaled(samples.next(), max);
                int a = alpha ? scaled(samples.next(), max) : OPAQUE;
                out[y * width + x] = a << 24 | r << 16 | g << 8 | b;
            }
        }
        if (samples.morePictures()) {
            context.warn("it holds more than one picture; the first is taken");
        }
        return DecodedImage.plain(image);
    }

    private static int scaled(int value, int max) {
        if (value > max) {
            throw UnreadableException.damaged("a value of " + value + " is larger than the largest, " + max);
        }
        return (value * OPAQUE + max / 2) / max;
    }
}
