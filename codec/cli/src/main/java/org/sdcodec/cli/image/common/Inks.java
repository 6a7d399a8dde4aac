package org.sdcodec.cli.image.common;

import java.awt.Point;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/** Images of the four inks cyan, magenta, yellow and black. */
public final class Inks {
    private static final int FULL = 255;

    private Inks() {}

    /**
     * An image of inks: with its profile, or without one in RGB, of which each is (1 − ink)·(1 − black).
     *
     * @param inks four samples for each pixel and a fifth for alpha, if there is one, from 0 for none to full; used by
     *     the result
     * @param bits of a sample, 8 or 16
     * @param profile a CMYK profile, or null
     */
    public static BufferedImage image(Raster inks, int bits, ICC_Profile profile) {
        return image(inks, bits, false, profile);
    }

    /** As {@link #image(Raster, int, ICC_Profile)}, of colors that may be multiplied by alpha. */
    public static BufferedImage image(Raster inks, int bits, boolean premultiplied, ICC_Profile profile) {
        boolean alpha = inks.getNumBands() > 4;
        WritableRaster raster = writable(inks);
        if (profile != null) {
            return new BufferedImage(
                    model(new ICC_ColorSpace(profile), alpha, premultiplied, bits), raster, premultiplied, null);
        }
        WritableRaster rgb = interleaved(inks.getWidth(), inks.getHeight(), alpha ? 4 : 3, bits);
        long max = (1 << bits) - 1;
        int bands = inks.getNumBands();
        int[] in = new int[bands * inks.getWidth()];
        int[] out = new int[rgb.getNumBands() * inks.getWidth()];
        for (int y = 0; y < inks.getHeight(); y++) {
            raster.getPixels(0, y, inks.getWidth(), 1, in);
            for (int x = 0; x < inks.getWidth(); x++) {
                // Of inks that are multiplied by alpha, no ink is alpha and not the full value.
                long full = premultiplied && alpha ? in[x * bands + 4] : max;
                long black = Math.max(0, full - in[x * bands + 3]);
                for (int c = 0; c < 3; c++) {
                    long light = Math.max(0, full - in[x * bands + c]);
                    out[x * rgb.getNumBands() + c] = full == 0 ? 0 : (int) ((light * black + full / 2) / full);
                }
                if (alpha) {
                    out[x * 4 + 3] = in[x * bands + 4];
                }
            }
            rgb.setPixels(0, y, inks.getWidth(), 1, out);
        }
        ColorSpace srgb = ColorSpace.getInstance(ColorSpace.CS_sRGB);
        return new BufferedImage(model(srgb, alpha, premultiplied, bits), rgb, premultiplied, null);
    }

    /**
     * The inks of 8-bit samples as JPEG files store them.
     *
     * @param ycck whether the first three are YCbCr of their complement
     * @param inverted whether 0 means full ink
     */
    public static Raster fromStored(Raster stored, boolean ycck, boolean inverted) {
        int width = stored.getWidth();
        WritableRaster inks = interleaved(width, stored.getHeight(), 4, 8);
        int[] row = new int[4 * width];
        for (int y = 0; y < stored.getHeight(); y++) {
            stored.getPixels(stored.getMinX(), stored.getMinY() + y, width, 1, row);
            for (int at = 0; at < row.length; at += 4) {
                if (ycck) {
                    // JFIF 1.02 gives red, green and blue, of which the inks are the complement.
                    double luma = row[at];
                    double cb = row[at + 1] - 128.0;
                    double cr = row[at + 2] - 128.0;
                    row[at] = FULL - clamp(luma + 1.402 * cr);
                    row[at + 1] = FULL - clamp(luma - 0.344136 * cb - 0.714136 * cr);
                    row[at + 2] = FULL - clamp(luma + 1.772 * cb);
                }
                for (int i = 0; inverted && i < 4; i++) {
                    row[at + i] = FULL - row[at + i];
                }
            }
            inks.setPixels(0, y, width, 1, row);
        }
        return inks;
    }

    private static int clamp(double v) {
        return (int) Math.max(0, Math.min(FULL, Math.round(v)));
    }

    private static ComponentColorModel model(ColorSpace space, boolean alpha, boolean premultiplied, int bits) {
        return new ComponentColorModel(
                space,
                alpha,
                alpha && premultiplied,
                alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
                bits > 8 ? DataBuffer.TYPE_USHORT : DataBuffer.TYPE_BYTE);
    }

    private static WritableRaster interleaved(int width, int height, int bands, int bits) {
        return Raster.createInterleavedRaster(
                bits > 8 ? DataBuffer.TYPE_USHORT : DataBuffer.TYPE_BYTE, width, height, bands, new Point());
    }

    private static WritableRaster writable(Raster raster) {
        return raster instanceof WritableRaster writable
                ? writable
                : Raster.createWritableRaster(raster.getSampleModel(), raster.getDataBuffer(), new Point());
    }
}
