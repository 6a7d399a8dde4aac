package org.sdcodec.codec.metrics;

import org.sdcodec.Picture;

/**
 * The luma of a picture.
 *
 * @param data height rows of width values, 0 to 255, not rounded
 */
record LumaPlane(int width, int height, double[] data) {

    /** Y' = 0.299 R' + 0.587 G' + 0.114 B' (ITU-R BT.601, section 2.5.1) of an opaque picture. */
    static LumaPlane of(Picture picture) {
        int width = picture.width();
        double[] luma = new double[width * picture.height()];
        int[] row = new int[width];
        for (int y = 0; y < picture.height(); y++) {
            picture.copyRows(y, 1, row, 0);
            for (int x = 0; x < width; x++) {
                int p = row[x];
                luma[y * width + x] = 0.299 * (p >> 16 & 255) + 0.587 * (p >> 8 & 255) + 0.114 * (p & 255);
            }
        }
        return new LumaPlane(width, picture.height(), luma);
    }

    /** Halves both sides by the mean of 2x2 values; an odd last row or column is repeated. Returns a new plane. */
    LumaPlane halved() {
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
        return new LumaPlane(w, h, half);
    }
}
