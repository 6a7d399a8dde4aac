package org.sdcodec.codec.metrics;

import org.sdcodec.Picture;

/**
 * A picture in linear light, read row by row: red, green and blue of sRGB's primaries, 0 to 1. The finest scale of a
 * comparison is computed from the 8-bit pixels on demand, so that it takes no memory of its own.
 */
abstract class LinearPicture {
    private static final int CHANNELS = 3;
    private static final int OPAQUE = 255;
    private static final float UNIT = 1 / 255f;

    /**
     * The rational function that libjxl ({@code transfer_functions-inl.h}) takes for the inverse of sRGB's transfer
     * function; relative error 5e-7.
     */
    private static final float[] NUMERATOR = {
        2.200248328e-04f, 1.043637593e-02f, 1.624820318e-01f, 7.961564959e-01f, 8.210152774e-01f
    };

    private static final float[] DENOMINATOR = {
        2.631846970e-01f, 1.076976492e+00f, 4.987528350e-01f, -5.512498495e-02f, 6.521209011e-03f
    };

    private final int width;
    private final int height;

    private LinearPicture(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /**
     * Wraps a picture.
     *
     * @param background the gray, 0 to 1 on the scale of sRGB's samples, that transparent pixels are blended with. As
     *     in the reference program of SSIMULACRA 2, the blend is one of the nonlinear samples
     */
    static LinearPicture of(Picture picture, float background) {
        float[] linear = table(picture.hasAlpha() ? 0 : OPAQUE, background);
        return new LinearPicture(picture.width(), picture.height()) {
            @Override
            void readRow(int y, float[][] rgb, int at) {
                int[] row = new int[picture.width()];
                picture.copyRows(y, 1, row, 0);
                for (int i = 0; i < row.length; i++) {
                    int p = row[i];
                    int alpha = p >>> 24 << 8;
                    rgb[0][at + i] = linear[alpha | p >> 16 & 255];
                    rgb[1][at + i] = linear[alpha | p >> 8 & 255];
                    rgb[2][at + i] = linear[alpha | p & 255];
                }
            }
        };
    }

    private static LinearPicture ofPlanes(int width, int height, float[][] planes) {
        return new LinearPicture(width, height) {
            @Override
            void readRow(int y, float[][] rgb, int at) {
                for (int c = 0; c < CHANNELS; c++) {
                    System.arraycopy(planes[c], y * width, rgb[c], at, width);
                }
            }
        };
    }

    /** Linear light by alpha · 256 + sample, for every alpha from {@code firstAlpha} on. */
    private static float[] table(int firstAlpha, float background) {
        float[] linear = new float[256 * 256];
        for (int alpha = firstAlpha; alpha <= OPAQUE; alpha++) {
            float share = alpha * UNIT;
            for (int v = 0; v <= 255; v++) {
                linear[alpha << 8 | v] = linear(share * (v * UNIT) + (1 - share) * background);
            }
        }
        return linear;
    }

    /** The inverse of sRGB's transfer function (IEC 61966-2-1, section 5.2), as closely as libjxl computes it. */
    private static float linear(float sample) {
        if (sample <= 0.04045f) {
            return sample * (1 / 12.92f);
        }
        float numerator = NUMERATOR[NUMERATOR.length - 1];
        float denominator = DENOMINATOR[DENOMINATOR.length - 1];
        for (int i = NUMERATOR.length - 2; i >= 0; i--) {
            numerator = Math.fma(numerator, sample, NUMERATOR[i]);
            denominator = Math.fma(denominator, sample, DENOMINATOR[i]);
        }
        return numerator / denominator;
    }

    /** In pixels. */
    int width() {
        return width;
    }

    /** In pixels. */
    int height() {
        return height;
    }

    /**
     * Reads a row.
     *
     * @param rgb red, green and blue; from {@code at} on width values of each are overwritten
     */
    abstract void readRow(int y, float[][] rgb, int at);

    /** Halves both sides by the mean of 2x2 values; an odd last row or column is repeated. Returns a new picture. */
    LinearPicture halved() {
        int w = (width + 1) / 2;
        int h = (height + 1) / 2;
        float[][] planes = new float[CHANNELS][w * h];
        float[][] top = new float[CHANNELS][2 * w];
        float[][] bottom = new float[CHANNELS][2 * w];
        for (int y = 0; y < h; y++) {
            readRow(2 * y, top, 0);
            readRow(Math.min(2 * y + 1, height - 1), bottom, 0);
            for (int c = 0; c < CHANNELS; c++) {
                if (2 * w > width) {
                    top[c][width] = top[c][width - 1];
                    bottom[c][width] = bottom[c][width - 1];
                }
                for (int x = 0; x < w; x++) {
                    planes[c][y * w + x] =
                            (top[c][2 * x] + top[c][2 * x + 1] + bottom[c][2 * x] + bottom[c][2 * x + 1]) * 0.25f;
                }
            }
        }
        return ofPlanes(w, h, planes);
    }
}
