package org.sdcodec.codec.search;

import java.util.Arrays;
import org.sdcodec.codec.metrics.Halving;
import org.sdcodec.codec.metrics.MsSsim;
import org.sdcodec.codec.metrics.MsSsimGradient;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.Workers;

/**
 * MS-SSIM of one component of pictures, luma or a color difference, against a fixed original, and its gradient.
 * Pictures are height × width × 3, −1..1. Not thread-safe.
 */
final class PlaneSimilarity {
    /**
     * Weights of red, green and blue: ITU-R BT.601. Color differences are compared at half the size, as the eye sees
     * them; that also takes a quarter of the time.
     */
    enum Component {
        LUMA(0.299f, 0.587f, 0.114f, false),
        BLUE_DIFFERENCE(-0.168736f, -0.331264f, 0.5f, true),
        RED_DIFFERENCE(0.5f, -0.418688f, -0.081312f, true);

        private final float red;
        private final float green;
        private final float blue;
        private final boolean halved;

        Component(float red, float green, float blue, boolean halved) {
            this.red = red;
            this.green = green;
            this.blue = blue;
            this.halved = halved;
        }

        /** Whether pictures of that size are large enough. */
        boolean comparable(int width, int height) {
            int side = Math.min(width, height);
            return (halved ? (side + 1) / 2 : side) >= MsSsim.MIN_SIDE;
        }
    }

    private static final float HALF_RANGE = 127.5f;

    private final Workers workers;
    private final Component component;
    private final float weight;
    private final int width;
    private final int height;
    private final MsSsimGradient metric;
    private final float[] plane;
    /** The gradient by the plane at full size. */
    private final float[] byPlane;

    /**
     * @param original not modified; large enough for the component
     * @param weight what 1 of MS-SSIM counts
     */
    PlaneSimilarity(Workers workers, Component component, Tensor original, float weight) {
        this.workers = workers;
        this.component = component;
        this.weight = weight;
        width = original.width();
        height = original.height();
        plane = new float[width * height];
        byPlane = new float[width * height];
        metric = component.halved
                ? new MsSsimGradient(workers, compared(original), (width + 1) / 2, (height + 1) / 2)
                : new MsSsimGradient(workers, compared(original).clone(), width, height);
    }

    /**
     * Compares a picture, which is not modified: weight · (1 − MS-SSIM). The gradient is kept for {@link #addSlope}.
     */
    double distortion(Tensor picture) {
        float[] level = compared(picture);
        double similarity;
        if (component.halved) {
            float[] byHalf = new float[level.length];
            similarity = metric.of(level, byHalf);
            Arrays.fill(byPlane, 0);
            Halving.addGradient(workers, byHalf, byPlane, width, height);
        } else {
            similarity = metric.of(level, byPlane);
        }
        return weight * (1 - similarity);
    }

    /**
     * Adds the gradient of the last comparison in one row.
     *
     * @param to height × width × 3 values, increased in row y
     */
    void addSlope(int y, float factor, float[] to) {
        float scale = -factor * weight * HALF_RANGE;
        for (int x = y * width; x < (y + 1) * width; x++) {
            float slope = scale * byPlane[x];
            to[3 * x] += slope * component.red;
            to[3 * x + 1] += slope * component.green;
            to[3 * x + 2] += slope * component.blue;
        }
    }

    /** The component in levels 0..255, at the size at which it is compared. */
    private float[] compared(Tensor picture) {
        workers.run(height, y -> {
            float[] p = picture.data();
            for (int x = y * width; x < (y + 1) * width; x++) {
                float mixed = component.red * p[3 * x] + component.green * p[3 * x + 1] + component.blue * p[3 * x + 2];
                plane[x] = (mixed + 1) * HALF_RANGE;
            }
        });
        return component.halved ? Halving.of(workers, plane, width, height) : plane;
    }
}
