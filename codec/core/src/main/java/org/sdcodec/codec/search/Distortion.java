package org.sdcodec.codec.search;

import java.util.ArrayList;
import java.util.List;
import org.sdcodec.codec.search.PlaneSimilarity.Component;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;

/**
 * How far a decoded picture is from its original: the mean squared error of its colors plus shares of
 * {@code 1 − MS-SSIM} of its luma and its color differences, and the gradient. Pictures are height × width × 3, −1..1;
 * the error counts on the scale 0..255. Not thread-safe.
 */
final class Distortion {
    private static final float HALF_RANGE = 127.5f;

    /** What the MS-SSIM of each color difference counts beside that of luma. */
    private static final float CHROMA = 0.1f;

    private final Engine engine;
    private final Tensor original;
    /** Those for which the picture is large enough. */
    private final List<PlaneSimilarity> similarities = new ArrayList<>();

    /**
     * @param original not modified
     * @param similarityWeight what 1 of luma's MS-SSIM counts, in squared levels of 0..255
     */
    Distortion(Engine engine, Tensor original, float similarityWeight) {
        this.engine = engine;
        this.original = original;
        for (Component component : Component.values()) {
            if (component.comparable(original.width(), original.height())) {
                float weight = component == Component.LUMA ? similarityWeight : CHROMA * similarityWeight;
                similarities.add(new PlaneSimilarity(engine.workers(), component, original, weight));
            }
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
        for (PlaneSimilarity similarity : similarities) {
            distortion += similarity.distortion(picture);
        }
        float bySquare = (float) (factor * 2.0 * HALF_RANGE * HALF_RANGE / (3.0 * width * height));
        double[] rows = new double[height];
        engine.workers().run(height, y -> {
            rows[y] = row(y, picture, bySquare);
            for (PlaneSimilarity similarity : similarities) {
                similarity.addSlope(y, factor, picture.data());
            }
        });
        double sum = 0;
        for (double row : rows) {
            sum += row;
        }
        return distortion + sum * HALF_RANGE * HALF_RANGE / (3.0 * width * height);
    }

    /** Replaces a row by the gradient of the squared error, and returns the sum of its squared differences. */
    private double row(int y, Tensor picture, float bySquare) {
        float[] p = picture.data();
        float[] o = original.data();
        int row = original.width() * 3;
        double sum = 0;
        for (int i = y * row; i < (y + 1) * row; i++) {
            float difference = p[i] - o[i];
            sum += difference * difference;
            p[i] = bySquare * difference;
        }
        return sum;
    }
}
