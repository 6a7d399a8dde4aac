package org.sdcodec.codec.metrics;

import org.sdcodec.engine.Workers;

/**
 * MS-SSIM of a plane against a fixed original as {@link MsSsim} defines it, and its gradient by that plane. In floats;
 * equal to the bit on every machine. Not thread-safe.
 */
public final class MsSsimGradient {
    private final Workers workers;
    private final SimilarityGradient[] scales;

    /**
     * @param original height rows of width values, 0 to 255; not modified
     * @param width at least {@link MsSsim#MIN_SIDE}
     * @param height at least {@link MsSsim#MIN_SIDE}
     */
    public MsSsimGradient(Workers workers, float[] original, int width, int height) {
        this.workers = workers;
        scales = new SimilarityGradient[MsSsim.scales(width, height)];
        float[] plane = original;
        int w = width;
        int h = height;
        for (int s = 0; s < scales.length; s++) {
            scales[s] = new SimilarityGradient(workers, plane, w, h, s == scales.length - 1);
            plane = halved(plane, w, h);
            w = (w + 1) / 2;
            h = (h + 1) / 2;
        }
    }

    /**
     * Compares.
     *
     * @param plane of the original's size; not modified
     * @param gradient receives the gradient of the result by the plane
     * @return 0 to 1
     */
    public double of(float[] plane, float[] gradient) {
        double[] weights = MsSsim.weights(scales.length);
        double[] means = new double[scales.length];
        double product = 1;
        float[] level = plane;
        for (int s = 0; s < scales.length; s++) {
            means[s] = scales[s].compare(workers, level);
            product *= StrictMath.pow(Math.max(0, means[s]), weights[s]);
            if (s < scales.length - 1) {
                level = halved(level, scales[s].width(), scales[s].height());
            }
        }
        float[] coarser = null;
        for (int s = scales.length - 1; s >= 0; s--) {
            SimilarityGradient scale = scales[s];
            float[] to = s == 0 ? gradient : new float[scale.width() * scale.height()];
            double factor = means[s] > 0 ? weights[s] * product / means[s] : 0;
            scale.gradient(workers, (float) factor, to);
            if (coarser != null) {
                addHalved(coarser, to, scale.width(), scale.height());
            }
            coarser = to;
        }
        return product;
    }

    private float[] halved(float[] plane, int width, int height) {
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

    /** Adds the gradient by the plane before halving: a quarter to each value, more where an edge was repeated. */
    private void addHalved(float[] half, float[] to, int width, int height) {
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
