package org.sdcodec.codec.training;

import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.engine.Tensor;

/**
 * A rectangle of a latent at one step, with what a network in training sees around it. Values are multiples of the
 * step, in the scale in which the latents' mean square is 1. Immutable.
 */
final class TrainingBlock {
    /** Step codes are given to the network as (code − 144) / 48. */
    static final int UNIT_CODE = 144;

    static final int CODES = 48;

    private final Tensor latent;
    private final int stepCode;
    private final float step;
    private final int top;
    private final int left;
    private final int height;
    private final int width;
    /** The rounded values of a larger rectangle, which begins at this place. */
    private final float[] values;

    private final int firstRow;
    private final int firstColumn;
    private final int columns;

    /**
     * A rectangle.
     *
     * @param latent height × width × channels, not quantized
     * @param rms that of the latents in the scale of the diffusion model
     * @param stepCode of the step in that scale
     * @param reach how many cells around the rectangle are seen
     */
    TrainingBlock(Tensor latent, float rms, int stepCode, int reach, int top, int left, int height, int width) {
        this.latent = latent;
        this.stepCode = stepCode;
        this.step = StepSize.of(stepCode) / rms;
        this.top = top;
        this.left = left;
        this.height = height;
        this.width = width;
        firstRow = Math.max(0, top - reach);
        firstColumn = Math.max(0, left - reach);
        columns = Math.min(latent.width(), left + width + reach) - firstColumn;
        int rows = Math.min(latent.height(), top + height + reach) - firstRow;
        int row = columns * latent.channels();
        values = new float[rows * row];
        float inverse = 1 / step;
        for (int y = 0; y < rows; y++) {
            int from = latent.offset(firstRow + y) + firstColumn * latent.channels();
            for (int i = 0; i < row; i++) {
                values[y * row + i] = (float) Math.rint(latent.data()[from + i] * inverse) * step;
            }
        }
    }

    /** A whole latent. */
    static TrainingBlock whole(Tensor latent, float rms, int stepCode) {
        return new TrainingBlock(latent, rms, stepCode, 0, 0, 0, latent.height(), latent.width());
    }

    /** In the scale of the values. */
    float step() {
        return step;
    }

    /** The first row. */
    int top() {
        return top;
    }

    /** The first column. */
    int left() {
        return left;
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    int sites() {
        return height * width;
    }

    /** The step as the network is given it. */
    float t() {
        return (stepCode - UNIT_CODE) / (float) CODES;
    }

    /** Whether a place is inside the latent. */
    boolean has(int y, int x) {
        return y >= 0 && y < latent.height() && x >= 0 && x < latent.width();
    }

    /** Copies the values of some channels at a place, which is within reach of the rectangle and inside the latent. */
    void read(int y, int x, int channel, int count, float[] to, int at) {
        int from = ((y - firstRow) * columns + x - firstColumn) * latent.channels() + channel;
        System.arraycopy(values, from, to, at, count);
    }
}
