package org.sdcodec.engine.layer;

import java.util.Arrays;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Rows;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.Winograd;

/** The end of {@link WinogradConv}: {@code y = max(Aᵀ·M·A + bias + residual, floor)}. */
final class WinogradOutput {
    private static final float[] ZEROS = new float[WinogradPlan.MOST_PANELS * Kernels.PANEL];

    private final Engine engine;
    private final Winograd tile;
    private final Output output;
    /** Of all channels; from the work memory. */
    private final float[] bias;

    private final float floor;

    WinogradOutput(Engine engine, Winograd tile, Output output) {
        this.engine = engine;
        this.tile = tile;
        this.output = output;
        this.bias = output.paddedBias(engine.memory());
        this.floor = output.activation() == Activation.RELU ? 0 : Float.NEGATIVE_INFINITY;
    }

    /** Gives back what this took from the work memory. */
    void release() {
        engine.memory().give(bias);
    }

    /** Floats of the half-way results of a block, {@code halfStep} for each of their elements. */
    static int halfSize(Winograd tile, int halfStep) {
        return tile.out() * Winograd.IN * halfStep;
    }

    /**
     * Transforms the sums of one column of points back along the rows.
     *
     * @param n tiles × channels
     * @param m point (i, j) begins at {@code mOff + i·mPoint}
     * @param half element (i, j) of {@code Aᵀ·M} begins at {@code (6·i + j)·halfStep}
     */
    void transform(int j, int n, float[] m, int mOff, int mPoint, float[] half, int halfStep) {
        engine.kernels().winogradOutput(tile, n, m, mOff, mPoint, half, j * halfStep, Winograd.IN * halfStep);
    }

    /**
     * Writes some channels of the outputs of a block, of one phase: row by row, as they lie in memory.
     *
     * @param column the first channel
     * @param columns floats from one tile to the next; those from the last channel on are left out
     * @param half as {@link #transform} left it
     */
    void write(WinogradTiling.Block block, int phase, int column, int columns, float[] half, int halfStep) {
        for (int tileY = 0; tileY < block.height(); tileY++) {
            for (int i = 0; i < tile.out(); i++) {
                for (int tileX = 0; tileX < block.width(); tileX++) {
                    int from = (tileY * block.width() + tileX) * columns + i * Winograd.IN * halfStep;
                    writeRow(block.y() + tileY, block.x() + tileX, i, phase, column, columns, half, from, halfStep);
                }
            }
        }
    }

    /** Row i of the outputs of a tile; element j of {@code Aᵀ·M} begins at {@code halfOff + j·halfStep}. */
    private void writeRow(
            int tileY, int tileX, int i, int phase, int column, int mColumns, float[] half, int halfOff, int halfStep) {
        int zoom = tile.zoom();
        Rows to = output.to();
        int y = tile.pixels() * tileY - phase / zoom + zoom * i;
        if (y < 0 || y >= to.height()) {
            return;
        }
        int left = tile.pixels() * tileX - phase % zoom;
        int firstPixel = left < 0 ? 1 : 0;
        int endPixel = Math.min(tile.out(), (to.width() - left + zoom - 1) / zoom);
        int channels = to.channels();
        int columns = Math.min(mColumns, channels - column);
        int at = Output.at(to, y, left) + column;
        Rows added = output.residual();
        float[] residual = added == null ? null : added.row(y);
        int residualAt = added == null ? 0 : Output.at(added, y, left) + column;
        int step = zoom * channels;
        if (firstPixel > 0 || endPixel < tile.out()) {
            writePart(
                    firstPixel,
                    endPixel,
                    columns,
                    column,
                    half,
                    halfOff,
                    halfStep,
                    residual,
                    residualAt,
                    to.row(y),
                    at,
                    step);
        } else if (residual == null) {
            pixels(columns, half, halfOff, halfStep, column, ZEROS, 0, 0, to.row(y), at, step);
        } else {
            pixels(columns, half, halfOff, halfStep, column, residual, residualAt, step, to.row(y), at, step);
        }
    }

    /** Fewer pixels at a border than a tile has, by way of all. */
    private void writePart(
            int first,
            int end,
            int columns,
            int column,
            float[] half,
            int from,
            int halfStep,
            float[] residual,
            int residualAt,
            float[] to,
            int at,
            int step) {
        float[] whole = engine.memory().take(2 * tile.out() * columns);
        int addend = tile.out() * columns;
        Arrays.fill(whole, addend, 2 * addend, 0f);
        for (int j = first; j < end && residual != null; j++) {
            System.arraycopy(residual, residualAt + j * step, whole, addend + j * columns, columns);
        }
        pixels(columns, half, from, halfStep, column, whole, addend, columns, whole, 0, columns);
        for (int j = first; j < end; j++) {
            System.arraycopy(whole, j * columns, to, at + j * step, columns);
        }
        engine.memory().give(whole);
    }

    private void pixels(
            int columns,
            float[] half,
            int from,
            int halfStep,
            int column,
            float[] residual,
            int residualOff,
            int residualStep,
            float[] y,
            int yOff,
            int yStep) {
        engine.kernels()
                .winogradPixels(
                        tile,
                        columns,
                        half,
                        from,
                        halfStep,
                        bias,
                        column,
                        residual,
                        residualOff,
                        residualStep,
                        floor,
                        y,
                        yOff,
                        yStep);
    }
}
