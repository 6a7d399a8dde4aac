package org.sdcodec.engine.layer;

import org.sdcodec.engine.kernel.Winograd;

/**
 * The cut of an output, or a part of it, into tiles, and of these into blocks. Sizes are in tiles. Depends on shapes
 * alone.
 */
record WinogradTiling(Winograd tile, int tileY, int tileX, int tilesH, int tilesW, int blockH, int blockW) {
    /** Rows of the register tile of the matrix product; rows that do not fill one take half as long again. */
    private static final int REGISTER_ROWS = 12;

    private static final double COST_OF_OTHER_ROW = 1.5;
    /** What a block costs beside, and an input pixel, in rows of the product. */
    private static final double COST_OF_BLOCK = 2;

    private static final double COST_OF_INPUT = 0.02;

    record Block(int y, int x, int height, int width) {
        int tiles() {
            return height * width;
        }

        /** Its rows {@code from} to {@code to − 1}. */
        Block rows(int from, int to) {
            return new Block(y + from, x, to - from, width);
        }
    }

    /** How many tiles cover a side of some pixels. With phases, the first one begins one pixel outside. */
    static long tiles(Winograd tile, long pixels) {
        return (pixels + tile.zoom() - 1 + tile.pixels() - 1) / tile.pixels();
    }

    /** The tile that makes a pixel; the same along both sides. */
    private static int tileOf(Winograd tile, int pixel) {
        return (pixel + tile.zoom() - 1) / tile.pixels();
    }

    /**
     * The cheapest cut of the rows {@code top} to {@code end − 1} of {@code outW} columns from {@code left} on into
     * blocks.
     *
     * @param most tiles of a block, at most
     */
    static WinogradTiling of(Winograd tile, int top, int end, int left, int outW, int most) {
        int tileY = tileOf(tile, top);
        int tileX = tileOf(tile, left);
        int tilesH = tileOf(tile, end - 1) + 1 - tileY;
        int tilesW = tileOf(tile, left + outW - 1) + 1 - tileX;
        WinogradTiling best = null;
        double lowest = Double.POSITIVE_INFINITY;
        for (int blockW = 1; blockW <= Math.min(tilesW, most); blockW++) {
            for (int blockH = 1; blockH <= Math.min(tilesH, most / blockW); blockH++) {
                WinogradTiling tiling = new WinogradTiling(tile, tileY, tileX, tilesH, tilesW, blockH, blockW);
                double cost = tiling.cost();
                if (cost < lowest) {
                    best = tiling;
                    lowest = cost;
                }
            }
        }
        return best;
    }

    /** There are at most four kinds of blocks: those inside, at the right, at the bottom and in the corner. */
    private double cost() {
        int wholeH = tilesH / blockH;
        int wholeW = tilesW / blockW;
        int restH = tilesH % blockH;
        int restW = tilesW % blockW;
        return wholeH * (wholeW * cost(blockH, blockW) + cost(blockH, restW))
                + wholeW * cost(restH, blockW)
                + cost(restH, restW);
    }

    private double cost(int height, int width) {
        int tiles = height * width;
        if (tiles == 0) {
            return 0;
        }
        int border = Winograd.IN - tile.out();
        int inputs = tile.inputPhases() * (tile.out() * height + border) * (tile.out() * width + border);
        int others = tiles % REGISTER_ROWS;
        return tiles - others + COST_OF_OTHER_ROW * others + COST_OF_BLOCK + COST_OF_INPUT * inputs;
    }

    int blockTiles() {
        return blockH * blockW;
    }

    private int columns() {
        return (tilesW + blockW - 1) / blockW;
    }

    int blocks() {
        return columns() * ((tilesH + blockH - 1) / blockH);
    }

    Block block(int index) {
        int y = index / columns() * blockH;
        int x = index % columns() * blockW;
        return new Block(tileY + y, tileX + x, Math.min(blockH, tilesH - y), Math.min(blockW, tilesW - x));
    }
}
