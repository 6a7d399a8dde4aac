package org.sdcodec.cli.image.vp8;

import java.util.Arrays;

/** The coefficients of a macroblock and their way back to differences. Source: RFC 6386, sections 13 and 14. */
final class Residual {
    static final int BLOCKS = 24;
    private static final int COEFFICIENTS = 16;
    private static final int LUMA_AFTER_DC = 0;
    private static final int LUMA_DC = 1;
    private static final int CHROMA = 2;
    private static final int LUMA = 3;
    private static final int HALF = 128;
    private static final int[] BAND = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};
    private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};
    private static final int[][] LARGE = {
        {173, 148, 140},
        {176, 155, 140, 135},
        {180, 157, 141, 134, 130},
        {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
    };
    private static final int SQRT2_SINE = 35468;
    private static final int SQRT2_COSINE_LESS_1 = 20091;

    private final int[] probabilities;
    private final int[] values = new int[BLOCKS * COEFFICIENTS];
    private final int[] dc = new int[COEFFICIENTS];
    private final int[] work = new int[COEFFICIENTS];

    /**
     * Whether the blocks above have coefficients: for each macroblock 4 of luma, 2 and 2 of chroma, and the DC block.
     */
    private final boolean[] above;

    private final boolean[] left = new boolean[9];

    Residual(int[] probabilities, int columns) {
        this.probabilities = probabilities;
        this.above = new boolean[9 * columns];
    }

    void startRow() {
        Arrays.fill(left, false);
    }

    /** A macroblock without coefficients. */
    void skip(int column, boolean small) {
        // Macroblocks of small blocks have no DC block and leave what is known of it.
        int known = small ? 8 : 9;
        Arrays.fill(left, 0, known, false);
        Arrays.fill(above, 9 * column, 9 * column + known, false);
        Arrays.fill(values, 0);
    }

    /** Reads a macroblock; returns whether any difference is other than 0. */
    boolean read(BoolDecoder in, int column, boolean small, Vp8Header.Steps steps) {
        Arrays.fill(values, 0);
        int up = 9 * column;
        int first = 0;
        int type = LUMA;
        if (!small) {
            Arrays.fill(dc, 0);
            int context = (above[up + 8] ? 1 : 0) + (left[8] ? 1 : 0);
            int n = coefficients(in, LUMA_DC, context, 0, steps.lumaDc(), dc, 0);
            above[up + 8] = n > 0;
            left[8] = n > 0;
            invertWalshHadamard();
            first = 1;
            type = LUMA_AFTER_DC;
        }
        boolean any = false;
        for (int block = 0; block < BLOCKS; block++) {
            boolean chroma = block >= 16;
            // Of chroma, blocks 16 to 19 are U and 20 to 23 V, two in a row.
            int x = chroma ? 4 + (block - 16) / 4 * 2 + block % 2 : block % 4;
            int y = chroma ? 4 + (block - 16) / 4 * 2 + block / 2 % 2 : block / 4;
            int start = chroma ? 0 : first;
            int context = (above[up + x] ? 1 : 0) + (left[y] ? 1 : 0);
            int n = coefficients(
                    in,
                    chroma ? CHROMA : type,
                    context,
                    start,
                    chroma ? steps.chroma() : steps.luma(),
                    values,
                    block * COEFFICIENTS);
            above[up + x] = n > start;
            left[y] = n > start;
            any |= n > 1 || values[block * COEFFICIENTS] != 0;
        }
        return any;
    }

    /** Reads a block and returns where its last coefficient is, and one more; {@code first} if there is none. */
    private int coefficients(BoolDecoder in, int type, int context, int first, int[] steps, int[] out, int at) {
        int p = probability(type, first, context);
        for (int n = first; n < COEFFICIENTS; n++) {
            if (in.bit(probabilities[p]) == 0) {
                return n;
            }
            while (in.bit(probabilities[p + 1]) == 0) {
                if (++n == COEFFICIENTS) {
                    return COEFFICIENTS;
                }
                p = probability(type, n, 0);
            }
            int value = 1;
            if (in.bit(probabilities[p + 2]) == 1) {
                value = largeValue(in, p);
                p = probability(type, n + 1, 2);
            } else {
                p = probability(type, n + 1, 1);
            }
            out[at + ZIGZAG[n]] = (in.bit(HALF) == 1 ? -value : value) * steps[n > 0 ? 1 : 0];
        }
        return COEFFICIENTS;
    }

    private static int probability(int type, int n, int context) {
        return Tables.bandAt(type, BAND[n]) + context * Tables.TOKEN_PROBABILITIES;
    }

    private int largeValue(BoolDecoder in, int p) {
        if (in.bit(probabilities[p + 3]) == 0) {
            return in.bit(probabilities[p + 4]) == 0 ? 2 : 3 + in.bit(probabilities[p + 5]);
        }
        if (in.bit(probabilities[p + 6]) == 0) {
            if (in.bit(probabilities[p + 7]) == 0) {
                return 5 + in.bit(159);
            }
            int high = in.bit(165);
            return 7 + 2 * high + in.bit(145);
        }
        int high = in.bit(probabilities[p + 8]);
        int category = 2 * high + in.bit(probabilities[p + 9 + high]);
        int value = 0;
        for (int probability : LARGE[category]) {
            value = 2 * value + in.bit(probability);
        }
        return value + 3 + (8 << category);
    }

    /** From the DC block to the DC of the 16 luma blocks (section 14.3). */
    private void invertWalshHadamard() {
        for (int i = 0; i < 4; i++) {
            int a0 = dc[i] + dc[12 + i];
            int a1 = dc[4 + i] + dc[8 + i];
            int a2 = dc[4 + i] - dc[8 + i];
            int a3 = dc[i] - dc[12 + i];
            work[i] = a0 + a1;
            work[8 + i] = a0 - a1;
            work[4 + i] = a3 + a2;
            work[12 + i] = a3 - a2;
        }
        for (int i = 0; i < 4; i++) {
            int a0 = work[4 * i] + 3 + work[4 * i + 3];
            int a1 = work[4 * i + 1] + work[4 * i + 2];
            int a2 = work[4 * i + 1] - work[4 * i + 2];
            int a3 = work[4 * i] + 3 - work[4 * i + 3];
            values[4 * i * COEFFICIENTS] = a0 + a1 >> 3;
            values[(4 * i + 1) * COEFFICIENTS] = a3 + a2 >> 3;
            values[(4 * i + 2) * COEFFICIENTS] = a0 - a1 >> 3;
            values[(4 * i + 3) * COEFFICIENTS] = a3 - a2 >> 3;
        }
    }

    /** Adds the differences of a block to its prediction (section 14.4). */
    void add(int block, Plane plane, int at) {
        int from = block * COEFFICIENTS;
        for (int i = 0; i < 4; i++) {
            int v0 = values[from + i];
            int v1 = values[from + 4 + i];
            int v2 = values[from + 8 + i];
            int v3 = values[from + 12 + i];
            int c = sine(v1) - cosine(v3);
            int d = cosine(v1) + sine(v3);
            work[4 * i] = v0 + v2 + d;
            work[4 * i + 1] = v0 - v2 + c;
            work[4 * i + 2] = v0 - v2 - c;
            work[4 * i + 3] = v0 + v2 - d;
        }
        byte[] s = plane.samples;
        for (int y = 0; y < 4; y++) {
            int v0 = work[y] + 4;
            int v1 = work[4 + y];
            int v2 = work[8 + y];
            int v3 = work[12 + y];
            int c = sine(v1) - cosine(v3);
            int d = cosine(v1) + sine(v3);
            int row = at + y * plane.stride;
            s[row] = (byte) Prediction.clamp((s[row] & 0xff) + (v0 + v2 + d >> 3));
            s[row + 1] = (byte) Prediction.clamp((s[row + 1] & 0xff) + (v0 - v2 + c >> 3));
            s[row + 2] = (byte) Prediction.clamp((s[row + 2] & 0xff) + (v0 - v2 - c >> 3));
            s[row + 3] = (byte) Prediction.clamp((s[row + 3] & 0xff) + (v0 + v2 - d >> 3));
        }
    }

    /** v · √2 · sin(π/8). */
    private static int sine(int v) {
        return v * SQRT2_SINE >> 16;
    }

    /** v · √2 · cos(π/8). */
    private static int cosine(int v) {
        return (v * SQRT2_COSINE_LESS_1 >> 16) + v;
    }
}
