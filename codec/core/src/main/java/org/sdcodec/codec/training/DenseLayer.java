package org.sdcodec.codec.training;

import java.util.Random;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.Transpose;

/**
 * One layer of a network in training, {@code y = x·W + bias + linear · t + square · t²} at each of some sites, forwards
 * and backwards. Its numbers are a part of an array that holds those of all layers; sums are those of {@link
 * Kernels#gemm}, so that they have the same bits on every machine. Immutable.
 *
 * <pre>
 *   from {@code at} on:  weights, in panels of 32 outputs: panel 0: w[0][0..31] w[1][0..31] …, panel 1: w[0][32..63] …
 *                bias, linear and square, {@code stride} numbers each
 * </pre>
 */
final class DenseLayer {
    final int inputs;
    final int outputs;
    /** Outputs with those that fill up the last panel, which are 0. */
    final int stride;

    private final int at;
    /** Of the input columns with those that fill up the last panel. */
    private final int turnedStride;

    /** Whether an input counts for an output. */
    @FunctionalInterface
    interface Mask {
        Mask ALL = (input, output) -> true;

        boolean has(int input, int output);
    }

    /** @param at where its numbers begin */
    DenseLayer(int at, int inputs, int outputs) {
        this.at = at;
        this.inputs = inputs;
        this.outputs = outputs;
        stride = padded(outputs);
        turnedStride = padded(inputs);
    }

    /** Columns with those that fill up the last panel. */
    static int padded(int columns) {
        return (columns + Kernels.PANEL - 1) / Kernels.PANEL * Kernels.PANEL;
    }

    /** How many numbers it has. */
    int size() {
        return (inputs + 3) * stride;
    }

    /** How many numbers its transposed weights have. */
    int turnedSize() {
        return outputs * turnedStride;
    }

    /** Where a weight is. */
    int weight(int input, int output) {
        int panel = output / Kernels.PANEL;
        return at + (panel * inputs + input) * Kernels.PANEL + output % Kernels.PANEL;
    }

    /** Where an output's bias is; {@code linear} and {@code square} follow, {@link #stride} and twice that farther. */
    int bias(int output) {
        return at + inputs * stride + output;
    }

    /** Sets weights and biases to random numbers of up to {@code 1 / √inputs} in magnitude. */
    void initialize(float[] numbers, Random random) {
        float reach = (float) (1 / Math.sqrt(inputs));
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                numbers[weight(i, o)] = reach * (2 * random.nextFloat() - 1);
            }
            numbers[bias(o)] = reach * (2 * random.nextFloat() - 1);
        }
    }

    /** Sets to 1 what may change: the numbers of outputs, less the weights that a mask leaves out. */
    void markFree(float[] free, Mask mask) {
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                free[weight(i, o)] = mask.has(i, o) ? 1 : 0;
            }
            for (int k = 0; k < 3; k++) {
                free[bias(o) + k * stride] = 1;
            }
        }
    }

    /**
     * The sums before any input.
     *
     * @param row receives {@link #stride} numbers
     */
    void start(float[] numbers, float t, float[] row) {
        int first = bias(0);
        for (int o = 0; o < stride; o++) {
            row[o] = numbers[first + o] + t * (numbers[first + stride + o] + t * numbers[first + 2 * stride + o]);
        }
    }

    /**
     * The sums of some sites.
     *
     * @param x sites × inputs, {@code xStride} from row to row
     * @param start as {@link #start} gives it
     * @param y receives sites × {@link #stride}, {@code yStride} from row to row
     */
    void forward(
            Kernels kernels,
            int sites,
            float[] numbers,
            float[] x,
            int xStride,
            float[] start,
            float[] y,
            int yStride) {
        kernels.gemm(
                sites, outputs, inputs, x, 0, xStride, numbers, at, inputs * Kernels.PANEL, start, 0, 0, y, 0, yStride);
    }

    /** Transposes the weights, for {@link #towardsInput}. */
    void turn(float[] numbers, float[] turned) {
        for (int first = 0; first < inputs; first += Kernels.PANEL) {
            int rows = Math.min(Kernels.PANEL, inputs - first);
            for (int o = 0; o < outputs; o += Kernels.PANEL) {
                int columns = Math.min(Kernels.PANEL, outputs - o);
                int to = first * outputs + o * Kernels.PANEL;
                Transpose.copy(rows, columns, numbers, weight(first, o), Kernels.PANEL, 1f, turned, to, Kernels.PANEL);
            }
        }
    }

    /**
     * The gradient by the inputs.
     *
     * @param turned as {@link #turn} gives it
     * @param dy gradient by the sums, sites × {@link #stride}
     * @param dx receives sites × inputs, {@code dxStride} from row to row, a multiple of 32 that is at least as large
     * @param zeros {@code dxStride} zeros
     */
    void towardsInput(Kernels kernels, int sites, float[] turned, float[] dy, float[] dx, int dxStride, float[] zeros) {
        kernels.gemm(
                sites,
                inputs,
                outputs,
                dy,
                0,
                stride,
                turned,
                0,
                outputs * Kernels.PANEL,
                zeros,
                0,
                0,
                dx,
                0,
                dxStride);
    }

    /**
     * Adds the gradient by the layer's own numbers.
     *
     * @param x as in {@link #forward}
     * @param dy gradient by the sums, sites × {@link #stride}
     * @param turnedInput room for inputs × sites
     * @param panel room for sites × 32
     * @param gradient laid out like the numbers
     */
    void addGradient(
            Kernels kernels,
            int sites,
            float[] x,
            int xStride,
            float t,
            float[] dy,
            float[] turnedInput,
            float[] panel,
            float[] gradient) {
        Transpose.copy(sites, inputs, x, 0, xStride, 1f, turnedInput, 0, sites);
        for (int first = 0; first < stride; first += Kernels.PANEL) {
            for (int i = 0; i < sites; i++) {
                System.arraycopy(dy, i * stride + first, panel, i * Kernels.PANEL, Kernels.PANEL);
            }
            kernels.gemm(
                    inputs,
                    Kernels.PANEL,
                    sites,
                    turnedInput,
                    0,
                    sites,
                    panel,
                    0,
                    gradient,
                    weight(0, first),
                    Kernels.PANEL);
        }
        float[] sums = new float[stride];
        kernels.channelSums(sites, stride, dy, 0, sums, 0);
        int bias = bias(0);
        for (int o = 0; o < stride; o++) {
            gradient[bias + o] += sums[o];
            gradient[bias + stride + o] += t * sums[o];
            gradient[bias + 2 * stride + o] += t * t * sums[o];
        }
    }
}
