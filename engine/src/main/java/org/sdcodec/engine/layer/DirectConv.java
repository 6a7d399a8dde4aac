package org.sdcodec.engine.layer;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.PackedMatrix;

/**
 * A convolution as the sum of kH matrix products, tile by tile of the output: rows of A overlap in the memory of the
 * tile's inputs. One run.
 */
final class DirectConv {
    /**
     * Inputs that an output sees, at most, where they are copied side by side: more make products long enough without
     * that.
     */
    private static final int MOST_PATCH = 128;

    private final Engine engine;
    private final ConvInput input;
    private final int inC;
    private final int kH;
    private final int kW;
    private final int stride;
    private final Padding padding;
    private final PackedMatrix weight;
    private final Output output;

    DirectConv(
            Engine engine,
            ConvInput input,
            int inC,
            int kH,
            int kW,
            int stride,
            Padding padding,
            PackedMatrix weight,
            Output output) {
        this.engine = engine;
        this.input = input;
        this.inC = inC;
        this.kH = kH;
        this.kW = kW;
        this.stride = stride;
        this.padding = padding;
        this.weight = weight;
        this.output = output;
    }

    /** Whether a convolution of these shapes copies what an output sees side by side. */
    static boolean takesPatches(int kH, int kW, int inC) {
        return kH * kW * inC <= MOST_PATCH;
    }

    /** Floats that a run of an output of that size takes at once from the work memory. */
    static long workElements(int inC, int kernel, int stride, int outH, int outW, int threads) {
        Tiling tiling = Tiling.of(outH, outW, inC, kernel, kernel, stride);
        long slabH = (long) (tiling.tileH() - 1) * stride + kernel;
        long slabW = (long) (tiling.tileW() - 1) * stride + kernel;
        int sums = takesPatches(kernel, kernel, inC)
                ? kernel * kernel * inC + Kernels.PANEL
                : tiling.tileH() * Kernels.PANEL;
        return Math.min(threads, tiling.count()) * (slabH * slabW * inC + (long) tiling.tileW() * sums);
    }

    /** Makes the rows {@code from} to {@code end − 1} of the output. */
    void run(int from, int end) {
        Tiling tiling = Tiling.of(from, end, output.to().left(), output.to().columns(), inC, kH, kW, stride);
        float[] bias = output.paddedBias(engine.memory());
        engine.workers().run(tiling.count(), i -> {
            if (takesPatches(kH, kW, inC)) {
                runPatches(tiling.tile(i), bias);
            } else {
                runTile(tiling.tile(i));
            }
        });
        engine.memory().give(bias);
    }

    private void runTile(Tiling.Tile tile) {
        int slabW = slabWidth(tile);
        float[] slab = readSlab(tile);
        int sumsPerRow = tile.width() * Kernels.PANEL;
        float[] sums = engine.memory().take(tile.height() * sumsPerRow);
        for (int panel = 0; panel < weight.panels(); panel++) {
            output.begin(panel, tile.height() * tile.width(), sums);
            for (int ky = 0; ky < kH; ky++) {
                for (int p = 0; p < kW * inC; p += MatMul.DEPTH) {
                    int depth = Math.min(MatMul.DEPTH, kW * inC - p);
                    for (int row = 0; row < tile.height(); row++) {
                        int at = row * sumsPerRow;
                        MatMul.panels(
                                engine.kernels(),
                                tile.width(),
                                weight.panelColumns(panel),
                                depth,
                                slab,
                                (row * stride + ky) * slabW * inC + p,
                                stride * inC,
                                weight,
                                panel,
                                ky * kW * inC + p,
                                sums,
                                at,
                                Kernels.PANEL,
                                sums,
                                at,
                                Kernels.PANEL);
                    }
                }
            }
            for (int row = 0; row < tile.height(); row++) {
                output.finish(engine.kernels(), panel, tile.y() + row, tile.x(), tile.width(), sums, row * sumsPerRow);
            }
        }
        engine.memory().give(sums);
        engine.memory().give(slab);
    }

    private int slabWidth(Tiling.Tile tile) {
        return (tile.width() - 1) * stride + kW;
    }

    /** The inputs of a tile, from the work memory. */
    private float[] readSlab(Tiling.Tile tile) {
        int slabW = slabWidth(tile);
        int slabH = (tile.height() - 1) * stride + kH;
        float[] slab = engine.memory().take(slabH * slabW * inC);
        int top = tile.y() * stride - padding.top();
        int left = tile.x() * stride - padding.left();
        for (int row = 0; row < slabH; row++) {
            input.read(engine.kernels(), top + row, left, slabW, slab, row * slabW * inC);
        }
        return slab;
    }

    /**
     * A tile of a convolution with few inputs: all that an output sees, copied side by side, makes one product
     * instead of kH short ones.
     */
    private void runPatches(Tiling.Tile tile, float[] bias) {
        Kernels kernels = engine.kernels();
        int slabW = slabWidth(tile);
        float[] slab = readSlab(tile);
        int filterRow = kW * inC;
        int patch = kH * filterRow;
        float[] patches = engine.memory().take(tile.width() * patch);
        float[] sums = engine.memory().take(tile.width() * Kernels.PANEL);
        for (int row = 0; row < tile.height(); row++) {
            for (int ky = 0; ky < kH; ky++) {
                int from = (row * stride + ky) * slabW * inC;
                for (int x = 0; x < tile.width(); x++) {
                    copy(filterRow, slab, from + x * stride * inC, patches, x * patch + ky * filterRow);
                }
            }
            int y = tile.y() + row;
            int panels = weight.panels();
            output.multiply(
                    kernels, y, tile.x(), tile.width(), patch, patches, 0, patch, weight, 0, panels, 0, bias, sums);
            output.complete(kernels, y, tile.x(), tile.width(), 0, panels, sums);
        }
        engine.memory().give(sums);
        engine.memory().give(patches);
        engine.memory().give(slab);
    }

    /** A loop, as arrays of so few elements are copied faster than by a call. */
    private static void copy(int n, float[] from, int fromOff, float[] to, int toOff) {
        for (int i = 0; i < n; i++) {
            to[toOff + i] = from[fromOff + i];
        }
    }
}
