package org.sdcodec.codec.metrics;

import org.sdcodec.Picture;

/**
 * One channel of a picture.
 *
 * @param data height rows of width values, 0 to 255, not rounded
 */
record Plane(int width, int height, double[] data) {

    /** What red, green and blue count in a channel, and what is added. */
    private record Mix(double red, double green, double blue, double offset) {}

    /** Y' of ITU-R BT.601, section 2.5.1. */
    private static final Mix LUMA = new Mix(0.299, 0.587, 0.114, 0);

    /** The full-range color differences of ITU-T T.871 (JFIF), section 7. */
    private static final Mix BLUE_DIFFERENCE = new Mix(-0.299 / 1.772, -0.587 / 1.772, 0.5, 128);

    private static final Mix RED_DIFFERENCE = new Mix(0.5, -0.587 / 1.402, -0.114 / 1.402, 128);

    /** The luma of an opaque picture. */
    static Plane luma(Picture picture) {
        return of(picture, LUMA);
    }

    /** Cb of an opaque picture. */
    static Plane blueDifference(Picture picture) {
        return of(picture, BLUE_DIFFERENCE);
    }

    /** Cr of an opaque picture. */
    static Plane redDifference(Picture picture) {
        return of(picture, RED_DIFFERENCE);
    }

    private static Plane of(Picture picture, Mix mix) {
        int width = picture.width();
        double[] data = new double[width * picture.height()];
        int[] row = new int[width];
        for (int y = 0; y < picture.height(); y++) {
            picture.copyRows(y, 1, row, 0);
            for (int x = 0; x < width; x++) {
                int p = row[x];
                data[y * width + x] =
                        mix.red * (p >> 16 & 255) + mix.green * (p >> 8 & 255) + mix.blue * (p & 255) + mix.offset;
            }
        }
        return new Plane(width, picture.height(), data);
    }

    /** Halves both sides by the mean of 2x2 values; an odd last row or column is repeated. Returns a new plane. */
    Plane halved() {
        int w = (width + 1) / 2;
        int h = (height + 1) / 2;
        double[] half = new double[w * h];
        for (int y = 0; y < h; y++) {
            int top = 2 * y * width;
            int bottom = Math.min(2 * y + 1, height - 1) * width;
            for (int x = 0; x < w; x++) {
                int left = 2 * x;
                int right = Math.min(left + 1, width - 1);
                half[y * w + x] =
                        (data[top + left] + data[top + right] + data[bottom + left] + data[bottom + right]) / 4;
            }
        }
        return new Plane(w, h, half);
    }
}
