package org.sdcodec.engine.layer;

import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.Winograd;

/**
 * How a convolution of some shapes is done by {@link WinogradConv}: which tiles, which blocks of them, and where things
 * lie. Depends on shapes alone.
 *
 * @param vStride floats from one tile of a slab of V to the next
 * @param vPoint floats from one point of V to the next
 * @param phasesAtOnce phases whose U is made before it is used; 0 if it is made group by group
 * @param uChannels input channels, of all phases, of which U is in memory
 * @param uPoint floats from one point of U to the next
 * @param panels panels of outputs that are made together: a group
 * @param groups groups of all outputs
 */
record WinogradPlan(
        WinogradTiling tiling,
        int vStride,
        int vPoint,
        int phasesAtOnce,
        int uChannels,
        int uPoint,
        int panels,
        int groups) {
    /** Tiles of a block: few enough for V to stay in the caches, enough to use U often. */
    private static final int BLOCK_TILES = 36;
    /** The same from {@link #SOME_CHANNELS} input channels of all phases on, whose U no L2 cache holds. */
    private static final int BLOCK_TILES_OF_SOME_CHANNELS = 72;

    private static final int SOME_CHANNELS = 256;
    /**
     * The same from {@link #MANY_CHANNELS} input channels of all phases on: neither V nor U stays in the L2 cache then,
     * and U, of tens of megabytes, not even in the L3 cache from one block to the next.
     */
    private static final int BLOCK_TILES_OF_MANY_CHANNELS = 144;

    private static final int MANY_CHANNELS = 512;
    /** A picture of at most so many tiles is one block. */
    private static final int SINGLE_BLOCK_TILES = 96;
    /** Floats of a block's V, at most (if there is more than one tile). */
    private static final int MOST_INPUTS = 1 << 23;
    /** Floats of a U that is made before, at most: 64 MB. */
    private static final int MOST_WEIGHTS = 1 << 24;
    /**
     * Input channels whose weights are transformed at a time where U is not made before: 36 × 64 × 32 floats, 288 kB.
     */
    private static final int SLICE = 64;

    /** Panels of a group where U is not made before: as many as a register tile has at most. */
    private static final int SLICED_PANELS = 2;
    /** Groups of so many panels there must be at least, so that several threads have work. */
    private static final int ENOUGH_GROUPS = 8;
    /** With fewer tiles a block's time goes into making U, of which one panel stays in the L2 cache. */
    private static final int TILES_FOR_SLICED_PANELS = 16;

    /**
     * Panels of a group, at most: outputs are written in runs of 512 bytes, and pixels of 128 channels one after the
     * other.
     */
    static final int MOST_PANELS = 4;

    /** With fewer input channels of all phases, tiles of V are as close as they can be. */
    private static final int FEW_CHANNELS = Kernels.SLAB_DEPTH;

    /**
     * Floats per cache line. Arrays that are read side by side start in different sets of the cache: an odd number of
     * lines apart.
     */
    private static final int LINE = 16;

    /** What a point of a weight and of a tile cost beside their products, in fused multiply-adds: for {@link #cost}. */
    private static final double COST_OF_WEIGHT = 6;

    private static final double COST_OF_TILE = 4;
    /** What a product costs where the input has phases, whose V is four times as large. */
    private static final double COST_OF_PHASES = 1.4;

    /** With fewer channels the products are so short that loading and storing their sums costs as much. */
    private static final int FEWEST_CHANNELS = 16;

    /**
     * The cheapest way, or null if the direct sum is cheaper.
     *
     * @param doubled whether the input's pixels are repeated along both sides, all of them, and the padding is 1
     */
    static Winograd cheapest(long outH, long outW, int inC, int outC, int kH, int kW, int stride, boolean doubled) {
        if (kH != Winograd.TAPS || kW != Winograd.TAPS || inC < FEWEST_CHANNELS) {
            return null;
        }
        double lowest = (double) outH * outW * Winograd.TAPS * Winograd.TAPS * inC * columns(outC);
        Winograd best = null;
        for (Winograd tile : Winograd.values()) {
            double cost = cost(tile, outH, outW, inC, outC);
            if (cost < lowest && tile.stride() == stride && (tile.zoom() == 1 || doubled)) {
                lowest = cost;
                best = tile;
            }
        }
        return best;
    }

    private static double cost(Winograd tile, double outH, double outW, double inC, int outC) {
        double tiles = (double) WinogradTiling.tiles(tile, (long) outH) * WinogradTiling.tiles(tile, (long) outW);
        double columns = (double) tile.phases() * columns(outC);
        double depth = tile.inputPhases() * inC;
        double product = tile.inputPhases() > 1 ? COST_OF_PHASES : 1;
        return product * products(tile) * tiles * inC * columns
                + Winograd.POINTS * (COST_OF_TILE * tiles * (depth + columns) + COST_OF_WEIGHT * depth * columns);
    }

    /** Products per tile, phase of the outputs, input channel and output channel. */
    private static int products(Winograd tile) {
        int products = 0;
        for (int i = 0; i < Winograd.IN; i++) {
            for (int j = 0; j < Winograd.IN; j++) {
                products += tile.endPlace(i, j) - tile.firstPlace(i, j);
            }
        }
        return products;
    }

    private static int columns(int outC) {
        return panels(outC) * Kernels.PANEL;
    }

    private static int panels(int outC) {
        return (outC + Kernels.PANEL - 1) / Kernels.PANEL;
    }

    static WinogradPlan of(Winograd tile, int outH, int outW, int inC, int outC) {
        return of(tile, outH, outW, inC, outC, MOST_WEIGHTS);
    }

    /** @param mostWeights floats of a U that is made before, at most */
    static WinogradPlan of(Winograd tile, int outH, int outW, int inC, int outC, long mostWeights) {
        return of(tile, 0, outH, 0, outW, inC, outC, mostWeights);
    }

    /** For the rows {@code top} to {@code end − 1} of {@code outW} columns from {@code left} on. */
    static WinogradPlan of(Winograd tile, int top, int end, int left, int outW, int inC, int outC) {
        return of(tile, top, end, left, outW, inC, outC, MOST_WEIGHTS);
    }

    private static WinogradPlan of(
            Winograd tile, int top, int end, int left, int outW, int inC, int outC, long mostWeights) {
        int depth = tile.inputPhases() * inC;
        int most = mostTiles(tile, end - top, outW, depth);
        WinogradTiling tiling = WinogradTiling.of(tile, top, end, left, outW, most);
        int phasesAtOnce = tiling.blocks() > 1 ? phasesAtOnce(tile, depth, outC, mostWeights) : 0;
        boolean prepared = phasesAtOnce > 0;
        int uChannels = prepared ? depth : Math.min(SLICE, inC);
        boolean pairs = panels(outC) >= SLICED_PANELS * ENOUGH_GROUPS && tiling.blockTiles() >= TILES_FOR_SLICED_PANELS;
        int panels = prepared ? Math.min(panels(outC), MOST_PANELS) : pairs ? SLICED_PANELS : 1;
        return new WinogradPlan(
                tiling,
                vStride(depth),
                oddLines(tiling.blockTiles() * vTile(depth)),
                phasesAtOnce,
                uChannels,
                oddLines(panels * uChannels * Kernels.PANEL),
                panels,
                (panels(outC) + panels - 1) / panels);
    }

    /** Floats from one tile of V to the next: as register tiles know it, unless that is mostly unused. */
    private static int vStride(int depth) {
        return depth < FEW_CHANNELS ? (depth + LINE - 1) / LINE * LINE + LINE : Kernels.SLAB_STRIDE;
    }

    /** Floats of a tile of V at a point, in all slabs. */
    private static int vTile(int depth) {
        return (depth + Kernels.SLAB_DEPTH - 1) / Kernels.SLAB_DEPTH * vStride(depth);
    }

    /**
     * Where a channel of V begins, for the first tile and point 0. Channels lie in slabs of {@link Kernels#SLAB_DEPTH},
     * one slab of all tiles after the other.
     *
     * @param channel of all phases
     */
    int vChannel(int channel) {
        return channel / Kernels.SLAB_DEPTH * tiling.blockTiles() * vStride + channel % Kernels.SLAB_DEPTH;
    }

    /** Tiles of a block, at most. */
    private static int mostTiles(Winograd tile, long outH, long outW, int depth) {
        long all = WinogradTiling.tiles(tile, outH) * WinogradTiling.tiles(tile, outW);
        int block = depth < SOME_CHANNELS
                ? BLOCK_TILES
                : depth < MANY_CHANNELS ? BLOCK_TILES_OF_SOME_CHANNELS : BLOCK_TILES_OF_MANY_CHANNELS;
        int room = Math.max(1, MOST_INPUTS / (Winograd.POINTS * vTile(depth)));
        return (int) Math.min(room, all <= SINGLE_BLOCK_TILES ? all : block);
    }

    /** Floats of U of one phase. */
    private static long weights(int depth, int outC) {
        return (long) panels(outC) * Winograd.POINTS * oddLines(depth * Kernels.PANEL);
    }

    /** Phases whose U may be in memory together: all, or one, or none. */
    private static int phasesAtOnce(Winograd tile, int depth, int outC, long mostWeights) {
        long phase = weights(depth, outC);
        return phase * tile.phases() <= mostWeights ? tile.phases() : phase <= mostWeights ? 1 : 0;
    }

    /** Products of the run, for each input and output channel. */
    long products() {
        return (long) tiling.tilesH() * tiling.tilesW() * tile().phases() * products(tile());
    }

    static int oddLines(int floats) {
        return ((floats + LINE - 1) / LINE | 1) * LINE;
    }

    Winograd tile() {
        return tiling.tile();
    }

    /** Floats of a block of V. */
    int vBlock() {
        return Winograd.POINTS * vPoint;
    }

    /** Floats from one group and phase of U to the next. */
    int uGroup() {
        return Winograd.POINTS * uPoint;
    }
}
