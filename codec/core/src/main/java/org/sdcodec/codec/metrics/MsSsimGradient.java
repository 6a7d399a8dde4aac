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
            plane = Halving.of(workers, plane, w, h);
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
                level = Halving.of(workers, level, scales[s].width(), scales[s].height());
            }
        }
        float[] coarser = null;
        for (int s = scales.length - 1; s >= 0; s--) {
            SimilarityGradient scale = scales[s];
            float[] to = s == 0 ? gradient : new float[scale.width() * scale.height()];
            double factor = means[s] > 0 ? weights[s] * product / means[s] : 0;
            scale.gradient(workers, (float) factor, to);
            if (coarser != null) {
                Halving.addGradient(workers, coarser, to, scale.width(), scale.height());
            }
            coarser = to;
        }
        return product;
    }
}
