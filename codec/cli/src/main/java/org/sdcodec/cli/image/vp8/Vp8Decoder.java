package org.sdcodec.cli.image.vp8;

import java.util.Arrays;
import org.sdcodec.cli.image.common.UnreadableException;

/** Decodes a key frame of VP8, which is what a lossy WebP picture is. Source: RFC 6386. */
public final class Vp8Decoder {
    private final Vp8Header header;
    private final int columns;
    private final int rows;
    private final Plane[] planes;
    private final Prediction[] predictions;
    private final Residual residual;

    /** For each macroblock: its segment, whether it has 4x4 blocks, and whether its inner edges are filtered. */
    private final byte[] macroblocks;

    private final int[] modesAbove;
    private final int[] modesLeft = new int[4];
    private final int[] modes = new int[16];

    private Vp8Decoder(byte[] data, int from, int to) {
        header = new Vp8Header(data, from, to);
        columns = (header.width + 15) / 16;
        rows = (header.height + 15) / 16;
        planes = new Plane[] {
            new Plane(16 * columns, 16 * rows), new Plane(8 * columns, 8 * rows), new Plane(8 * columns, 8 * rows)
        };
        predictions = Arrays.stream(planes).map(Prediction::new).toArray(Prediction[]::new);
        residual = new Residual(header.tokenProbabilities, columns);
        macroblocks = new byte[columns * rows];
        modesAbove = new int[4 * columns];
    }

    /**
     * Decodes a frame.
     *
     * @param data not modified
     * @param from where the frame begins
     * @param to where it ends, exclusive
     * @return opaque ARGB pixels, row by row; the frame's header says how many
     * @throws UnreadableException if the frame is damaged or cut short
     */
    public static int[] decode(byte[] data, int from, int to) {
        Vp8Decoder decoder = new Vp8Decoder(data, from, to);
        decoder.decodeMacroblocks();
        decoder.filter();
        return new YccToRgb(decoder.planes, decoder.header.width, decoder.header.height).pixels();
    }

    private void decodeMacroblocks() {
        for (int row = 0; row < rows; row++) {
            BoolDecoder tokens = header.tokens[row & header.tokens.length - 1];
            Arrays.fill(modesLeft, Prediction.B_DC);
            residual.startRow();
            for (int column = 0; column < columns; column++) {
                decodeMacroblock(tokens, column, row);
                if (tokens.isPastEnd() || header.modes.isPastEnd()) {
                    throw UnreadableException.damaged("the data ends too early");
                }
            }
        }
    }

    private void decodeMacroblock(BoolDecoder tokens, int column, int row) {
        BoolDecoder in = header.modes;
        int segment = 0;
        if (header.segmentsStored) {
            int high = in.bit(header.segmentProbabilities[0]);
            segment = 2 * high + in.bit(header.segmentProbabilities[1 + high]);
        }
        boolean skipped = header.skipProbability >= 0 && in.bit(header.skipProbability) == 1;
        boolean small = in.bit(145) == 0;
        int mode = small ? readSmallModes(in, column) : readLumaMode(in, column);
        int chromaMode = in.bit(142) == 0
                ? Prediction.DC
                : in.bit(114) == 0
                        ? Prediction.VERTICAL
                        : in.bit(183) == 0 ? Prediction.HORIZONTAL : Prediction.TRUE_MOTION;
        boolean any = false;
        if (skipped) {
            residual.skip(column, small);
        } else {
            any = residual.read(tokens, column, small, header.steps[segment]);
        }
        macroblocks[row * columns + column] = (byte) (segment | (small ? 4 : 0) | (small || any ? 8 : 0));
        reconstructLuma(column, row, small, mode, any);
        for (int plane = 1; plane < planes.length; plane++) {
            int at = planes[plane].at(8 * column, 8 * row);
            predictions[plane].block(chromaMode, at, 8, row > 0, column > 0);
            for (int i = 0; any && i < 4; i++) {
                residual.add(12 + 4 * plane + i, planes[plane], at + i / 2 * 4 * planes[plane].stride + i % 2 * 4);
            }
        }
    }

    private int readLumaMode(BoolDecoder in, int column) {
        int mode = in.bit(156) == 0
                ? in.bit(163) == 0 ? Prediction.DC : Prediction.VERTICAL
                : in.bit(128) == 0 ? Prediction.HORIZONTAL : Prediction.TRUE_MOTION;
        int asSmall = switch (mode) {
            case Prediction.DC -> Prediction.B_DC;
            case Prediction.VERTICAL -> Prediction.B_VE;
            case Prediction.HORIZONTAL -> Prediction.B_HE;
            default -> Prediction.B_TM;
        };
        Arrays.fill(modesAbove, 4 * column, 4 * column + 4, asSmall);
        Arrays.fill(modesLeft, asSmall);
        return mode;
    }

    private int readSmallModes(BoolDecoder in, int column) {
        for (int i = 0; i < 16; i++) {
            int x = 4 * column + i % 4;
            int y = i / 4;
            int mode = readSmallMode(in, modesAbove[x], modesLeft[y]);
            modes[i] = mode;
            modesAbove[x] = mode;
            modesLeft[y] = mode;
        }
        return -1;
    }

    /** The tree of section 11.2. */
    private static int readSmallMode(BoolDecoder in, int above, int left) {
        if (in.bit(Tables.modeProbability(above, left, 0)) == 0) {
            return Prediction.B_DC;
        }
        if (in.bit(Tables.modeProbability(above, left, 1)) == 0) {
            return Prediction.B_TM;
        }
        if (in.bit(Tables.modeProbability(above, left, 2)) == 0) {
            return Prediction.B_VE;
        }
        if (in.bit(Tables.modeProbability(above, left, 3)) == 0) {
            if (in.bit(Tables.modeProbability(above, left, 4)) == 0) {
                return Prediction.B_HE;
            }
            return in.bit(Tables.modeProbability(above, left, 5)) == 0 ? Prediction.B_RD : Prediction.B_VR;
        }
        if (in.bit(Tables.modeProbability(above, left, 6)) == 0) {
            return Prediction.B_LD;
        }
        if (in.bit(Tables.modeProbability(above, left, 7)) == 0) {
            return Prediction.B_VL;
        }
        return Prediction.B_HD + in.bit(Tables.modeProbability(above, left, 8));
    }

    private void reconstructLuma(int column, int row, boolean small, int mode, boolean any) {
        Plane luma = planes[0];
        int at = luma.at(16 * column, 16 * row);
        int right = at - luma.stride + 16;
        if (row > 0 && column == columns - 1) {
            // Nothing is to the right of the last column but what predictions take for it.
            Arrays.fill(luma.samples, right, right + 4, luma.samples[right - 1]);
        }
        if (!small) {
            predictions[0].block(mode, at, 16, row > 0, column > 0);
        }
        for (int i = 0; i < 16; i++) {
            int block = at + i / 4 * 4 * luma.stride + i % 4 * 4;
            if (small) {
                // Right of the macroblock only the row above it is decoded, which serves for the lower rows, too.
                predictions[0].small(modes[i], block, i % 4 == 3 ? right : block - luma.stride + 4);
            }
            if (any) {
                residual.add(i, luma, block);
            }
        }
    }

    private void filter() {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int macroblock = macroblocks[row * columns + column];
                header.filter.filter(planes, column, row, macroblock & 3, (macroblock & 4) != 0, (macroblock & 8) != 0);
            }
        }
    }
}
