package org.sdcodec.codec.pixels;

import org.sdcodec.Picture;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.PixelSource;

/**
 * A smaller picture of another, read row by row: each pixel is a weighted mean of those around its place, with the
 * cubic kernel of Catmull
 * and Rom stretched to the smaller picture's pixels, so that {@link Enlarger} finds what it interpolates best. Keeps no
 * rows. The same
 * bits on every machine.
 */
public final class Reducer implements PixelSource {
    private static final int COLORS = 3;
    private static final int KERNEL_RADIUS = 2;
    private static final int OPAQUE = 255;
    private static final int GRAY = 0x010101;
    private static final float HALF_RANGE = 127.5f;

    private final PixelSource original;
    private final int height;
    private final int width;
    private final Axis horizontal;
    private final Axis vertical;

    /**
     * @param original is read by several threads
     * @param height of the smaller picture, at most that of the original
     * @param width of the smaller picture, at most that of the original
     */
    public Reducer(PixelSource original, int height, int width) {
        this.original = original;
        this.height = height;
        this.width = width;
        this.horizontal = new Axis(original.width(), width);
        this.vertical = new Axis(original.height(), height);
    }

    /**
     * A picture whose longer side has at most so many pixels.
     *
     * @param picture opaque
     * @return the same picture if it is no larger
     */
    public static Picture limited(Picture picture, int longerSide) {
        int longer = Math.max(picture.width(), picture.height());
        if (longer <= longerSide) {
            return picture;
        }
        return reduced(
                picture, limited(picture.width(), longerSide, longer), limited(picture.height(), longerSide, longer));
    }

    /**
     * A picture in another size. Opacities are reduced as colors are; colors count by their opacity.
     *
     * @param width at most that of the picture
     * @param height at most that of the picture
     */
    public static Picture reduced(Picture picture, int width, int height) {
        if (!picture.hasAlpha()) {
            return PixelTensors.toPicture(reduced(PixelTensors.source(picture), width, height), null)
                    .withGamut(picture.gamut());
        }
        int[] pixels = picture.toArray();
        int[] opacities = new int[pixels.length];
        int[] weighted = new int[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            int alpha = pixels[i] >>> 24;
            opacities[i] = alpha * GRAY;
            weighted[i] = weighted(pixels[i] >> 16, alpha) << 16
                    | weighted(pixels[i] >> 8, alpha) << 8
                    | weighted(pixels[i], alpha);
        }
        Tensor alphas = reduced(source(picture, opacities), width, height);
        Tensor colors = reduced(source(picture, weighted), width, height);
        int[] small = new int[width * height];
        for (int i = 0; i < small.length; i++) {
            int at = i * COLORS;
            float alpha = level(alphas.data()[at]);
            int opacity = Math.round(alpha);
            small[i] = opacity << 24;
            for (int k = 0; k < COLORS && opacity > 0; k++) {
                int color = Math.round(level(colors.data()[at + k]) * OPAQUE / alpha);
                small[i] |= Math.min(OPAQUE, color) << (16 - 8 * k);
            }
        }
        return Picture.of(width, height, small).withGamut(picture.gamut());
    }

    private static int weighted(int level, int alpha) {
        return ((level & OPAQUE) * alpha + OPAQUE / 2) / OPAQUE;
    }

    /** From −1..1 to 0..255. */
    private static float level(float value) {
        return (value + 1) * HALF_RANGE;
    }

    private static PixelSource source(Picture size, int[] pixels) {
        return PixelTensors.source(Picture.opaque(size.width(), size.height(), pixels));
    }

    private static Tensor reduced(PixelSource picture, int width, int height) {
        Reducer reducer = new Reducer(picture, height, width);
        Tensor small = Tensor.zeros(height, width, COLORS);
        for (int y = 0; y < height; y++) {
            reducer.read(y, small.data(), small.offset(y));
        }
        return small;
    }

    private static int limited(int side, int longest, int longer) {
        return (int) Math.max(1, ((long) side * longest + longer / 2) / longer);
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void read(int y, float[] to, int offset) {
        float[] row = new float[original.width() * COLORS];
        float[] sum = new float[row.length];
        int first = vertical.first[y];
        float[] weights = vertical.weights[y];
        for (int k = 0; k < weights.length; k++) {
            original.read(first + k, row, 0);
            for (int i = 0; i < row.length; i++) {
                sum[i] += weights[k] * row[i];
            }
        }
        for (int x = 0; x < width; x++) {
            narrow(sum, horizontal.first[x], horizontal.weights[x], to, offset + x * COLORS);
        }
    }

    private static void narrow(float[] from, int first, float[] weights, float[] to, int at) {
        float red = 0;
        float green = 0;
        float blue = 0;
        int i = first * COLORS;
        for (float weight : weights) {
            red += weight * from[i++];
            green += weight * from[i++];
            blue += weight * from[i++];
        }
        to[at] = limited(red);
        to[at + 1] = limited(green);
        to[at + 2] = limited(blue);
    }

    /** The kernel overshoots at edges; networks know black to white. */
    private static float limited(float value) {
        return Math.max(-1f, Math.min(1f, value));
    }

    /** Which samples of the original make each sample, and with which weights, whose sum is 1. */
    private static final class Axis {
        final int[] first;
        final float[][] weights;

        Axis(int full, int reduced) {
            first = new int[reduced];
            weights = new float[reduced][];
            double ratio = (double) full / reduced;
            for (int i = 0; i < reduced; i++) {
                double center = (i + 0.5) * ratio - 0.5;
                int from = Math.max(0, (int) Math.ceil(center - KERNEL_RADIUS * ratio));
                int to = Math.min(full - 1, (int) Math.floor(center + KERNEL_RADIUS * ratio));
                first[i] = from;
                weights[i] = weights(from, to, center, ratio);
            }
        }

        private static float[] weights(int from, int to, double center, double ratio) {
            double[] exact = new double[to - from + 1];
            double sum = 0;
            for (int k = 0; k < exact.length; k++) {
                exact[k] = kernel(Math.abs(from + k - center) / ratio);
                sum += exact[k];
            }
            float[] rounded = new float[exact.length];
            for (int k = 0; k < exact.length; k++) {
                rounded[k] = (float) (exact[k] / sum);
            }
            return rounded;
        }

        private static double kernel(double x) {
            return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
        }
    }
}
