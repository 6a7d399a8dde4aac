package org.sdcodec.imageio;

import java.awt.Point;
import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.PackedColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import org.sdcodec.Gamut;
import org.sdcodec.Picture;
import org.sdcodec.imageio.color.GamutProfiles;

/**
 * Turns decoded pixels of any layout into 8-bit pixels of a {@link Gamut}.
 *
 * <p>Java2D's own conversions are not used for gray and RGB: they treat gray as linear light (a gray of 128 would
 * become 188) and some of them round 16-bit samples down. Here a sample v of b bits becomes round(v · 255 / (2^b − 1)),
 * a gray g becomes (g, g, g), and only real color profiles go through the color management.
 */
public final class PixelConverter {
    /** Rows that go through the color management at a time, so that its copies stay small. */
    private static final int STRIP_ROWS = 64;

    private final BufferedImage image;
    private final ColorModel model;
    private final int width;
    private final int height;
    private final int bands;
    private final int colors;
    private final int[] transparent;
    private final Gamut gamut;
    private final Rows out;
    /** The pixels of the current row. */
    private final int[] argb;

    /** Receives rows of 0xAARRGGBB. */
    private interface Rows {
        void row(int y, int[] argb);
    }

    private PixelConverter(BufferedImage image, int[] transparent, Gamut gamut, Rows out) {
        this.image = image;
        this.model = image.getColorModel();
        this.width = image.getWidth();
        this.height = image.getHeight();
        this.bands = image.getRaster().getNumBands();
        this.colors = model.getNumColorComponents();
        this.transparent = transparent != null && !model.hasAlpha() && transparent.length == bands ? transparent : null;
        this.gamut = gamut;
        this.out = out;
        this.argb = new int[width];
    }

    /**
     * Converts a picture.
     *
     * @param image of any color model with integer samples of at most 16 bits; not modified
     * @param profile replaces the image's own color space if it is a profile of gray and the image is gray, or of RGB
     *     and the image is RGB or has a palette; may be null
     * @param transparent the samples of the one color that means "transparent", or null; ignored if there is alpha
     * @param gamut what the profile, or that of the image's own color space, is converted to, and what colors have that
     *     are RGB without a profile
     * @throws IllegalArgumentException if the samples have another type
     */
    public static Picture convert(BufferedImage image, ICC_Profile profile, int[] transparent, Gamut gamut) {
        Picture.Builder picture = Picture.builder(image.getWidth(), image.getHeight());
        new PixelConverter(image, transparent, gamut, (y, argb) -> picture.row(y, argb, 0)).run(profile);
        return picture.build().withGamut(gamut);
    }

    /**
     * As {@link #convert}, of an image that nobody else uses: where it is one of 8-bit gray or RGB, no second copy of
     * its pixels is made.
     *
     * @param image is taken over, and may be modified
     */
    public static Picture takeOver(BufferedImage image, ICC_Profile profile, int[] transparent, Gamut gamut) {
        BytePixels pixels = BytePixels.of(image);
        if (pixels == null || transparent != null) {
            return convert(image, profile, transparent, gamut);
        }
        if (profile != null) {
            if (!pixels.isColored()) {
                return convert(image, profile, null, gamut);
            }
            new PixelConverter(image, null, gamut, pixels::set).run(profile);
        }
        return Picture.of(image.getWidth(), image.getHeight(), false, pixels).withGamut(gamut);
    }

    private void run(ICC_Profile profile) {
        if (model instanceof IndexColorModel palette) {
            fromPalette(palette, profile);
        } else {
            checkSamples();
            fromSamples(profile);
        }
    }

    private void put(int x, int alpha, int r, int g, int b) {
        argb[x] = alpha << 24 | r << 16 | g << 8 | b;
    }

    private void fromPalette(IndexColorModel palette, ICC_Profile profile) {
        int size = palette.getMapSize();
        int[] known = new int[size];
        palette.getRGBs(known);
        if (profile != null) {
            BufferedImage colors = new BufferedImage(size, 1, BufferedImage.TYPE_INT_ARGB);
            colors.setRGB(0, 0, size, 1, known, 0, size);
            convert(colors, profile, null, gamut).copyRows(0, 1, known, 0);
        }
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            image.getRaster().getSamples(0, y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                // A damaged file may name colors that its palette does not have.
                int color = row[x] < size ? known[row[x]] : 0xff000000;
                int alpha = transparent != null && row[x] == transparent[0] ? 0 : color >>> 24;
                put(x, alpha, color >> 16 & 255, color >> 8 & 255, color & 255);
            }
            out.row(y, argb);
        }
    }

    /** Whether samples are integers of at most 16 bits. */
    static boolean accepts(ColorModel model) {
        int type = model.getTransferType();
        return type == DataBuffer.TYPE_BYTE || type == DataBuffer.TYPE_USHORT || model instanceof PackedColorModel;
    }

    private void checkSamples() {
        if (!accepts(model)) {
            throw new IllegalArgumentException(
                    "its samples are not integers of 8 or 16 bits; convert it to such first");
        }
    }

    private void fromSamples(ICC_Profile profile) {
        ColorSpace space = model.getColorSpace();
        if (space.getType() == ColorSpace.TYPE_GRAY && colors == 1) {
            if (!fits(profile, ColorSpace.TYPE_GRAY) || !manage(profile)) {
                copyRows(0, height, null);
            }
            return;
        }
        if (space.getType() == ColorSpace.TYPE_RGB && colors == 3) {
            ICC_Profile actual = fits(profile, ColorSpace.TYPE_RGB)
                    ? profile
                    : !space.isCS_sRGB() && space instanceof ICC_ColorSpace icc ? icc.getProfile() : null;
            boolean own = actual != null
                    && GamutProfiles.described(actual).filter(gamut::equals).isPresent()
                    && gamut != Gamut.SRGB;
            if (actual == null || own || !manage(actual)) {
                copyRows(0, height, null);
            }
            return;
        }
        if (!(space instanceof ICC_ColorSpace icc) || !manage(icc.getProfile())) {
            throughColorModel();
        }
    }

    private static boolean fits(ICC_Profile profile, int type) {
        return profile != null && profile.getColorSpaceType() == type;
    }

    /** Converts everything through the color management; false, with nothing done, if the profile turns out broken. */
    private boolean manage(ICC_Profile profile) {
        int done = 0;
        try {
            ColorConvertOp op = new ColorConvertOp(new ICC_Profile[] {profile, GamutProfiles.of(gamut)}, null);
            for (int y = 0; y < height; y += STRIP_ROWS) {
                copyRows(y, Math.min(STRIP_ROWS, height - y), op);
                done = y + STRIP_ROWS;
            }
            return true;
        } catch (CMMException | IllegalArgumentException e) {
            if (done > 0) {
                // What is done may have taken the place of the image's own pixels.
                throw new IllegalArgumentException("its color profile cannot be applied to all of its pixels", e);
            }
            return false;
        }
    }

    /**
     * Takes the samples of some rows: gray as it is, RGB as it is or through a conversion, other color spaces through
     * a conversion only.
     */
    private void copyRows(int y0, int rows, ColorConvertOp op) {
        int[] max = new int[bands];
        boolean deep = false;
        for (int b = 0; b < bands; b++) {
            max[b] = (1 << model.getComponentSize(b)) - 1;
            deep |= model.getComponentSize(b) > 8;
        }
        int full = deep && op != null ? 65535 : 255;
        WritableRaster managed = op == null ? null : interleaved(full, colors, rows);
        int[] alpha = new int[op == null ? 1 : rows * width];
        int[] row = new int[width * bands];
        int[] scaled = new int[colors * width];
        for (int y = 0; y < rows; y++) {
            image.getRaster().getPixels(0, y0 + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                int a = alphaOf(row, x * bands, max);
                for (int c = 0; c < colors; c++) {
                    scaled[x * colors + c] = scale(unpremultiplied(row, x * bands, c, max), max[c], full);
                }
                if (op != null) {
                    alpha[y * width + x] = a;
                } else {
                    int r = scaled[x * colors];
                    boolean gray = colors == 1;
                    int g = gray ? r : scaled[x * colors + 1];
                    int b = gray ? r : scaled[x * colors + 2];
                    put(x, a, r, g, b);
                }
            }
            if (op != null) {
                managed.setPixels(0, y, width, 1, scaled);
            } else {
                out.row(y0 + y, argb);
            }
        }
        if (op != null) {
            putManaged(op.filter(managed, interleaved(full, 3, rows)), y0, full, alpha);
        }
    }

    private void putManaged(Raster rgb, int y0, int full, int[] alpha) {
        int[] row = new int[3 * width];
        for (int y = 0; y < rgb.getHeight(); y++) {
            rgb.getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++) {
                put(
                        x,
                        alpha[y * width + x],
                        scale(row[3 * x], full, 255),
                        scale(row[3 * x + 1], full, 255),
                        scale(row[3 * x + 2], full, 255));
            }
            out.row(y0 + y, argb);
        }
    }

    private WritableRaster interleaved(int full, int components, int rows) {
        int type = full > 255 ? DataBuffer.TYPE_USHORT : DataBuffer.TYPE_BYTE;
        return Raster.createInterleavedRaster(type, width, rows, components, new Point());
    }

    private int alphaOf(int[] row, int at, int[] max) {
        if (transparent != null) {
            for (int b = 0; b < bands; b++) {
                if (row[at + b] != transparent[b]) {
                    return 255;
                }
            }
            return 0;
        }
        return model.hasAlpha() ? scale(row[at + colors], max[colors], 255) : 255;
    }

    private int unpremultiplied(int[] row, int at, int c, int[] max) {
        int value = row[at + c];
        int alpha = model.isAlphaPremultiplied() && model.hasAlpha() ? row[at + colors] : 0;
        // A transparent pixel has no color to recover.
        return alpha == 0 ? value : (int) Math.min(max[c], ((long) value * max[colors] + alpha / 2) / alpha);
    }

    /** round(value · to / from), for values of 0 to {@code from}, both at most 65535. */
    private static int scale(int value, int from, int to) {
        return from == to ? value : (int) (((long) value * to + from / 2) / from);
    }

    /** For color spaces without a profile (plain CMYK, L*a*b* ...): the color model knows the way, pixel by pixel. */
    private void throughColorModel() {
        Object element = null;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                element = image.getRaster().getDataElements(x, y, element);
                argb[x] = model.getRGB(element);
            }
            out.row(y, argb);
        }
    }
}
