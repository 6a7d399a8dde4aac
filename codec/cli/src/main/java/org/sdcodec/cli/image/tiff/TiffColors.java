package org.sdcodec.cli.image.tiff;

import java.awt.Point;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferInt;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Arrays;
import org.sdcodec.cli.image.common.DecodeContext;
import org.sdcodec.cli.image.common.DecodedImage;
import org.sdcodec.cli.image.common.Inks;
import org.sdcodec.cli.image.common.Profiles;
import org.sdcodec.cli.image.common.UnreadableException;

/** What the samples of a picture mean. Source: TIFF 6.0, tags 262, 320, 332, 334 and 338. */
final class TiffColors {
    private static final int WHITE_IS_ZERO = 0;
    private static final int BLACK_IS_ZERO = 1;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int SEPARATED = 5;
    private static final int YCC = 6;
    /** CIELab, ICCLab and ITULab. */
    private static final int FIRST_LAB = 8;

    private static final int LAST_LAB = 10;
    private static final int ASSOCIATED_ALPHA = 1;
    private static final int UNASSOCIATED_ALPHA = 2;
    private static final int FAX_FIRST = 2;
    private static final int FAX_LAST = 4;

    private final int photometric;
    private final int colors;
    /** The sample that is alpha, or -1. */
    private final int alpha;

    private final boolean premultiplied;
    private final int bits;
    private final int[] palette;
    private final ICC_Profile profile;

    private TiffColors(
            int photometric,
            int colors,
            int alpha,
            boolean premultiplied,
            int bits,
            int[] palette,
            ICC_Profile profile) {
        this.photometric = photometric;
        this.colors = colors;
        this.alpha = alpha;
        this.premultiplied = premultiplied;
        this.bits = bits;
        this.palette = palette;
        this.profile = profile;
    }

    /** @throws UnreadableException if the colors are of a kind that is not supported */
    static TiffColors of(TiffDirectory directory, TiffLayout layout, DecodeContext context) {
        int photometric = photometric(directory, layout);
        int colors = colors(photometric, directory);
        if (layout.samples() < colors) {
            throw UnreadableException.damaged(
                    "it has " + layout.samples() + " of the " + colors + " samples that its colors need");
        }
        if (photometric == YCC && layout.samples() != colors) {
            throw UnreadableException.unsupported(
                    "it is YCbCr with alpha, which is not supported; save it as RGB first");
        }
        int alpha = -1;
        boolean premultiplied = false;
        int extra = layout.samples() - colors;
        if (extra > 0) {
            long[] kinds = directory.values(TiffDirectory.EXTRA_SAMPLES);
            if (kinds.length == 0) {
                // Some programs write RGBA without saying so.
                context.warn("it does not say what its sample number " + (colors + 1) + " is; it is taken for alpha");
                alpha = colors;
            }
            for (int i = 0; i < Math.min(kinds.length, extra) && alpha < 0; i++) {
                if (kinds[i] == ASSOCIATED_ALPHA || kinds[i] == UNASSOCIATED_ALPHA) {
                    alpha = colors + i;
                    premultiplied = kinds[i] == ASSOCIATED_ALPHA;
                }
            }
            int dropped = extra - (alpha < 0 ? 0 : 1);
            if (dropped > 0) {
                context.warn("samples that are neither color nor alpha are dropped: " + dropped + " of each pixel");
            }
        }
        int[] palette = photometric == PALETTE ? palette(directory, layout.bits()) : null;
        int profiled = photometric == PALETTE ? 3 : colors;
        ICC_Profile profile = Profiles.usable(directory.bytes(TiffDirectory.ICC_PROFILE), profiled, context);
        return new TiffColors(photometric, colors, alpha, premultiplied, layout.bits(), palette, profile);
    }

    private static int photometric(TiffDirectory directory, TiffLayout layout) {
        if (directory.has(TiffDirectory.PHOTOMETRIC)) {
            return (int) directory.value(TiffDirectory.PHOTOMETRIC, -1);
        }
        // The tag is required; some fax machines leave it out all the same.
        boolean fax = layout.compression() >= FAX_FIRST && layout.compression() <= FAX_LAST;
        return fax ? WHITE_IS_ZERO : layout.samples() >= 3 ? RGB : BLACK_IS_ZERO;
    }

    private static int colors(int photometric, TiffDirectory directory) {
        if (photometric >= FIRST_LAB && photometric <= LAST_LAB) {
            throw UnreadableException.unsupported(
                    "its colors are CIE L*a*b*, which is not supported; save it as RGB first");
        }
        boolean inks = photometric == SEPARATED
                && (directory.value(TiffDirectory.INK_SET, 1) != 1
                        || directory.value(TiffDirectory.NUMBER_OF_INKS, 4) != 4);
        if (inks) {
            throw UnreadableException.unsupported(
                    "it is made of other inks than cyan, magenta, yellow and black; save it as RGB first");
        }
        return switch (photometric) {
            case WHITE_IS_ZERO, BLACK_IS_ZERO, PALETTE -> 1;
            case RGB, YCC -> 3;
            case SEPARATED -> 4;
            default ->
                throw UnreadableException.unsupported("its colors are of kind " + photometric
                        + " (PhotometricInterpretation), which is not supported; save it as RGB first");
        };
    }

    /** Opaque ARGB colors. */
    private static int[] palette(TiffDirectory directory, int bits) {
        long[] map = directory.values(TiffDirectory.COLOR_MAP);
        int size = map.length / 3;
        if (size == 0 || bits > 8) {
            throw UnreadableException.damaged("its palette is missing");
        }
        // Values have 16 bits, but some programs write only 8.
        int shift = Arrays.stream(map).allMatch(v -> v < 256) ? 0 : 8;
        int[] palette = new int[size];
        for (int i = 0; i < size; i++) {
            palette[i] = 0xff000000
                    | (int) (map[i] >> shift) << 16
                    | (int) (map[size + i] >> shift) << 8
                    | (int) (map[2 * size + i] >> shift);
        }
        return palette;
    }

    boolean isYcc() {
        return photometric == YCC;
    }

    /**
     * The picture.
     *
     * @param samples as stored, but RGB for YCbCr; its minimum is (0, 0)
     */
    DecodedImage interpret(Raster samples, int orientation) {
        if (photometric == PALETTE) {
            return new DecodedImage(fromPalette(samples), profile, null, orientation);
        }
        int deep = bits < 8 ? 8 : bits;
        WritableRaster chosen = choose(samples, deep);
        if (photometric == SEPARATED) {
            return new DecodedImage(Inks.image(chosen, deep, premultiplied, profile), null, null, orientation);
        }
        int[] sizes = new int[chosen.getNumBands()];
        Arrays.fill(sizes, deep);
        ComponentColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(colors == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB),
                sizes,
                alpha >= 0,
                premultiplied,
                alpha >= 0 ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
                chosen.getTransferType());
        return new DecodedImage(new BufferedImage(model, chosen, premultiplied, null), profile, null, orientation);
    }

    /** Colors and alpha alone, black as 0, with at least 8 bits. */
    private WritableRaster choose(Raster samples, int deep) {
        int width = samples.getWidth();
        int in = samples.getNumBands();
        int out = colors + (alpha >= 0 ? 1 : 0);
        WritableRaster result = Raster.createInterleavedRaster(
                deep > 8 ? DataBuffer.TYPE_USHORT : DataBuffer.TYPE_BYTE, width, samples.getHeight(), out, new Point());
        int max = (1 << bits) - 1;
        int[] row = new int[width * in];
        int[] chosen = new int[width * out];
        for (int y = 0; y < samples.getHeight(); y++) {
            samples.getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < out; c++) {
                    int value = row[x * in + (c < colors ? c : alpha)];
                    int upright = photometric == WHITE_IS_ZERO && c < colors ? max - value : value;
                    chosen[x * out + c] = bits < 8 ? (upright * 255 + max / 2) / max : upright;
                }
            }
            result.setPixels(0, y, width, 1, chosen);
        }
        return result;
    }

    private BufferedImage fromPalette(Raster samples) {
        int width = samples.getWidth();
        int height = samples.getHeight();
        int in = samples.getNumBands();
        BufferedImage image =
                new BufferedImage(width, height, alpha < 0 ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB);
        int[] out = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        int[] row = new int[width * in];
        for (int y = 0; y < height; y++) {
            samples.getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++) {
                int index = row[x * in];
                if (index >= palette.length) {
                    throw UnreadableException.damaged(
                            "a pixel has color " + index + " of a palette of " + palette.length + " colors");
                }
                int a = alpha < 0 ? 255 : row[x * in + alpha] * 255 / ((1 << bits) - 1);
                out[y * width + x] = palette[index] & 0xffffff | a << 24;
            }
        }
        return image;
    }
}
