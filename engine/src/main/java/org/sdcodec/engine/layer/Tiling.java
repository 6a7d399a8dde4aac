package org.sdcodec.engine.layer;

/** The cut of a convolution's output into tiles whose inputs stay in the L2 cache. Depends on shapes alone. */
record Tiling(int top, int left, int outH, int outW, int tileH, int tileW) {
    /** Floats of the inputs of one tile: 512 kB, about half of a usual L2 cache; the weights in use need the rest. */
    private static final int SLAB = 128 * 1024;

    private static final int MAX_HEIGHT = 8;
    /** Four rows of register tiles; wider gains nothing. */
    private static final int MAX_WIDTH = 48;
    /** Widths are multiples of the smaller register tile. */
    private static final int WIDTH_STEP = 4;

    record Tile(int y, int x, int height, int width) {}

    /** The tiles that read each input as seldom as possible. */
    static Tiling of(int outH, int outW, int inC, int kH, int kW, int stride) {
        return of(0, outH, 0, outW, inC, kH, kW, stride);
    }

    /** The same of the rows {@code top} to {@code end − 1} of {@code outW} columns from {@code left} on. */
    static Tiling of(int top, int end, int left, int outW, int inC, int kH, int kW, int stride) {
        int outH = end - top;
        Tiling best = null;
        double bestShare = -1;
        for (int parts = 1; best == null || parts <= outW / WIDTH_STEP; parts++) {
            int tileW = roundUp((outW + parts - 1) / parts, WIDTH_STEP);
            if (tileW > MAX_WIDTH) {
                continue;
            }
            int slabW = (tileW - 1) * stride + kW;
            int slabRows = SLAB / (slabW * inC);
            int tileH = Math.max(1, Math.min(Math.min(MAX_HEIGHT, outH), (slabRows - kH) / stride + 1));
            double slabH = (tileH - 1) * stride + kH;
            double share = (double) tileH * Math.min(tileW, outW) / (slabH * slabW);
            if (slabH * slabW * inC > SLAB && best != null) {
                break;
            }
            if (share > bestShare) {
                best = new Tiling(top, left, outH, outW, tileH, Math.min(tileW, outW));
                bestShare = share;
            }
        }
        return best;
    }

    private static int roundUp(int value, int step) {
        return (value + step - 1) / step * step;
    }

    int columns() {
        return (outW + tileW - 1) / tileW;
    }

    int count() {
        return columns() * ((outH + tileH - 1) / tileH);
    }

    Tile tile(int index) {
        int y = index / columns() * tileH;
        int x = index % columns() * tileW;
        return new Tile(top + y, left + x, Math.min(tileH, outH - y), Math.min(tileW, outW - x));
    }
}
