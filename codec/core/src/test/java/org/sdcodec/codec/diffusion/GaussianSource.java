package org.sdcodec.codec.diffusion;

import java.util.Arrays;
import java.util.Random;
import org.sdcodec.codec.denoise.NoisePredictor;
import org.sdcodec.engine.Tensor;
import org.sdcodec.unet.scheduler.NoiseSchedule;

/**
 * Independent Gaussian numbers of known variances, as a source and as the diffusion model of it: given x = √ᾱ·x₀ +
 * √(1−ᾱ)·ε, the noise that is expected is √(1−ᾱ)·x / (ᾱ·λ + 1 − ᾱ), exactly.
 */
final class GaussianSource implements NoisePredictor {

    private final double[] variances;

    GaussianSource(double[] variances) {
        this.variances = variances;
    }

    /** All variances 1. */
    static GaussianSource white(int numbers) {
        double[] variances = new double[numbers];
        Arrays.fill(variances, 1);
        return new GaussianSource(variances);
    }

    Tensor draw(Random random) {
        Tensor latent = Tensor.zeros(1, variances.length, 1);
        for (int j = 0; j < variances.length; j++) {
            latent.data()[j] = (float) (Math.sqrt(variances[j]) * random.nextGaussian());
        }
        return latent;
    }

    @Override
    public NoiseSchedule schedule() {
        return NoiseSchedule.stableDiffusion();
    }

    @Override
    public float[] predict(Tensor sample, double timestep) {
        double alpha = schedule().alphaCumprod(timestep);
        float[] noise = new float[variances.length];
        for (int j = 0; j < noise.length; j++) {
            noise[j] = (float) (Math.sqrt(1 - alpha) * sample.data()[j] / (alpha * variances[j] + 1 - alpha));
        }
        return noise;
    }

    /** The mean square of a latent, each number in units of its variance: 1 on average. */
    double energy(Tensor latent) {
        double sum = 0;
        for (int j = 0; j < variances.length; j++) {
            sum += latent.data()[j] * (double) latent.data()[j] / variances[j];
        }
        return sum / variances.length;
    }
}
