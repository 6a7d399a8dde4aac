package org.sdcodec.codec.entropy;

import java.util.Arrays;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;

/**
 * How the bits of a quantized latent change with its values, as the trained network of a {@link LatentPrior} estimates
 * them: the network in floats, forwards and backwards. What the coder learns from the latent itself is not in it. Equal
 * to the bit on every machine. Not thread-safe.
 */
public final class RateGradient {
    private final FloatStage[] stages;
    private final float step;

    /**
     * @param prior whose network estimates
     * @param stepCode of the step by which the latents are quantized
     * @param height cells of the latents
     * @param width cells of the latents
     * @throws IllegalArgumentException if the prior {@linkplain LatentPrior#hasNetwork has no network}
     */
    public RateGradient(LatentPrior prior, int stepCode, int height, int width) {
        PriorNetwork network = prior.network();
        if (network == null) {
            throw new IllegalArgumentException("this prior has no network that could estimate bits");
        }
        step = StepSize.of(stepCode);
        stages = new FloatStage[network.stages.length];
        for (int i = 0; i < stages.length; i++) {
            stages[i] = new FloatStage(network, i, stepCode, height, width);
        }
    }

    /**
     * What comes of an estimate, one number for each value.
     *
     * @param below how many bits more the value takes one step below
     * @param above how many bits more the value takes one step above
     * @param byContext derivative of all other values' bits by the value
     */
    public record Estimate(float[] below, float[] above, Tensor byContext) {
        /** Room for an estimate of latents of that shape. */
        public static Estimate of(int height, int width, int channels) {
            int size = height * width * channels;
            return new Estimate(new float[size], new float[size], Tensor.zeros(height, width, channels));
        }
    }

    /**
     * Estimates.
     *
     * @param latent multiples of the step, in the scale of the diffusion model; not modified
     * @param to receives the estimate
     * @return the bits of the latent
     */
    public double of(Engine engine, Tensor latent, Estimate to) {
        Arrays.fill(to.byContext.data(), 0, latent.size(), 0f);
        double bits = 0;
        for (FloatStage stage : stages) {
            Tensor parameters = stage.forward(engine, latent);
            double[] rows = new double[latent.height()];
            engine.workers().run(rows.length, y -> rows[y] = row(stage, y, latent, parameters, to));
            for (double row : rows) {
                bits += row;
            }
            stage.backward(engine, parameters, to.byContext);
        }
        return bits;
    }

    /** Replaces the parameters by the gradient of a row's bits by them. */
    private double row(FloatStage stage, int y, Tensor latent, Tensor parameters, Estimate to) {
        LogisticGradient distribution = new LogisticGradient(step);
        double bits = 0;
        for (int x = 0; x < latent.width(); x++) {
            int site = y * latent.width() + x;
            int at = site * parameters.channels();
            int value = site * latent.channels() + stage.first;
            for (int i = value; i < value + stage.channels; i++) {
                distribution.evaluate(latent.data()[i], parameters.data(), at);
                bits += distribution.bits();
                to.below[i] = distribution.bitsBelow() - distribution.bits();
                to.above[i] = distribution.bitsAbove() - distribution.bits();
                at += PriorNetwork.PARAMETERS;
            }
        }
        return bits;
    }
}
