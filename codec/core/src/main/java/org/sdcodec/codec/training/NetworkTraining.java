package org.sdcodec.codec.training;

import java.util.List;
import java.util.Random;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;

/**
 * Trains a prior's network on the bits that it would give blocks of latents, each at a step of its own. The same
 * latents and number of steps give the same network on every machine. Not thread-safe.
 */
final class NetworkTraining {
    /** Blocks of a step, and cells along a side of each. */
    static final int BLOCKS = 16;

    static final int SIDE = 16;

    private static final long SEED = 1;
    private static final float RATE = 3e-3f;
    private static final int WARM_UP = 30;

    private final PriorShape shape;
    private final float rms;
    private final List<Tensor> latents;
    private final Random random = new Random(SEED);
    private final PriorParameters parameters;
    private final StageRun[][] runs;
    private final float[][][] gradients;
    private int steps;

    /**
     * @param rms root mean square of the latents in the scale of the diffusion model
     * @param latents in units of it
     */
    NetworkTraining(PriorShape shape, float rms, List<Tensor> latents) {
        this.shape = shape;
        this.rms = rms;
        this.latents = latents;
        parameters = new PriorParameters(shape, random);
        runs = new StageRun[BLOCKS][];
        gradients = new float[BLOCKS][][];
        for (int b = 0; b < BLOCKS; b++) {
            runs[b] = parameters.stages.stream()
                    .map(stage -> new StageRun(stage, SIDE * SIDE))
                    .toArray(StageRun[]::new);
            gradients[b] = parameters.gradient();
        }
    }

    /** Steps made. */
    int steps() {
        return steps;
    }

    PriorParameters parameters() {
        return parameters;
    }

    /**
     * Makes a step.
     *
     * @param pace of the learning rate, 0 to 1
     * @return mean bits of a value
     */
    double step(Engine engine, float pace) {
        parameters.turn(engine);
        TrainingBlock[] blocks = new TrainingBlock[BLOCKS];
        for (int b = 0; b < BLOCKS; b++) {
            blocks[b] = block(b);
        }
        double[] bits = new double[BLOCKS];
        engine.workers().run(BLOCKS, b -> {
            double sum = 0;
            for (int s = 0; s < runs[b].length; s++) {
                sum += runs[b][s].forward(engine.kernels(), blocks[b], parameters.numbers[s]);
            }
            bits[b] = sum;
            // The gradient of the logarithm: every step counts alike, however many bits it needs.
            float factor = (float) (1 / (sum * BLOCKS));
            for (int s = 0; s < runs[b].length; s++) {
                runs[b][s].backward(engine.kernels(), blocks[b], factor, parameters.turned[s], gradients[b][s]);
            }
        });
        steps++;
        parameters.move(engine, gradients, RATE * pace * Math.min(1, steps / (float) WARM_UP));
        double values = 0;
        double sum = 0;
        for (int b = 0; b < BLOCKS; b++) {
            values += (double) blocks[b].sites() * shape.channels();
            sum += bits[b];
        }
        return sum / values;
    }

    /** A block at random, at a step from the part of the steps that is the block's. */
    private TrainingBlock block(int index) {
        Tensor latent = latents.get(random.nextInt(latents.size()));
        int height = Math.min(SIDE, latent.height());
        int width = Math.min(SIDE, latent.width());
        int top = random.nextInt(latent.height() - height + 1);
        int left = random.nextInt(latent.width() - width + 1);
        float place = (index + random.nextFloat()) / BLOCKS;
        int codes = shape.highest() - shape.lowest() + 1;
        int code = shape.lowest() + Math.min(codes - 1, (int) (place * codes));
        return new TrainingBlock(latent, rms, code, shape.reach(), top, left, height, width);
    }
}
