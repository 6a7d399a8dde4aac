package org.sdcodec.vae;

import java.util.Arrays;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.Shape;

/**
 * Between pictures of any size and the grid on which a network works: padding by repeating the last row and column, and
 * space-to-depth (PyTorch's {@code pixel_unshuffle}: channel = c·p² + dy·p + dx) with patches of p × p pixels. p = 1
 * leaves the pixels as they are.
 */
final class Patches {
    private static final int COLOURS = 3;

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
        return new Shape(cells(height) * step, cells(width) * step, (long) COLOURS * patch * patch);
    }

    /** ⌈pixels / multiple⌉. */
    long cells(int pixels) {
        return ((long) pixels + multiple - 1) / multiple;
    }

    /**
     * Picture → grid.
     *
     * @param image h × w × 3; not modified
     */
    Tensor toGrid(Engine engine, Tensor image) {
        if (image.channels() != COLOURS) {
            throw new IllegalArgumentException("a picture has 3 channels, but this is a tensor of " + image);
        }
        Shape size = grid(image.height(), image.width());
        Tensor grid = engine.tensor((int) size.height(), (int) size.width(), (int) size.channels());
        engine.workers().run(grid.height(), row -> {
            for (int dy = 0; dy < patch; dy++) {
                int y = Math.min(row * patch + dy, image.height() - 1);
                for (int cell = 0; cell < grid.width(); cell++) {
                    int to = element(grid, row, cell, dy);
                    for (int dx = 0; dx < patch; dx++) {
                        int x = Math.min(cell * patch + dx, image.width() - 1);
                        copy(image.data(), (y * image.width() + x) * COLOURS, 1, grid.data(), to + dx, patch * patch);
                    }
                }
            }
        });
        return grid;
    }

    /**
     * Grid → picture; what was padded is cut off.
     *
     * @param grid not modified
     */
    Tensor toImage(Engine engine, Tensor grid, int height, int width) {
        Tensor image = engine.tensor(height, width, COLOURS);
        engine.workers().run(height, y -> {
            for (int x = 0; x < width; x += patch) {
                int from = element(grid, y / patch, x / patch, y % patch);
                int to = (y * width + x) * COLOURS;
                for (int dx = 0; dx < Math.min(patch, width - x); dx++) {
                    copy(grid.data(), from + dx, patch * patch, image.data(), to + dx * COLOURS, 1);
                }
            }
        });
        return image;
    }

    /**
     * A gradient by a picture → that by its grid: {@link #toImage} backwards. What was cut off has no influence.
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
                    copy(gradient.data(), (y * gradient.width() + x) * COLOURS, 1, grid.data(), to, patch * patch);
                }
            }
        });
        return grid;
    }

    /** Index of the first colour of the first pixel in row dy of a patch. */
    private int element(Tensor grid, int row, int column, int dy) {
        return (row * grid.width() + column) * grid.channels() + dy * patch;
    }

    private static void copy(float[] from, int fromOff, int fromStep, float[] to, int toOff, int toStep) {
        for (int c = 0; c < COLOURS; c++) {
            to[toOff + c * toStep] = from[fromOff + c * fromStep];
        }
    }
}
