package org.sdcodec.engine.layer;

import java.util.Arrays;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.kernel.Winograd;

/** The end of {@link WinogradConv}: {@code y = max(Aᵀ·M·A + bias + residual, floor)}, tile by tile. */
final class WinogradOutput {
    /** Half-way results of the tiles that are transformed at a time, at most: 24 kB, which stay in the L1 cache. */
    private static final int HALF = 6 << 10;

    private final Engine engine;
    private final Winograd tile;
    private final Output output;
    private final float[] zeros;
    private final float[] bias;
    private final float floor;

    WinogradOutput(Engine engine, Winograd tile, Output output) {
        this.engine = engine;
        this.tile = tile;
        this.output = output;
        this.zeros = new float[output.to().channels()];
        this.bias = output.bias() == null ? zeros : output.bias();
        this.floor = output.activation() == Activation.RELU ? 0 : Float.NEGATIVE_INFINITY;
    }

    /**
     * Writes some channels of the outputs of a block, of one phase.
     *
     * @param column the first channel
     * @param columns floats from one tile of M to the next; those from the last channel on are left out
     * @param m point i of tile t begins at {@code i·mPoint + columns·t}
     */
    void write(WinogradTiling.Block block, int phase, int column, int columns, float[] m, int mPoint) {
        int tilesAtOnce = Math.max(1, HALF / (tile.out() * Winograd.IN * columns));
        int halfStep = WinogradPlan.oddLines(tilesAtOnce * columns);
        float[] half = engine.memory().take(tile.out() * Winograd.IN * halfStep);
        for (int first = 0; first < block.tiles(); first += tilesAtOnce) {
            int tiles = Math.min(tilesAtOnce, block.tiles() - first);
            for (int j = 0; j < Winograd.IN; j++) {
                engine.kernels()
                        .winogradOutput(
                                tile,
                                tiles * columns,
                                m,
                                j * mPoint + first * columns,
                                Winograd.IN * mPoint,
                                half,
                                j * halfStep,
                                Winograd.IN * halfStep);
            }
            for (int t = 0; t < tiles; t++) {
                writeTile(block, first + t, phase, column, columns, half, t * columns, halfStep);
            }
        }
        engine.memory().give(half);
    }

    /** @param half element (i, j) of {@code Aᵀ·M} of this tile begins at {@code halfOff + (n·i + j)·halfStep} */
    private void writeTile(
            WinogradTiling.Block block,
            int t,
            int phase,
            int column,
            int mColumns,
            float[] half,
            int halfOff,
            int halfStep) {
        int zoom = tile.zoom();
        int width = output.to().width();
        int top = tile.pixels() * (block.y() + t / block.width()) - phase / zoom;
        int left = tile.pixels() * (block.x() + t % block.width()) - phase % zoom;
        int firstRow = top < 0 ? 1 : 0;
        int endRow = Math.min(tile.out(), (output.to().height() - top + zoom - 1) / zoom);
        int firstPixel = left < 0 ? 1 : 0;
        int endPixel = Math.min(tile.out(), (width - left + zoom - 1) / zoom);
        int channels = output.to().channels();
        int columns = Math.min(mColumns, channels - column);
        float[] residual = output.residual() == null ? null : output.residual().data();
        float[] y = output.to().data();
        for (int i = firstRow; i < endRow; i++) {
            int from = halfOff + i * Winograd.IN * halfStep;
            int at = ((top + zoom * i) * width + left) * channels + column;
            int step = zoom * channels;
            if (firstPixel > 0 || endPixel < tile.out()) {
                writePart(firstPixel, endPixel, columns, column, half, from, halfStep, residual, at, step);
            } else if (residual == null) {
                pixels(columns, half, from, halfStep, column, zeros, 0, 0, y, at, step);
            } else {
                pixels(columns, half, from, halfStep, column, residual, at, step, y, at, step);
            }
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
            int at,
            int step) {
        float[] whole = engine.memory().take(2 * tile.out() * columns);
        int addend = tile.out() * columns;
        Arrays.fill(whole, addend, 2 * addend, 0f);
        for (int j = first; j < end && residual != null; j++) {
            System.arraycopy(residual, at + j * step, whole, addend + j * columns, columns);
        }
        pixels(columns, half, from, halfStep, column, whole, addend, columns, whole, 0, columns);
        for (int j = first; j < end; j++) {
            System.arraycopy(whole, j * columns, output.to().data(), at + j * step, columns);
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
