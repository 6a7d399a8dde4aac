package org.sdcodec.codec.metrics;

import org.sdcodec.engine.Workers;

/**
 * Planes of half the size: means of 2 × 2 values, the last row and column repeated where a side is odd. In floats;
 * equal to the bit on every machine.
 */
public final class Halving {
    private Halving() {}

    /**
     * Halves.
     *
     * @param plane height rows of width values; not modified
     * @return (height + 1) / 2 rows of (width + 1) / 2 values
     */
    public static float[] of(Workers workers, float[] plane, int width, int height) {
        int w = (width + 1) / 2;
        float[] half = new float[w * ((height + 1) / 2)];
        workers.run((height + 1) / 2, y -> {
            int top = 2 * y * width;
            int bottom = Math.min(2 * y + 1, height - 1) * width;
            for (int x = 0; x < w; x++) {
                int left = 2 * x;
                int right = Math.min(left + 1, width - 1);
                half[y * w + x] =
                        (plane[top + left] + plane[top + right] + plane[bottom + left] + plane[bottom + right]) / 4;
            }
        });
        return half;
    }

    /**
     * Adds the gradient by the plane before halving: a quarter to each value, more where an edge was repeated.
     *
     * @param half the gradient by the halved plane; not modified
     * @param to height rows of width values, increased
     */
    public static void addGradient(Workers workers, float[] half, float[] to, int width, int height) {
        int w = (width + 1) / 2;
        workers.run(height, y -> {
            float rows = y == height - 1 && height % 2 == 1 ? 0.5f : 0.25f;
            for (int x = 0; x < width; x++) {
                float share = x == width - 1 && width % 2 == 1 ? 2 * rows : rows;
                to[y * width + x] += share * half[y / 2 * w + x / 2];
            }
        });
    }
}
