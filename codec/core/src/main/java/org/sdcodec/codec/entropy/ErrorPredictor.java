package org.sdcodec.codec.entropy;

/**
 * Predicts by how much the network's prediction of a symbol is wrong, from the errors left of it, above it and in the
 * channels before it: a weighted sum whose weights, one predictor per channel, follow the normalized least-mean-squares
 * rule ({@link SymbolPredictor} gives its source) in fixed point.
 */
final class ErrorPredictor {
    /** Limit of an error's magnitude, in 1/256 step. */
    static final int MAX_ERROR = 4096;

    private static final int INPUTS = 9;
    private static final int CONSTANT = 64;
    private static final int MAX_WEIGHT = 1 << 16;
    private static final int MAX_PREDICTION = 1 << 15;
    private static final int MAX_GAIN = 1 << 28;
    /** The rule's rate, 0.037, in 1/2^24; measured: flat from 360 to 800 times 1024. */
    private static final int RATE = 600 << 10;

    private final int[] inputs = new int[INPUTS];
    private final int[] weights = new int[INPUTS];

    /**
     * @param own errors of the channel that is being coded, signed
     * @param earlier four channels before it, the nearest first
     * @return the error to be expected, in 1/256 step, within &plusmn;2^15
     */
    int predict(ChannelPlane own, ChannelPlane[] earlier, int cell) {
        int[] e = own.errors;
        int stride = own.stride;
        inputs[0] = e[cell - 1];
        inputs[1] = e[cell - stride];
        inputs[2] = e[cell - stride + 1];
        inputs[3] = e[cell - stride - 1];
        for (int i = 0; i < SymbolModel.EARLIER; i++) {
            inputs[4 + i] = earlier[i].errors[cell];
        }
        inputs[INPUTS - 1] = CONSTANT;
        long sum = 0;
        for (int i = 0; i < INPUTS; i++) {
            sum += (long) weights[i] * inputs[i];
        }
        return (int) BitMixer.clamp(sum >> 16, MAX_PREDICTION);
    }

    /**
     * Learns from the cell predicted last.
     *
     * @param rest error - prediction, in 1/256 step
     */
    void learn(int rest) {
        int energy = MAX_ERROR;
        for (int input : inputs) {
            energy += input * input;
        }
        long gain = BitMixer.clamp((long) rest * RATE / energy, MAX_GAIN);
        for (int i = 0; i < INPUTS; i++) {
            weights[i] = (int) BitMixer.clamp(weights[i] + (gain * inputs[i] >> 8), MAX_WEIGHT);
        }
    }
}
