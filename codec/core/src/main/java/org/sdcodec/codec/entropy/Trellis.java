package org.sdcodec.codec.entropy;

/**
 * The states of dependent quantization ({@link org.sdcodec.codec.quant.Quantization#DEPENDENT}). Even states have the
 * quantizer whose symbol s stands for 2 s half steps, odd states the one where it stands for 2 s - sgn(s); the parity
 * of the symbol leads to the next state. A latent starts in state 0.
 */
final class Trellis {
    static final int STATES = 8;

    /** The state after each state: with an even symbol, with an odd one. */
    private static final int[][] NEXT = {{0, 2}, {5, 7}, {1, 3}, {6, 4}, {2, 0}, {4, 6}, {3, 1}, {7, 5}};

    private Trellis() {}

    static int next(int state, int symbol) {
        return NEXT[state][symbol & 1];
    }

    /** Whether the state has the quantizer with the odd half steps (and 0). */
    static boolean isOdd(int state) {
        return (state & 1) != 0;
    }

    /** Half steps of a symbol. */
    static int value(boolean odd, int symbol) {
        return odd ? 2 * symbol - Integer.signum(symbol) : 2 * symbol;
    }

    /**
     * The inverse of {@link #value}.
     *
     * @throws IllegalArgumentException if the quantizer has no such point
     */
    static int symbol(boolean odd, int value) {
        int symbol = (value + (odd ? Integer.signum(value) : 0)) / 2;
        if (value(odd, symbol) != value) {
            throw new IllegalArgumentException("The value of " + value
                    + " half steps is none of the quantizer that the values before it lead to.");
        }
        return symbol;
    }
}
