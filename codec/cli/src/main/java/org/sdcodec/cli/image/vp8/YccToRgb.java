package org.sdcodec.cli.image.vp8;

/**
 * Brings chroma to the size of luma and converts to RGB, as libwebp does: each chroma sample is the mean of the four
 * nearest, weighted by 9, 3, 3 and 1; ITU-R BT.601 with the range of 16 to 235.
 */
final class YccToRgb {
    private static final int OPAQUE = 0xff000000;

    private final Plane[] planes;
    private final int width;
    private final int height;

    YccToRgb(Plane[] planes, int width, int height) {
        this.planes = planes;
        this.width = width;
        this.height = height;
    }

    int[] pixels() {
        int[] pixels = new int[width * height];
        int[] u = new int[width];
        int[] v = new int[width];
        for (int y = 0; y < height; y++) {
            row(planes[1], y, u);
            row(planes[2], y, v);
            int luma = planes[0].at(0, y);
            for (int x = 0; x < width; x++) {
                pixels[y * width + x] = rgb(planes[0].samples[luma + x] & 0xff, u[x], v[x]);
            }
        }
        return pixels;
    }

    /** A row of chroma at the size of luma. */
    private void row(Plane plane, int y, int[] out) {
        int last = (height + 1) / 2 - 1;
        int near = plane.at(0, y / 2);
        // The other row is above for even rows and below for odd ones; outside of the picture it is the same.
        int far = plane.at(0, Math.max(0, Math.min(last, y / 2 + (y % 2 == 0 ? -1 : 1))));
        byte[] s = plane.samples;
        int lastColumn = (width + 1) / 2 - 1;
        for (int x = 0; x < width; x++) {
            int here = x / 2;
            int side = here + (x % 2 == 0 ? -1 : 1);
            int a = s[near + here] & 0xff;
            int c = s[far + here] & 0xff;
            if (side < 0 || side > lastColumn) {
                out[x] = 3 * a + c + 2 >> 2;
                continue;
            }
            int b = s[near + side] & 0xff;
            int d = s[far + side] & 0xff;
            // (9a + 3b + 3c + d + 8) / 16, in the two steps that libwebp rounds in.
            int diagonal = a + b + c + d + 8 + 2 * (b + c) >> 3;
            out[x] = diagonal + a >> 1;
        }
    }

    private static int rgb(int y, int u, int v) {
        int luma = y * 19077 >> 8;
        int r = clip(luma + (v * 26149 >> 8) - 14234);
        int g = clip(luma - (u * 6419 >> 8) - (v * 13320 >> 8) + 8708);
        int b = clip(luma + (u * 33050 >> 8) - 17685);
        return OPAQUE | r << 16 | g << 8 | b;
    }

    /** From 1/64 to whole numbers of 0 to 255. */
    private static int clip(int v) {
        return v < 0 ? 0 : Math.min(v >> 6, 255);
    }
}
