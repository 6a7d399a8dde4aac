package org.sdcodec.codec.training;

import java.util.Arrays;
import java.util.List;
import org.sdcodec.codec.entropy.LogisticGradient;
import org.sdcodec.engine.kernel.Kernels;

/**
 * Runs a {@link StageNetwork} over a block, forwards and backwards, on one thread. Keeps its arrays; not thread-safe.
 */
final class StageRun {
    private final StageNetwork stage;
    private final int context;
    private final int siteStride;
    private final int inputStride;

    private final float[] values;
    private final float[] seen;
    private final float[] mixed;
    private final float[] widened;
    private final float[] refined;
    private final float[] parameters;
    private final float[] gradientA;
    private final float[] gradientB;
    private final float[] turned;
    private final float[] panel;
    private final float[] start;
    private final float[] zeros;

    /** Of each layer, the largest magnitude of its sums so far. */
    private final float[] largest = new float[5];

    private boolean measuring;

    /** @param sites of the largest block */
    StageRun(StageNetwork stage, int sites) {
        this.stage = stage;
        context = stage.shape.context();
        siteStride = context + stage.own;
        inputStride = stage.spatial.inputs;
        values = new float[sites * inputStride];
        seen = new float[sites * context];
        mixed = new float[sites * siteStride];
        widened = new float[sites * stage.hidden.stride];
        refined = new float[sites * stage.middle.stride];
        parameters = new float[sites * stage.out.stride];
        // The gradient by what a layer is given has columns for whole panels of its inputs.
        int widest = Math.max(
                stage.hidden.stride, context + Kernels.PANEL * ((stage.own + Kernels.PANEL - 1) / Kernels.PANEL));
        gradientA = new float[sites * widest];
        gradientB = new float[sites * widest];
        int inputs = Math.max(Math.max(inputStride, siteStride), stage.middle.stride);
        turned = new float[sites * inputs];
        panel = new float[sites * Kernels.PANEL];
        start = new float[Math.max(Math.max(context, stage.hidden.stride), stage.out.stride)];
        zeros = new float[widest];
    }

    /** From now on the largest sums are noted. */
    void measure() {
        measuring = true;
    }

    float[] largest() {
        return largest;
    }

    /**
     * The bits of the block's values of this pass. Leaves their gradient for {@link #backward}.
     *
     * @param numbers of the stage
     */
    double forward(Kernels kernels, TrainingBlock block, float[] numbers) {
        int sites = block.sites();
        gather(block);
        layer(kernels, 0, stage.spatial, block, numbers, values, inputStride, seen, context);
        kernels.relu(sites * context, seen, 0, seen, 0);
        layer(kernels, 1, stage.mix, block, numbers, seen, context, mixed, siteStride);
        for (int i = 0; i < sites; i++) {
            int at = i * siteStride;
            kernels.relu(context, mixed, at, mixed, at);
            block.read(
                    block.top() + i / block.width(),
                    block.left() + i % block.width(),
                    stage.first,
                    stage.own,
                    mixed,
                    at + context);
        }
        layer(kernels, 2, stage.hidden, block, numbers, mixed, siteStride, widened, stage.hidden.stride);
        kernels.relu(sites * stage.hidden.stride, widened, 0, widened, 0);
        layer(kernels, 3, stage.middle, block, numbers, widened, stage.hidden.stride, refined, stage.middle.stride);
        kernels.relu(sites * stage.middle.stride, refined, 0, refined, 0);
        layer(kernels, 4, stage.out, block, numbers, refined, stage.middle.stride, parameters, stage.out.stride);
        return bits(block);
    }

    private void layer(
            Kernels kernels,
            int index,
            DenseLayer layer,
            TrainingBlock block,
            float[] numbers,
            float[] x,
            int xStride,
            float[] y,
            int yStride) {
        layer.start(numbers, block.t(), start);
        layer.forward(kernels, block.sites(), numbers, x, xStride, start, y, yStride);
        if (measuring) {
            for (int i = 0; i < block.sites(); i++) {
                for (int o = 0; o < layer.outputs; o++) {
                    largest[index] = Math.max(largest[index], Math.abs(y[i * yStride + o]));
                }
            }
        }
    }

    /** What the taps see. */
    private void gather(TrainingBlock block) {
        List<StageNetwork.Tap> taps = stage.taps;
        int at = 0;
        for (int y = block.top(); y < block.top() + block.height(); y++) {
            for (int x = block.left(); x < block.left() + block.width(); x++) {
                for (StageNetwork.Tap tap : taps) {
                    int row = y + tap.dy();
                    int column = x + tap.dx();
                    boolean inside = block.has(row, column);
                    if (tap.count() == 0) {
                        values[at] = inside ? 1 : 0;
                    } else if (inside) {
                        block.read(row, column, tap.first(), tap.count(), values, at);
                    } else {
                        Arrays.fill(values, at, at + tap.count(), 0f);
                    }
                    at += tap.inputs();
                }
            }
        }
    }

    /** Replaces the parameters by the gradient of the bits. */
    private double bits(TrainingBlock block) {
        LogisticGradient distribution = LogisticGradient.ofBits(block.step());
        double bits = 0;
        for (int i = 0; i < block.sites(); i++) {
            int at = i * stage.out.stride;
            int value = i * siteStride + context;
            for (int c = 0; c < stage.own; c++) {
                distribution.evaluate(mixed[value + c], parameters, at + c * StageNetwork.PARAMETERS);
                bits += distribution.bits();
            }
        }
        return bits;
    }

    /**
     * Adds the gradient of a number by the stage's numbers.
     *
     * @param factor derivative of that number by the bits of the block run last
     * @param turnedWeights of the five layers, see {@link DenseLayer#turn}; that of the first is not needed
     * @param gradient of the stage's numbers
     */
    void backward(Kernels kernels, TrainingBlock block, float factor, float[][] turnedWeights, float[] gradient) {
        int sites = block.sites();
        float t = block.t();
        kernels.scale(sites * stage.out.stride, parameters, 0, factor, parameters, 0);
        stage.out.addGradient(kernels, sites, refined, stage.middle.stride, t, parameters, turned, panel, gradient);
        back(kernels, stage.out, sites, turnedWeights[4], parameters, refined, gradientA);
        stage.middle.addGradient(kernels, sites, widened, stage.hidden.stride, t, gradientA, turned, panel, gradient);
        back(kernels, stage.middle, sites, turnedWeights[3], gradientA, widened, gradientB);
        stage.hidden.addGradient(kernels, sites, mixed, siteStride, t, gradientB, turned, panel, gradient);
        int widest = zeros.length;
        stage.hidden.towardsInput(kernels, sites, turnedWeights[2], gradientB, gradientA, widest, zeros);
        for (int i = 0; i < sites; i++) {
            System.arraycopy(gradientA, i * widest, gradientA, i * context, context);
            kernels.reluGradient(context, mixed, i * siteStride, gradientA, i * context);
        }
        stage.mix.addGradient(kernels, sites, seen, context, t, gradientA, turned, panel, gradient);
        back(kernels, stage.mix, sites, turnedWeights[1], gradientA, seen, gradientB);
        stage.spatial.addGradient(kernels, sites, values, inputStride, t, gradientB, turned, panel, gradient);
    }

    /** The gradient by the sums of the layer before. */
    private void back(
            Kernels kernels,
            DenseLayer layer,
            int sites,
            float[] turnedWeights,
            float[] dy,
            float[] given,
            float[] dx) {
        int columns = DenseLayer.padded(layer.inputs);
        layer.towardsInput(kernels, sites, turnedWeights, dy, dx, columns, zeros);
        kernels.reluGradient(sites * columns, given, 0, dx, 0);
    }
}
