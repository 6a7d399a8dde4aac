package org.sdcodec.codec.metrics;

/**
 * The band-pass levels of P. Burt and E. Adelson, "The Laplacian pyramid as a compact image code", IEEE Transactions on
 * Communications 31 (4), 1983: each is what halving a picture loses of it. The filter is 1 4 6 4 1, edges are repeated.
 */
final class LaplacianPyramid {
    private LaplacianPyramid() {}

    /**
     * A level.
     *
     * @param data height rows of width values, about −255 to 255
     */
    record Level(int width, int height, float[] data) {}

    /** The {@code count} finest levels, the finest first; the plane is not modified. */
    static Level[] of(Plane plane, int count) {
        Level[] levels = new Level[count];
        float[] data = new float[plane.data().length];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) plane.data()[i];
        }
        Level whole = new Level(plane.width(), plane.height(), data);
        for (int k = 0; k < count; k++) {
            Level half = reduced(whole);
            levels[k] = less(whole, half);
            whole = half;
        }
        return levels;
    }

    private static Level reduced(Level whole) {
        int width = (whole.width + 1) / 2;
        int height = (whole.height + 1) / 2;
        float[] out = new float[width * height];
        float[] column = new float[whole.width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < whole.width; x++) {
                column[x] = filtered(
                        at(whole, x, 2 * y - 2),
                        at(whole, x, 2 * y - 1),
                        at(whole, x, 2 * y),
                        at(whole, x, 2 * y + 1),
                        at(whole, x, 2 * y + 2));
            }
            int last = whole.width - 1;
            for (int x = 0; x < width; x++) {
                out[y * width + x] = filtered(
                        column[Math.max(0, 2 * x - 2)],
                        column[Math.max(0, 2 * x - 1)],
                        column[2 * x],
                        column[Math.min(last, 2 * x + 1)],
                        column[Math.min(last, 2 * x + 2)]);
            }
        }
        return new Level(width, height, out);
    }

    private static float filtered(float a, float b, float c, float d, float e) {
        return (a + e + 4 * (b + d) + 6 * c) / 16;
    }

    private static float at(Level level, int x, int y) {
        return level.data[Math.max(0, Math.min(level.height - 1, y)) * level.width + x];
    }

    /** A level less what the one of half its sides expands to. */
    private static Level less(Level whole, Level half) {
        float[] out = new float[whole.data.length];
        float[] row = new float[half.width];
        for (int y = 0; y < whole.height; y++) {
            for (int x = 0; x < half.width; x++) {
                row[x] = expanded(y, at(half, x, y / 2 - 1), at(half, x, y / 2), at(half, x, y / 2 + 1));
            }
            int last = half.width - 1;
            for (int x = 0; x < whole.width; x++) {
                float value = expanded(x, row[Math.max(0, x / 2 - 1)], row[x / 2], row[Math.min(last, x / 2 + 1)]);
                out[y * whole.width + x] = whole.data[y * whole.width + x] - value;
            }
        }
        return new Level(whole.width, whole.height, out);
    }

    /** The value at an even or odd place between those of half the resolution. */
    private static float expanded(int place, float before, float here, float behind) {
        return place % 2 == 0 ? (before + 6 * here + behind) / 8 : (here + behind) / 2;
    }
}
