package org.sdcodec.codec.original;

import java.util.Arrays;

/**
 * Error diffusion in four channels (Floyd and Steinberg 1976) at full strength: rows from the top, each from left to
 * right; of the difference between what a cell should have been and its color, 7/16 go to the right, 3/16 below left,
 * 5/16 below, and the rest below right. What falls outside the picture is lost.
 */
final class FloydSteinberg {
    private static final int LIMIT = ByteQuantizer.MAX * Palette.UNIT;

    private FloydSteinberg() {}

    /**
     * @param cells {@code height * width} packed colors, row by row; not modified
     * @return for each cell the index of its color in the palette
     */
    static byte[] dither(int[] cells, int height, int width, Palette palette, Runnable check) {
        byte[] indices = new byte[cells.length];
        // In sixteenths of a level; one cell more at each end takes what falls outside.
        int[] errors = new int[Palette.CHANNELS * (width + 2)];
        int[] below = new int[errors.length];
        int[] target = new int[Palette.CHANNELS];
        for (int y = 0; y < height; y++) {
            check.run();
            for (int x = 0; x < width; x++) {
                int at = Palette.CHANNELS * (x + 1);
                int cell = cells[y * width + x];
                for (int c = 0; c < Palette.CHANNELS; c++) {
                    int value = Palette.UNIT * Palette.channel(cell, c) + errors[at + c];
                    // A color beyond all others would otherwise pile up errors that no cell can make good.
                    target[c] = Math.max(0, Math.min(LIMIT, value));
                }
                int index = palette.nearest(target[0], target[1], target[2], target[3]);
                indices[y * width + x] = (byte) index;
                for (int c = 0; c < Palette.CHANNELS; c++) {
                    spread(target[c] - palette.fine(index, c), errors, below, at + c);
                }
            }
            int[] done = errors;
            errors = below;
            below = done;
            Arrays.fill(below, 0);
        }
        return indices;
    }

    /** The four shares add up to the error exactly. */
    private static void spread(int error, int[] row, int[] below, int at) {
        int right = (7 * error + 8) >> 4;
        int belowLeft = (3 * error + 8) >> 4;
        int straight = (5 * error + 8) >> 4;
        row[at + Palette.CHANNELS] += right;
        below[at - Palette.CHANNELS] += belowLeft;
        below[at] += straight;
        below[at + Palette.CHANNELS] += error - right - belowLeft - straight;
    }
}
