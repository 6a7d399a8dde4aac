package org.sdcodec.codec.search;

import org.sdcodec.codec.metrics.MsSsim;
import org.sdcodec.codec.metrics.MsSsimGradient;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;

/**
 * How far a decoded picture is from its original: the mean squared error of its colors plus a share of
 * {@code 1 − MS-SSIM} of its luma, and the gradient. Pictures are height × width × 3, −1..1; the error counts on the
 * scale 0..255. Not thread-safe.
 */
final class Distortion {
    private static final float HALF_RANGE = 127.5f;
    private static final float RED = 0.299f;
    private static final float GREEN = 0.587f;
    private static final float BLUE = 0.114f;

    private final Engine engine;
    private final Tensor original;
    private final float similarityWeight;
    /** Null if the picture is too small to be compared. */
    private final MsSsimGradient similarity;

    private final float[] luma;
    private final float[] byLuma;

    /**
     * @param original not modified
     * @param similarityWeight what 1 of MS-SSIM counts, in squared levels of 0..255
     */
    Distortion(Engine engine, Tensor original, float similarityWeight) {
        this.engine = engine;
        this.original = original;
        this.similarityWeight = similarityWeight;
        int width = original.width();
        int height = original.height();
        luma = new float[width * height];
        byLuma = new float[width * height];
        if (Math.min(width, height) < MsSsim.MIN_SIDE) {
            similarity = null;
        } else {
            float[] first = new float[width * height];
            luma(original, first);
            similarity = new MsSsimGradient(engine.workers(), first, width, height);
        }
    }

    /**
     * Compares.
     *
     * @param picture replaced by {@code factor} times the gradient by it, once it was limited to −1..1: beyond, it
     *     counts as at the edge
     * @return the distortion in squared levels
     */
    double of(Tensor picture, float factor) {
        int width = original.width();
        int height = original.height();
        engine.workers().run(height, y -> {
            for (int i = y * width * 3; i < (y + 1) * width * 3; i++) {
                picture.data()[i] = Math.max(-1f, Math.min(1f, picture.data()[i]));
            }
        });
        double distortion = 0;
        if (similarity != null) {
            luma(picture, luma);
            distortion = similarityWeight * (1 - similarity.of(luma, byLuma));
        }
        float bySquare = (float) (factor * 2.0 * HALF_RANGE * HALF_RANGE / (3.0 * width * height));
        float ofLuma = -factor * similarityWeight * HALF_RANGE;
        double[] rows = new double[height];
        engine.workers().run(height, y -> rows[y] = row(y, picture, bySquare, ofLuma));
        double sum = 0;
        for (double row : rows) {
            sum += row;
        }
        return distortion + sum * HALF_RANGE * HALF_RANGE / (3.0 * width * height);
    }

    private double row(int y, Tensor picture, float bySquare, float ofLuma) {
        float[] p = picture.data();
        float[] o = original.data();
        int width = original.width();
        double sum = 0;
        for (int x = 0; x < width; x++) {
            int at = (y * width + x) * 3;
            float red = p[at] - o[at];
            float green = p[at + 1] - o[at + 1];
            float blue = p[at + 2] - o[at + 2];
            sum += red * red + green * green + blue * blue;
            float slope = ofLuma * byLuma[y * width + x];
            p[at] = bySquare * red + slope * RED;
            p[at + 1] = bySquare * green + slope * GREEN;
            p[at + 2] = bySquare * blue + slope * BLUE;
        }
        return sum;
    }

    /** Levels 0..255. */
    private void luma(Tensor picture, float[] to) {
        int width = picture.width();
        engine.workers().run(picture.height(), y -> {
            for (int x = y * width; x < (y + 1) * width; x++) {
                float[] p = picture.data();
                to[x] = (RED * p[3 * x] + GREEN * p[3 * x + 1] + BLUE * p[3 * x + 2] + 1) * HALF_RANGE;
            }
        });
    }
}
