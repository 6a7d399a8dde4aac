package org.sdcodec.vae;

import java.util.Arrays;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Rows;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.Area;
import org.sdcodec.engine.network.Shape;

/**
 * Between pictures of any size and the grid on which a network works: padding by repeating the last row and column, and
 * space-to-depth (PyTorch's {@code pixel_unshuffle}: channel = c·p² + dy·p + dx) with patches of p × p pixels. p = 1
 * leaves the pixels as they are.
 */
final class Patches {
    static final int COLORS = 3;

    private final int patch;
    private final int multiple;

    /**
     * @param patch p
     * @param multiple what height and width are padded to; a multiple of p
     */
    Patches(int patch, int multiple) {
        this.patch = patch;
        this.multiple = multiple;
    }

    int multiple() {
        return multiple;
    }

    /** The grid's shape for a picture's. */
    Shape grid(int height, int width) {
        long step = multiple / patch;
        return new Shape(cells(height) * step, cells(width) * step, (long) COLORS * patch * patch);
    }

    /** A latent's shape for a picture's. */
    Shape latent(int height, int width, int channels) {
        return new Shape(cells(height), cells(width), channels);
    }

    /** ⌈pixels / multiple⌉. */
    long cells(int pixels) {
        return ((long) pixels + multiple - 1) / multiple;
    }

    /**
     * Reads a part of a row of the grid.
     *
     * @param left the first cell
     * @param cells how many
     * @param to receives {@code cells × channels} elements from {@code offset} on
     */
    void readRow(Engine engine, PixelSource image, int row, int left, int cells, float[] to, int offset) {
        int channels = COLORS * patch * patch;
        int width = image.width();
        float[] pixels = engine.memory().take(width * COLORS);
        for (int dy = 0; dy < patch; dy++) {
            // Padding repeats the last row.
            image.read(Math.min(row * patch + dy, image.height() - 1), pixels, 0);
            for (int cell = 0; cell < cells; cell++) {
                int at = offset + cell * channels + dy * patch;
                for (int dx = 0; dx < patch; dx++) {
                    int x = Math.min((left + cell) * patch + dx, width - 1);
                    copy(pixels, x * COLORS, 1, to, at + dx, patch * patch);
                }
            }
        }
        engine.memory().give(pixels);
    }

    /** Picture → grid. */
    Tensor toGrid(Engine engine, PixelSource image) {
        Shape size = grid(image.height(), image.width());
        Tensor grid = engine.tensor((int) size.height(), (int) size.width(), (int) size.channels());
        engine.workers()
                .run(grid.height(), row -> readRow(engine, image, row, 0, grid.width(), grid.data(), grid.offset(row)));
        return grid;
    }

    /** The cells of the grid that hold some pixels. */
    Area cells(Area pixels) {
        int top = pixels.top() / patch;
        int left = pixels.left() / patch;
        return new Area(top, left, (pixels.bottom() - 1) / patch + 1 - top, (pixels.right() - 1) / patch + 1 - left);
    }

    /**
     * Grid → picture; what was padded is cut off.
     *
     * @param grid has these rows; not modified
     * @param from the first row of the grid
     * @param end the row of the grid behind the last one
     * @param region the pixels that are wanted
     * @param sink receives those of them that the rows hold
     */
    void write(Engine engine, Rows grid, int from, int end, Area region, PixelSink sink) {
        int top = Math.max(region.top(), from * patch);
        int bottom = Math.min(region.bottom(), end * patch);
        int width = region.width();
        engine.workers().run(bottom - top, i -> {
            int y = top + i;
            float[] cells = grid.row(y / patch);
            float[] pixels = engine.memory().take(width * COLORS);
            for (int x = 0; x < width; x++) {
                int column = region.left() + x;
                int at = grid.offset(y / patch) + (column / patch - grid.left()) * grid.channels();
                copy(cells, at + y % patch * patch + column % patch, patch * patch, pixels, x * COLORS, 1);
            }
            sink.write(y - region.top(), pixels, 0);
            engine.memory().give(pixels);
        });
        sink.onRows(bottom - region.top());
    }

    /**
     * A gradient by a picture → that by its grid: {@link #write} backwards. What was cut off has no influence.
     *
     * @param gradient height × width × 3; not modified
     */
    Tensor gradientToGrid(Engine engine, Tensor gradient) {
        Shape size = grid(gradient.height(), gradient.width());
        Tensor grid = engine.tensor((int) size.height(), (int) size.width(), (int) size.channels());
        int row = grid.width() * grid.channels();
        engine.workers().run(grid.height(), cell -> {
            Arrays.fill(grid.data(), cell * row, (cell + 1) * row, 0f);
            for (int y = cell * patch; y < Math.min((cell + 1) * patch, gradient.height()); y++) {
                for (int x = 0; x < gradient.width(); x++) {
                    int to = element(grid, cell, x / patch, y % patch) + x % patch;
                    copy(gradient.data(), (y * gradient.width() + x) * COLORS, 1, grid.data(), to, patch * patch);
                }
            }
        });
        return grid;
    }

    /** Index of the first color of the first pixel in row dy of a patch. */
    private int element(Tensor grid, int row, int column, int dy) {
        return (row * grid.width() + column) * grid.channels() + dy * patch;
    }

    private static void copy(float[] from, int fromOff, int fromStep, float[] to, int toOff, int toStep) {
        for (int c = 0; c < COLORS; c++) {
            to[toOff + c * toStep] = from[fromOff + c * fromStep];
        }
    }
}
