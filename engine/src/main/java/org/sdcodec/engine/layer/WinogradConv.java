package org.sdcodec.engine.layer;

import java.util.Arrays;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.WorkMemory;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.PackedMatrix;
import org.sdcodec.engine.kernel.Winograd;

/**
 * One run of a 3 × 3 convolution of stride 1 by {@link Winograd}: a quarter of the multiplications of the direct sum.
 *
 * <pre>
 *   V[point][tile][inC]         = Bᵀ·d·B   of the 6 × 6 inputs of every tile
 *   U[panel][point][inC][32]    = G·g·Gᵀ   of the filters
 *   M[panel][point][tile][32]   = V·U      36 matrix products, each sum over inC in ascending order, beginning at 0
 *   y                           = max(Aᵀ·M·A + bias + residual, floor)
 * </pre>
 *
 * <p>Tiles are taken in blocks, so that V, a panel of M and what is in use of U stay in the caches. Several blocks share a U that is
 * made before. A single block makes it panel by panel as it goes, a slice at a time, and so does a layer with very many weights:
 * U is four times as large as they are.
 */
final class WinogradConv {
    /** Tiles of a block: few enough for V to stay in the caches, enough to use U often. */
    private static final int BLOCK_TILES = 48;
    /** A picture of at most so many tiles is one block. */
    private static final int SINGLE_BLOCK_TILES = 96;
    /** Floats of a block's V, at most (if there is more than one tile). */
    private static final int MOST_INPUTS = 1 << 23;
    /** Floats of a U that is made before, at most: 64 MB. */
    private static final int MOST_WEIGHTS = 1 << 24;
    /** Input channels whose weights are transformed at a time where U is not made before: 36 × 64 × 32 floats, 288 kB. */
    private static final int SLICE = 64;
    /** Weights that are transformed at a time: their half-way results stay in the L1 cache. */
    private static final int WEIGHTS = 512;
    /** Tiles of which M is transformed back at a time: their half-way results take 24 kB and stay in the L1 cache. */
    private static final int FINISHED = 8;
    /** Blocks per thread from which on a task is a block; with fewer, the threads share a block. */
    private static final int ENOUGH_BLOCKS = 3;
    /** Tasks that the inputs of a shared block are cut into, if it has the rows. */
    private static final int INPUT_TASKS = 8;

    /** Floats per cache line. Arrays that are read side by side start in different sets of the cache: an odd number of lines apart. */
    private static final int LINE = 16;

    /** What a weight and a tile cost beside their products, in fused multiply-adds: for {@link #pays}. */
    private static final long COST_OF_WEIGHT = 200;

    private static final long COST_OF_TILE = 150;
    /** With fewer channels the products are so short that loading and storing their sums costs as much. */
    private static final int FEWEST_CHANNELS = 16;

    private static final float[] ZEROS = new float[Kernels.PANEL];

    private final Engine engine;
    private final ConvInput input;
    private final PackedMatrix weight;
    private final Padding padding;
    private final Output output;
    private final int inC;
    private final float[] bias;
    private final float floor;
    private final WinogradTiling tiling;
    /** Floats from one tile of V to the next, from one point to the next, and of a block. */
    private final int vTile;

    private final int vPoint;
    private final int vBlock;
    /** Whether all of U is made before it is used. */
    private final boolean uIsPrepared;
    /** Input channels of which U is in memory, and floats from one of its points and panels to the next. */
    private final int uChannels;

    private final int uPoint;
    private final int uPanel;

    /**
     * @param weight rows (ky, kx, inC) as {@link Conv2d} packs them
     * @param output its tensor is overwritten
     */
    WinogradConv(Engine engine, ConvInput input, PackedMatrix weight, Padding padding, Output output) {
        this.engine = engine;
        this.input = input;
        this.weight = weight;
        this.padding = padding;
        this.output = output;
        this.inC = input.x().channels();
        this.bias = output.bias() == null ? new float[output.to().channels()] : output.bias();
        this.floor = output.activation() == Activation.RELU ? 0 : Float.NEGATIVE_INFINITY;
        this.vTile = vTile(inC);
        this.tiling = tiling(output.to().height(), output.to().width(), vTile);
        this.vPoint = oddLines(tiling.blockTiles() * vTile);
        this.vBlock = Winograd.POINTS * vPoint;
        this.uIsPrepared = tiling.blocks() > 1 && weights(inC, weight.panels()) <= MOST_WEIGHTS;
        this.uChannels = uIsPrepared ? inC : Math.min(SLICE, inC);
        this.uPoint = oddLines(uChannels * Kernels.PANEL);
        this.uPanel = Winograd.POINTS * uPoint;
    }

    private static WinogradTiling tiling(int outH, int outW, int vTile) {
        int all = WinogradTiling.tiles(outH) * WinogradTiling.tiles(outW);
        return WinogradTiling.of(outH, outW, mostTiles(all, vTile));
    }

    private static int vTile(int inC) {
        return (inC + LINE - 1) / LINE * LINE + LINE;
    }

    /** Tiles of a block, at most. */
    private static int mostTiles(long all, int vTile) {
        int room = Math.max(1, MOST_INPUTS / (Winograd.POINTS * vTile));
        return (int) Math.min(room, all <= SINGLE_BLOCK_TILES ? all : BLOCK_TILES);
    }

    /** Floats of the whole of U. */
    private static long weights(int inC, int panels) {
        return (long) panels * Winograd.POINTS * oddLines(inC * Kernels.PANEL);
    }

    /**
     * Floats that a run of these shapes takes at once for one block's V and, if it is made before, U. What comes to it per
     * thread is much less, except where every thread has a block.
     */
    static long work(long outH, long outW, int inC, int outC) {
        long tiles = WinogradTiling.tiles(outH) * WinogradTiling.tiles(outW);
        int vTile = vTile(inC);
        int blockTiles = mostTiles(tiles, vTile);
        long v = (long) blockTiles * Winograd.POINTS * vTile;
        long u = weights(inC, (outC + Kernels.PANEL - 1) / Kernels.PANEL);
        return tiles > blockTiles && u <= MOST_WEIGHTS ? u + v : v;
    }

    /** An upper bound of the floats that any run takes from the work memory beside its result, unless one tile alone exceeds it. */
    static long mostWork(int threads) {
        // U, V and as much again for slabs, M and slices of U.
        return MOST_WEIGHTS + 2L * threads * MOST_INPUTS;
    }

    /** Whether a convolution of these shapes is faster this way. */
    static boolean pays(long outH, long outW, int inC, int outC, int kH, int kW, int stride) {
        if (kH != Winograd.TAPS || kW != Winograd.TAPS || stride != 1 || inC < FEWEST_CHANNELS) {
            return false;
        }
        double tiles = (double) WinogradTiling.tiles(outH) * WinogradTiling.tiles(outW);
        long columns = (outC + Kernels.PANEL - 1) / Kernels.PANEL * Kernels.PANEL;
        double products = tiles * Winograd.POINTS * inC * columns;
        double transforms = COST_OF_TILE * tiles * (inC + columns) + COST_OF_WEIGHT * inC * columns;
        double direct = (double) outH * outW * Winograd.TAPS * Winograd.TAPS * inC * columns;
        return products + transforms < direct;
    }

    private static int oddLines(int floats) {
        return ((floats + LINE - 1) / LINE | 1) * LINE;
    }

    void run() {
        float[] u = uIsPrepared ? prepareWeights() : null;
        if (tiling.blocks() >= ENOUGH_BLOCKS * engine.workers().threads()) {
            runBlocks(u);
        } else {
            float[] v = engine.memory().take(vBlock);
            for (int i = 0; i < tiling.blocks(); i++) {
                runShared(tiling.block(i), v, u);
            }
            engine.memory().give(v);
        }
        if (u != null) {
            engine.memory().give(u);
        }
        if (output.activation() != null && output.activation() != Activation.RELU) {
            output.activation().applyInPlace(engine, output.to());
        }
    }

    private float[] prepareWeights() {
        float[] u = engine.memory().take(weight.panels() * uPanel);
        engine.workers().run(weight.panels(), panel -> transformWeights(panel, 0, inC, u, panel * uPanel));
        return u;
    }

    /** Every task does all of a block. */
    private void runBlocks(float[] u) {
        engine.workers().run(tiling.blocks(), task -> {
            WinogradTiling.Block block = tiling.block(task);
            float[] v = engine.memory().take(vBlock);
            transformInput(block, 0, block.height(), v);
            for (int panel = 0; panel < weight.panels(); panel++) {
                multiply(block, panel, v, u);
            }
            engine.memory().give(v);
        });
    }

    /** All threads transform the inputs of a block, then each makes some panels of the outputs. */
    private void runShared(WinogradTiling.Block block, float[] v, float[] u) {
        int strips = Math.min(block.height(), INPUT_TASKS);
        engine.workers()
                .run(
                        strips,
                        strip -> transformInput(
                                block, strip * block.height() / strips, (strip + 1) * block.height() / strips, v));
        engine.workers().run(weight.panels(), panel -> multiply(block, panel, v, u));
    }

    /** Fills V for some rows of a block's tiles. */
    private void transformInput(WinogradTiling.Block block, int fromRow, int toRow, float[] v) {
        Kernels kernels = engine.kernels();
        int columns = Winograd.OUT * block.width() + Winograd.IN - Winograd.OUT;
        int row = columns * inC;
        int left = Winograd.OUT * block.x() - padding.left();
        float[] slab = engine.memory().take(Winograd.IN * row);
        float[] half = engine.memory().take(Winograd.IN * row);
        for (int tileY = fromRow; tileY < toRow; tileY++) {
            // The last rows that the tiles above saw are the first ones of these.
            int known = tileY == fromRow ? 0 : Winograd.IN - Winograd.OUT;
            System.arraycopy(slab, Winograd.OUT * row, slab, 0, known * row);
            int top = Winograd.OUT * (block.y() + tileY) - padding.top();
            for (int i = known; i < Winograd.IN; i++) {
                input.read(kernels, top + i, left, columns, slab, i * row);
            }
            kernels.winogradInput(row, slab, 0, row, half, 0, row);
            for (int tileX = 0; tileX < block.width(); tileX++) {
                int to = (tileY * block.width() + tileX) * vTile;
                for (int i = 0; i < Winograd.IN; i++) {
                    int from = i * row + Winograd.OUT * tileX * inC;
                    kernels.winogradInput(inC, half, from, inC, v, to + i * Winograd.IN * vPoint, vPoint);
                }
            }
        }
        engine.memory().give(slab);
        engine.memory().give(half);
    }

    /** Fills a panel of U for some input channels. */
    private void transformWeights(int panel, int firstChannel, int channels, float[] u, int uOff) {
        Kernels kernels = engine.kernels();
        float[] half = engine.memory().take(Winograd.IN * Winograd.TAPS * WEIGHTS);
        int all = channels * Kernels.PANEL;
        for (int done = 0; done < all; done += WEIGHTS) {
            int n = Math.min(WEIGHTS, all - done);
            for (int kx = 0; kx < Winograd.TAPS; kx++) {
                kernels.winogradWeight(
                        n,
                        weight.data(),
                        weight.offset(panel, kx * inC + firstChannel) + done,
                        Winograd.TAPS * inC * Kernels.PANEL,
                        half,
                        kx * n,
                        Winograd.TAPS * n);
            }
            for (int i = 0; i < Winograd.IN; i++) {
                int to = uOff + i * Winograd.IN * uPoint + done;
                kernels.winogradWeight(n, half, i * Winograd.TAPS * n, n, u, to, uPoint);
            }
        }
        engine.memory().give(half);
    }

    /** One panel of the outputs of a block. */
    private void multiply(WinogradTiling.Block block, int panel, float[] v, float[] allU) {
        WorkMemory memory = engine.memory();
        int mPoint = oddLines(block.tiles() * Kernels.PANEL);
        float[] m = memory.take(Winograd.POINTS * mPoint);
        if (allU != null) {
            multiply(block.tiles(), panel, 0, inC, v, allU, panel * uPanel, m, mPoint);
        } else {
            float[] u = memory.take(uPanel);
            for (int channel = 0; channel < inC; channel += uChannels) {
                int channels = Math.min(uChannels, inC - channel);
                transformWeights(panel, channel, channels, u, 0);
                multiply(block.tiles(), panel, channel, channels, v, u, 0, m, mPoint);
            }
            memory.give(u);
        }
        finish(block, panel, m, mPoint);
        memory.give(m);
    }

    /** Adds the products of some input channels to M, which begins at 0 with the first ones. */
    private void multiply(
            int tiles,
            int panel,
            int firstChannel,
            int channels,
            float[] v,
            float[] u,
            int uOff,
            float[] m,
            int mPoint) {
        Kernels kernels = engine.kernels();
        for (int point = 0; point < Winograd.POINTS; point++) {
            int sums = point * mPoint;
            for (int p = 0; p < channels; p += MatMul.DEPTH) {
                boolean first = firstChannel + p == 0;
                kernels.gemm(
                        tiles,
                        weight.panelColumns(panel),
                        Math.min(MatMul.DEPTH, channels - p),
                        v,
                        point * vPoint + firstChannel + p,
                        vTile,
                        u,
                        uOff + point * uPoint + p * Kernels.PANEL,
                        first ? ZEROS : m,
                        first ? 0 : sums,
                        first ? 0 : Kernels.PANEL,
                        m,
                        sums,
                        Kernels.PANEL);
            }
        }
    }

    /** Transforms M back and writes the outputs. */
    private void finish(WinogradTiling.Block block, int panel, float[] m, int mPoint) {
        float[] half = engine.memory().take(Winograd.OUT * Winograd.IN * FINISHED * Kernels.PANEL);
        for (int first = 0; first < block.tiles(); first += FINISHED) {
            int tiles = Math.min(FINISHED, block.tiles() - first);
            int step = tiles * Kernels.PANEL;
            for (int j = 0; j < Winograd.IN; j++) {
                int from = j * mPoint + first * Kernels.PANEL;
                engine.kernels()
                        .winogradOutput(step, m, from, Winograd.IN * mPoint, half, j * step, Winograd.IN * step);
            }
            for (int tile = 0; tile < tiles; tile++) {
                finishTile(block, first + tile, panel, half, tile * Kernels.PANEL, step);
            }
        }
        engine.memory().give(half);
    }

    /** @param half element (i, j) of {@code Aᵀ·M} of this tile begins at {@code halfOff + (6·i + j)·step} */
    private void finishTile(WinogradTiling.Block block, int tile, int panel, float[] half, int halfOff, int step) {
        int top = Winograd.OUT * (block.y() + tile / block.width());
        int left = Winograd.OUT * (block.x() + tile % block.width());
        int width = output.to().width();
        int rows = Math.min(Winograd.OUT, output.to().height() - top);
        int pixels = Math.min(Winograd.OUT, width - left);
        int columns = weight.panelColumns(panel);
        int column = panel * Kernels.PANEL;
        int channels = output.to().channels();
        float[] residual = output.residual() == null ? null : output.residual().data();
        float[] y = output.to().data();
        for (int i = 0; i < rows; i++) {
            int from = halfOff + i * Winograd.IN * step;
            int at = ((top + i) * width + left) * channels + column;
            if (pixels < Winograd.OUT) {
                finishPart(pixels, columns, column, half, from, step, residual, at);
            } else if (residual == null) {
                pixels(columns, half, from, step, column, ZEROS, 0, 0, y, at, channels);
            } else {
                pixels(columns, half, from, step, column, residual, at, channels, y, at, channels);
            }
        }
    }

    /** Fewer than four pixels at the right border, by way of four. */
    private void finishPart(
            int pixels, int columns, int column, float[] half, int from, int step, float[] residual, int at) {
        int channels = output.to().channels();
        float[] whole = engine.memory().take(2 * Winograd.OUT * Kernels.PANEL);
        int addend = Winograd.OUT * Kernels.PANEL;
        Arrays.fill(whole, addend, 2 * addend, 0f);
        for (int j = 0; j < pixels && residual != null; j++) {
            System.arraycopy(residual, at + j * channels, whole, addend + j * Kernels.PANEL, columns);
        }
        pixels(columns, half, from, step, column, whole, addend, Kernels.PANEL, whole, 0, Kernels.PANEL);
        for (int j = 0; j < pixels; j++) {
            System.arraycopy(whole, j * Kernels.PANEL, output.to().data(), at + j * channels, columns);
        }
        engine.memory().give(whole);
    }

    private void pixels(
            int columns,
            float[] half,
            int from,
            int step,
            int column,
            float[] residual,
            int residualOff,
            int residualStep,
            float[] y,
            int yOff,
            int yStep) {
        engine.kernels()
                .winogradPixels(
                        columns,
                        half,
                        from,
                        step,
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
