package org.sdcodec.codec.entropy;

import java.util.Arrays;

/**
 * Predicts a value as that weighted sum of its neighbors which would have predicted the values so far with the least
 * squared error (recent ones count more). In integers: the normal equations are kept exactly, and their solution is
 * improved by a few steps of coordinate descent (the Gauss-Seidel iteration) per symbol, which cannot diverge because
 * the equations are symmetric and positive.
 */
final class LeastSquares {
    /** Rows and columns of the neighbors in the own channel, the nearest first. */
    private static final int[][] OWN = {
        {0, -1}, {-1, 0}, {-1, -1}, {-1, 1}, {0, -2}, {-2, 0}, {-2, 1}, {-2, -1}, {-1, -2}, {-1, 2}, {-2, 2}, {-2, -2}
    };
    /** The same in channels that are complete. */
    private static final int[][] OTHER = {{0, 0}, {0, -1}, {-1, 0}, {0, 1}, {1, 0}, {-1, -1}, {-1, 1}, {1, -1}, {1, 1}};

    private static final int ONE = 1 << 16;
    private static final int MAX_INPUT = 1023;
    private static final int MAX_PREDICTION = 1 << 20;
    private static final long MAX_WEIGHT = 8L * ONE;
    /** What the squares start with: keeps the weights near their start until enough was seen. */
    private static final int RIDGE = 64;
    /** Steps of coordinate descent for each symbol; measured: 80 would save another 0.1 %. */
    private static final int UPDATES = 16;
    /**
     * After each 64 symbols a quarter is forgotten; measured: 0.7 % fewer bytes than a sixteenth, latents change from
     * place to place.
     */
    private static final int PERIOD = 64;

    private static final int FORGET = 2;
    private static final int CHANNELS = 3;
    /** Start weights of W, N, NW, NE. */
    private static final int[] START = {13000, 13000, -1024, 4096};

    private final ChannelPlane own;
    private final ChannelPlane[] others;
    private final int ownCount;
    private final int count;
    private final int[] inputs;
    private final long[] weights;
    /** The row i, column j holds Σ input i · input j; below 4 · 64 · 1023², so that it fits. */
    private final int[][] squares;
    /** Σ input i · value. */
    private final long[] products;

    private int next;
    private int age;

    /**
     * @param own the channel that is being coded
     * @param earlier channels before it, the nearest first
     */
    LeastSquares(ChannelPlane own, ChannelPlane[] earlier) {
        this.own = own;
        others = Arrays.copyOf(earlier, Math.min(CHANNELS, earlier.length));
        ownCount = OWN.length;
        count = OWN.length + OTHER.length * others.length + 1;
        inputs = new int[count];
        weights = new long[count];
        squares = new int[count][count];
        products = new long[count];
        for (int i = 0; i < count; i++) {
            weights[i] = i < START.length ? START[i] : 0;
            squares[i][i] = RIDGE;
            products[i] = RIDGE * weights[i] >> 16;
        }
    }

    /**
     * @param cell the index of the cell to predict
     * @return the prediction in 1/256 of the values' unit
     */
    int predict(int cell) {
        gather(cell);
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += weights[i] * inputs[i];
        }
        return (int) BitMixer.clamp(sum >> 8, MAX_PREDICTION);
    }

    /** Learns from the value at the cell predicted last. */
    void learn(int value) {
        int target = limited(value);
        for (int i = 0; i < count; i++) {
            int x = inputs[i];
            if (x != 0) {
                int[] row = squares[i];
                for (int j = 0; j < count; j++) {
                    row[j] += x * inputs[j];
                }
                products[i] += (long) x * target;
            }
        }
        for (int k = 0; k < UPDATES; k++) {
            improve(next);
            next = next + 1 == count ? 0 : next + 1;
        }
        if (++age == PERIOD) {
            age = 0;
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < count; j++) {
                    squares[i][j] -= squares[i][j] >> FORGET;
                }
                squares[i][i] = Math.max(RIDGE, squares[i][i]);
                products[i] -= products[i] >> FORGET;
            }
        }
    }

    /** The weight i that is best while the others stay. */
    private void improve(int i) {
        int[] row = squares[i];
        long rest = products[i] << 16;
        for (int j = 0; j < count; j++) {
            rest -= row[j] * weights[j];
        }
        weights[i] = BitMixer.clamp(weights[i] + rest / row[i], MAX_WEIGHT);
    }

    private void gather(int cell) {
        int stride = own.stride;
        for (int i = 0; i < ownCount; i++) {
            inputs[i] = limited(own.values[cell + OWN[i][0] * stride + OWN[i][1]]);
        }
        int i = ownCount;
        for (ChannelPlane plane : others) {
            for (int[] tap : OTHER) {
                inputs[i++] = limited(plane.values[cell + tap[0] * stride + tap[1]]);
            }
        }
        inputs[i] = 1;
    }

    private static int limited(int value) {
        return Math.max(-MAX_INPUT, Math.min(MAX_INPUT, value));
    }
}
