package org.sdcodec.codec.entropy;

/**
 * The coded symbols of one channel and how far each was from its prediction, with a border so that neighbors need no
 * case distinctions:
 *
 * <pre>
 *   0 0 | 0 . . 0 | 0 0      two rows above
 *   0 0 | 0 . . 0 | 0 0
 *   0 0 | a . . b | b b      first row: zeros on the left, its last cell repeated on the right
 *   a a | c . . d | d d      other rows: the first cell of the row above on the left
 *   0 0 | 0 . . 0 | 0 0      one row below
 * </pre>
 */
final class ChannelPlane {
    private static final int SIDE = 2;
    private static final int ABOVE = 2;
    private static final int BELOW = 1;

    final int stride;
    /** Symbols; cell (y, x) is at {@code cell(y) + x}. */
    final int[] symbols;
    /** What they stand for, in steps or half steps; the same array if that is the symbols themselves. */
    final int[] values;
    /** Value - prediction in 1/256 step, as the model keeps it. */
    final int[] errors;

    private final int width;

    /** @param dependent whether symbols stand for half steps, of one quantizer or another */
    ChannelPlane(int height, int width, boolean dependent) {
        this.width = width;
        stride = width + 2 * SIDE;
        symbols = new int[(height + ABOVE + BELOW) * stride];
        values = dependent ? new int[symbols.length] : symbols;
        errors = new int[symbols.length];
    }

    /** The index of the first cell of row {@code y}. */
    int cell(int y) {
        return (y + ABOVE) * stride + SIDE;
    }

    /** Fills the border on the left of row {@code y}, before its first cell is coded. */
    void startRow(int y) {
        if (y > 0) {
            int first = cell(y);
            for (int[] plane : new int[][] {symbols, values, errors}) {
                plane[first - 1] = plane[first - 2] = plane[first - stride];
            }
        }
    }

    /** Fills the border on the right of row {@code y}, after its last cell was coded. */
    void endRow(int y) {
        int end = cell(y) + width;
        for (int[] plane : new int[][] {symbols, values, errors}) {
            plane[end] = plane[end + 1] = plane[end - 1];
        }
    }

    /**
     * @param value what the symbol stands for
     * @param error value - prediction, in 1/256 step; limited, or its magnitude, as the model needs it
     */
    void put(int cell, int symbol, int value, int error) {
        symbols[cell] = symbol;
        values[cell] = value;
        errors[cell] = error;
    }
}
