package org.sdcodec.codec.entropy;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Activation;
import org.sdcodec.engine.layer.Conv2d;
import org.sdcodec.engine.layer.InputGradient;
import org.sdcodec.engine.layer.Padding;
import org.sdcodec.engine.network.Tape;

/**
 * One stage of a {@link PriorNetwork} in floats, at all sites of a latent at once, forwards and backwards. Its numbers
 * are those of {@link PriorStage}, but for the rounding and the limits of integers.
 */
final class FloatStage {
    final int first;
    final int channels;

    private final PriorNetwork network;
    private final PriorNetwork.Stage stage;
    /** The sums of the spatial layer before any value. */
    private final Tensor start;

    private final Conv2d spatial;
    private final Conv2d mix;
    private final Conv2d hidden;
    private final Conv2d own;
    private final Conv2d middle;
    private final Conv2d out;
    private final InputGradient spatialBack;
    private final InputGradient mixBack;
    private final InputGradient hiddenBack;
    private final InputGradient ownBack;
    private final InputGradient middleBack;
    private final InputGradient outBack;
    private Tape tape;

    FloatStage(PriorNetwork network, int index, int stepCode, int height, int width) {
        this.network = network;
        stage = network.stages[index];
        first = stage.first;
        channels = stage.channels;
        int t = Math.max(network.minCode, Math.min(network.maxCode, stepCode)) - PriorScale.UNIT_CODE;
        int context = stage.spatial.outputs;
        int wide = stage.hidden.outputs;
        spatial = spatial(context);
        start = start(t, height, width);
        mix = layer(stage.mix, t, context, (i, o) -> true);
        hidden = layer(stage.hidden, t, context, (i, o) -> true);
        own = own(context);
        middle = layer(stage.middle, t, wide, (i, o) -> group(i, wide) <= group(o, wide));
        out = layer(stage.out, t, wide, (i, o) -> group(i, wide) <= group(o, stage.out.outputs));
        spatialBack = new InputGradient(spatial);
        mixBack = new InputGradient(mix);
        hiddenBack = new InputGradient(hidden);
        ownBack = new InputGradient(own);
        middleBack = new InputGradient(middle);
        outBack = new InputGradient(out);
    }

    /** Of several equal groups, the one of an element. */
    private int group(int element, int elements) {
        return element * stage.groups / elements;
    }

    /** Whether an input counts for an output. */
    private interface Mask {
        boolean has(int input, int output);
    }

    /** A layer of one site; its results are those that the next layer takes. */
    private static Conv2d layer(PriorNetwork.Layer from, int t, int inputs, Mask mask) {
        float[] weights = new float[inputs * from.outputs];
        for (int o = 0; o < from.outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                weights[o * inputs + i] = mask.has(i, o) ? scaled(from.weight(i, o), from) : 0;
            }
        }
        float[] bias = new float[from.outputs];
        for (int o = 0; o < from.outputs; o++) {
            bias[o] = scaled(from.start(t, o), from);
        }
        return new Conv2d(inputs, from.outputs, 1, 1, 1, Padding.NONE, weights, bias);
    }

    private static float scaled(int number, PriorNetwork.Layer layer) {
        return Math.scalb((float) number, -layer.shift);
    }

    /** What values of the same site in groups before count for the hidden layer. */
    private Conv2d own(int context) {
        PriorNetwork.Layer from = stage.hidden;
        float[] weights = new float[network.channels * from.outputs];
        for (int o = 0; o < from.outputs; o++) {
            for (int c = 0; c < channels; c++) {
                boolean before = group(c, channels) < group(o, from.outputs);
                weights[o * network.channels + first + c] = before ? ofValue(from.weight(context + c, o), from) : 0;
            }
        }
        return new Conv2d(network.channels, from.outputs, 1, 1, 1, Padding.NONE, weights, null);
    }

    private float ofValue(int number, PriorNetwork.Layer layer) {
        return Math.scalb((float) number, network.valueBits - layer.shift);
    }

    /** All taps in one filter. */
    private Conv2d spatial(int context) {
        int top = 0;
        int left = 0;
        int bottom = 0;
        int right = 0;
        for (int i = 0; i < stage.dy.length; i++) {
            top = Math.max(top, -stage.dy[i]);
            bottom = Math.max(bottom, stage.dy[i]);
            left = Math.max(left, -stage.dx[i]);
            right = Math.max(right, stage.dx[i]);
        }
        int rows = top + bottom + 1;
        int columns = left + right + 1;
        float[] weights = new float[context * network.channels * rows * columns];
        int input = 0;
        for (int i = 0; i < stage.dy.length; i++) {
            int tap = (stage.dy[i] + top) * columns + stage.dx[i] + left;
            for (int c = 0; c < stage.count[i]; c++) {
                for (int o = 0; o < context; o++) {
                    weights[(o * network.channels + stage.from[i] + c) * rows * columns + tap] +=
                            ofValue(stage.spatial.weight(input + c, o), stage.spatial);
                }
            }
            input += Math.max(1, stage.count[i]);
        }
        return new Conv2d(
                network.channels, context, rows, columns, 1, new Padding(top, left, bottom, right), weights, null);
    }

    private Tensor start(int t, int height, int width) {
        int outputs = stage.spatial.outputs;
        Tensor sum = Tensor.zeros(height, width, outputs);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = (y * width + x) * outputs;
                for (int o = 0; o < outputs; o++) {
                    sum.data()[at + o] = scaled(stage.spatial.start(t, o), stage.spatial);
                }
                addPlaces(y, x, height, width, sum.data(), at);
            }
        }
        return sum;
    }

    /** Adds what it counts that neighbors are inside the latent. */
    private void addPlaces(int y, int x, int height, int width, float[] to, int at) {
        int input = 0;
        for (int i = 0; i < stage.dy.length; i++) {
            int row = y + stage.dy[i];
            int column = x + stage.dx[i];
            if (stage.count[i] == 0 && row >= 0 && row < height && column >= 0 && column < width) {
                for (int o = 0; o < stage.spatial.outputs; o++) {
                    to[at + o] += ofValue(stage.spatial.weight(input, o), stage.spatial);
                }
            }
            input += Math.max(1, stage.count[i]);
        }
    }

    /**
     * The parameters of the distributions of all values: {@link PriorNetwork#PARAMETERS} for each channel of the stage.
     *
     * @return from the work memory; goes back with {@link #backward}
     */
    Tensor forward(Engine engine, Tensor latent) {
        tape = new Tape(engine);
        Tensor a = spatial.on(latent).plus(start).then(Activation.RELU).run(engine);
        tape.keep(a);
        Tensor b = mix.on(a).then(Activation.RELU).run(engine);
        tape.keep(b);
        Tensor partly = hidden.forward(engine, b);
        Tensor c = own.on(latent).plus(partly).then(Activation.RELU).run(engine);
        engine.release(partly);
        tape.keep(c);
        Tensor d = middle.on(c).then(Activation.RELU).run(engine);
        tape.keep(d);
        return out.forward(engine, d);
    }

    /**
     * @param parameters their derivatives; goes back to the work memory
     * @param gradient to which what comes of them is added
     */
    void backward(Engine engine, Tensor parameters, Tensor gradient) {
        Tensor c = back(engine, middleBack, back(engine, outBack, parameters));
        add(engine, ownBack, c, gradient);
        Tensor a = back(engine, mixBack, back(engine, hiddenBack, c));
        add(engine, spatialBack, a, gradient);
        engine.release(a);
    }

    /** One layer backwards, and the activation before it. */
    private Tensor back(Engine engine, InputGradient layer, Tensor gradient) {
        Tensor result = layer.run(engine, gradient, gradient.height(), gradient.width());
        engine.release(gradient);
        InputGradient.ofRelu(engine, tape.last(), result);
        tape.drop();
        return result;
    }

    private static void add(Engine engine, InputGradient layer, Tensor from, Tensor to) {
        Tensor more = layer.run(engine, from, from.height(), from.width());
        engine.kernels().add(to.size(), more.data(), 0, to.data(), 0);
        engine.release(more);
    }
}
