package org.sdcodec.codec.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.sdcodec.engine.Engine;

/**
 * The numbers of a prior's network in training and how they change: Adam with decoupled decay (I. Loshchilov, F. Hutter
 * 2019), the gradient limited to a length of 1. Not thread-safe.
 */
final class PriorParameters {
    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.98f;
    private static final float EPSILON = 1e-8f;
    private static final float DECAY = 0.01f;
    private static final double LONGEST = 1;
    /** Numbers that a task takes. */
    private static final int PART = 1 << 12;

    final List<StageNetwork> stages;
    /** Of each stage. */
    final float[][] numbers;
    /** Of each stage and layer, the transposed weights. */
    final float[][][] turned;

    private final float[][] free;
    private final float[][] mean;
    private final float[][] square;
    private double power1 = 1;
    private double power2 = 1;

    PriorParameters(PriorShape shape, Random random) {
        List<StageNetwork> made = new ArrayList<>();
        for (int i = 0; i < shape.passes(); i++) {
            made.add(new StageNetwork(shape, i));
        }
        stages = List.copyOf(made);
        int count = stages.size();
        numbers = new float[count][];
        turned = new float[count][][];
        free = new float[count][];
        mean = new float[count][];
        square = new float[count][];
        for (int i = 0; i < count; i++) {
            StageNetwork stage = stages.get(i);
            numbers[i] = stage.initial(random);
            free[i] = stage.free();
            mean[i] = new float[stage.size()];
            square[i] = new float[stage.size()];
            turned[i] = stage.layers.stream()
                    .map(layer -> new float[layer.turnedSize()])
                    .toArray(float[][]::new);
        }
    }

    /** A gradient of all zeros. */
    float[][] gradient() {
        return stages.stream().map(stage -> new float[stage.size()]).toArray(float[][]::new);
    }

    /** Transposes the weights, after they have changed. */
    void turn(Engine engine) {
        engine.workers().run(stages.size(), i -> {
            List<DenseLayer> layers = stages.get(i).layers;
            // The first layer's inputs are not trained.
            for (int k = 1; k < layers.size(); k++) {
                layers.get(k).turn(numbers[i], turned[i][k]);
            }
        });
    }

    /**
     * One step.
     *
     * @param gradients of several blocks, to be added in their order; set to 0
     */
    void move(Engine engine, float[][][] gradients, float rate) {
        double sum = 0;
        for (int i = 0; i < stages.size(); i++) {
            sum += total(engine, gradients, i);
        }
        float factor = (float) Math.min(1, LONGEST / (Math.sqrt(sum) + 1e-12));
        power1 *= BETA1;
        power2 *= BETA2;
        float scale1 = (float) (1 / (1 - power1));
        float scale2 = (float) (1 / (1 - power2));
        for (int s = 0; s < stages.size(); s++) {
            float[] n = numbers[s];
            float[] g = gradients[0][s];
            float[] m = mean[s];
            float[] v = square[s];
            parts(engine, n.length, (from, end) -> {
                for (int i = from; i < end; i++) {
                    float slope = g[i] * factor;
                    g[i] = 0;
                    m[i] += (1 - BETA1) * (slope - m[i]);
                    v[i] += (1 - BETA2) * (slope * slope - v[i]);
                    float step = m[i] * scale1 / ((float) Math.sqrt(v[i] * scale2) + EPSILON);
                    n[i] -= rate * (step + DECAY * n[i]);
                }
            });
        }
    }

    /** Adds the gradients of a stage to the first, and sets the others to 0. */
    private double total(Engine engine, float[][][] gradients, int stage) {
        float[] sum = gradients[0][stage];
        float[] allowed = free[stage];
        double[] squares = new double[(sum.length + PART - 1) / PART];
        parts(engine, sum.length, (from, end) -> {
            for (int b = 1; b < gradients.length; b++) {
                float[] more = gradients[b][stage];
                for (int i = from; i < end; i++) {
                    sum[i] += more[i];
                    more[i] = 0;
                }
            }
            double length = 0;
            for (int i = from; i < end; i++) {
                sum[i] *= allowed[i];
                length += (double) sum[i] * sum[i];
            }
            squares[from / PART] = length;
        });
        double length = 0;
        for (double square : squares) {
            length += square;
        }
        return length;
    }

    private interface Part {
        void run(int from, int end);
    }

    private static void parts(Engine engine, int size, Part part) {
        engine.workers().run((size + PART - 1) / PART, i -> part.run(i * PART, Math.min(size, (i + 1) * PART)));
    }
}
