package org.sdcodec.codec.entropy;

/**
 * Predicts a value as a weighted sum of its neighbors: six coded before it in its own channel, seven in each of up to
 * four channels before it (there all sides are known), and a constant. The weights follow the normalized
 * least-mean-squares rule (B. Widrow, M. Hoff 1960; J. Nagumo, A. Noda 1967), in fixed point, one predictor per
 * channel.
 */
final class SymbolPredictor {
    private static final int OWN = 6;
    private static final int PER_CHANNEL = 7;
    /** Weight 1.0 of the fixed-point weights. */
    private static final int ONE = 1 << 16;

    private static final int MAX_WEIGHT = 16 * ONE;
    private static final int MAX_PREDICTION = 1 << 20;
    private static final int MAX_GAIN = 1 << 24;
    /** Start weights of W, N, NW, NE. */
    private static final int[] START = {13000, 13000, -1024, 4096};

    private final ChannelPlane own;
    private final ChannelPlane[] earlier;
    private final int[] inputs;
    private final int[] weights;

    /**
     * @param own the channel that is being coded
     * @param earlier complete channels before it, the nearest first
     */
    SymbolPredictor(ChannelPlane own, ChannelPlane[] earlier) {
        this.own = own;
        this.earlier = earlier;
        inputs = new int[OWN + PER_CHANNEL * earlier.length + 1];
        weights = new int[inputs.length];
        System.arraycopy(START, 0, weights, 0, START.length);
    }

    /**
     * @param cell the index of the cell to predict
     * @return the prediction in 1/256 of the values' unit, within &plusmn;2^20
     */
    int predict(int cell) {
        gather(cell);
        long sum = 0;
        for (int i = 0; i < inputs.length; i++) {
            sum += (long) weights[i] * inputs[i];
        }
        return (int) BitMixer.clamp(sum >> 8, MAX_PREDICTION);
    }

    /**
     * Learns from the value at the cell predicted last.
     *
     * @param error value - prediction, in 1/256 of the values' unit
     */
    void learn(int error) {
        long energy = 2;
        for (int input : inputs) {
            energy += (long) input * input;
        }
        long gain = BitMixer.clamp((long) error * 364 / energy, MAX_GAIN);
        for (int i = 0; i < inputs.length; i++) {
            weights[i] = (int) BitMixer.clamp(weights[i] + (gain * inputs[i] >> 3), MAX_WEIGHT);
        }
    }

    private void gather(int cell) {
        int[] s = own.values;
        int stride = own.stride;
        inputs[0] = s[cell - 1];
        inputs[1] = s[cell - stride];
        inputs[2] = s[cell - stride - 1];
        inputs[3] = s[cell - stride + 1];
        inputs[4] = s[cell - 2];
        inputs[5] = s[cell - 2 * stride];
        int i = OWN;
        for (ChannelPlane plane : earlier) {
            int[] e = plane.values;
            inputs[i++] = e[cell];
            inputs[i++] = e[cell - 1];
            inputs[i++] = e[cell - stride];
            inputs[i++] = e[cell + 1];
            inputs[i++] = e[cell + stride];
            inputs[i++] = e[cell - stride - 1];
            inputs[i++] = e[cell - stride + 1];
        }
        inputs[i] = 1;
    }
}
