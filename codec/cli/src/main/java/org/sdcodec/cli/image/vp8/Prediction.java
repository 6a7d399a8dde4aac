package org.sdcodec.cli.image.vp8;

/** Predicts blocks from the samples around them. Source: RFC 6386, section 12. */
final class Prediction {
    /** Modes of whole planes of a macroblock. */
    static final int DC = 0;

    static final int VERTICAL = 1;
    static final int HORIZONTAL = 2;
    static final int TRUE_MOTION = 3;

    /** Modes of blocks of 4x4, in the RFC's order: DC, TM, VE, HE, LD, RD, VR, VL, HD, HU. */
    static final int B_DC = 0;

    static final int B_TM = 1;
    static final int B_VE = 2;
    static final int B_HE = 3;
    static final int B_LD = 4;
    static final int B_RD = 5;
    static final int B_VR = 6;
    static final int B_VL = 7;
    static final int B_HD = 8;

    private static final int UNKNOWN = 128;
    private static final int SMALL = 4;

    private final byte[] s;
    private final int stride;

    /** The samples around a block of 4x4, from the lowest left one over the corner to the right above. */
    private final int[] edge = new int[13];

    Prediction(Plane plane) {
        this.s = plane.samples;
        this.stride = plane.stride;
    }

    /**
     * Fills a square block.
     *
     * @param at its first sample
     * @param size of its side
     * @param hasAbove whether there are blocks above it
     * @param hasLeft whether there are blocks to its left
     */
    void block(int mode, int at, int size, boolean hasAbove, boolean hasLeft) {
        switch (mode) {
            case DC -> fill(at, size, mean(at, size, hasAbove, hasLeft));
            case VERTICAL -> {
                for (int y = 0; y < size; y++) {
                    System.arraycopy(s, at - stride, s, at + y * stride, size);
                }
            }
            case HORIZONTAL -> {
                for (int y = 0; y < size; y++) {
                    int row = at + y * stride;
                    java.util.Arrays.fill(s, row, row + size, s[row - 1]);
                }
            }
            default -> trueMotion(at, size);
        }
    }

    private void fill(int at, int size, int value) {
        for (int y = 0; y < size; y++) {
            java.util.Arrays.fill(s, at + y * stride, at + y * stride + size, (byte) value);
        }
    }

    private int mean(int at, int size, boolean hasAbove, boolean hasLeft) {
        int sum = 0;
        int count = 0;
        for (int i = 0; hasAbove && i < size; i++, count++) {
            sum += s[at - stride + i] & 0xff;
        }
        for (int i = 0; hasLeft && i < size; i++, count++) {
            sum += s[at + i * stride - 1] & 0xff;
        }
        return count == 0 ? UNKNOWN : (sum + count / 2) / count;
    }

    private void trueMotion(int at, int size) {
        int corner = s[at - stride - 1] & 0xff;
        for (int y = 0; y < size; y++) {
            int row = at + y * stride;
            int base = (s[row - 1] & 0xff) - corner;
            for (int x = 0; x < size; x++) {
                s[row + x] = (byte) clamp(base + (s[at - stride + x] & 0xff));
            }
        }
    }

    static int clamp(int v) {
        return v < 0 ? 0 : Math.min(v, 255);
    }

    /**
     * Fills a block of 4x4.
     *
     * @param right where the four samples to the right of those above it are
     */
    void small(int mode, int at, int right) {
        switch (mode) {
            case B_DC -> fill(at, SMALL, mean(at, SMALL, true, true));
            case B_TM -> trueMotion(at, SMALL);
            default -> directed(mode, at, right);
        }
    }

    private void directed(int mode, int at, int right) {
        for (int i = 0; i < SMALL; i++) {
            edge[i] = s[at + (3 - i) * stride - 1] & 0xff;
            edge[5 + i] = s[at - stride + i] & 0xff;
            edge[9 + i] = s[right + i] & 0xff;
        }
        edge[4] = s[at - stride - 1] & 0xff;
        for (int y = 0; y < SMALL; y++) {
            for (int x = 0; x < SMALL; x++) {
                s[at + y * stride + x] = (byte)
                        switch (mode) {
                            case B_VE -> three(5 + x);
                            case B_HE -> y < 3 ? three(3 - y) : last(edge[1], edge[0]);
                            case B_LD -> x + y < 6 ? three(6 + x + y) : last(edge[11], edge[12]);
                            case B_RD -> three(4 + x - y);
                            case B_VR -> verticalRight(x, y);
                            case B_VL -> verticalLeft(x, y);
                            case B_HD -> horizontalDown(x, y);
                            default -> horizontalUp(x, y);
                        };
            }
        }
    }

    private int two(int i) {
        return edge[i] + edge[i + 1] + 1 >> 1;
    }

    /** The weighted mean of an edge sample and its two neighbors. */
    private int three(int i) {
        return edge[i - 1] + 2 * edge[i] + edge[i + 1] + 2 >> 2;
    }

    private static int last(int before, int end) {
        return before + 3 * end + 2 >> 2;
    }

    private int verticalRight(int x, int y) {
        int d = 2 * x - y;
        return d < 0 ? three(5 + d) : (d & 1) == 0 ? two(4 + d / 2) : three(4 + (d + 1) / 2);
    }

    private int verticalLeft(int x, int y) {
        // The last two of the rightmost column continue the smoothed samples.
        if (x == 3 && y >= 2) {
            return y == 2 ? three(10) : three(11);
        }
        return (y & 1) == 0 ? two(5 + x + y / 2) : three(6 + x + y / 2);
    }

    private int horizontalDown(int x, int y) {
        int d = 2 * y - x;
        return d < 0 ? three(4 - d - 1) : (d & 1) == 0 ? two(3 - d / 2) : three(4 - (d + 1) / 2);
    }

    private int horizontalUp(int x, int y) {
        int d = x + 2 * y;
        if (d > 5) {
            return edge[0];
        }
        if (d == 5) {
            return last(edge[1], edge[0]);
        }
        return (d & 1) == 0 ? two(2 - d / 2) : three(2 - d / 2);
    }
}
