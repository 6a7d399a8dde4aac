package org.sdcodec.codec.diffusion;

import java.util.Random;
import org.sdcodec.codec.denoise.NoisePredictor;
import org.sdcodec.engine.Tensor;
import org.sdcodec.unet.scheduler.NoiseSchedule;

/**
 * Independent Gaussian numbers of known variances, as a source and as the diffusion model of it: given x = √ᾱ·x₀ + √(1−ᾱ)·ε, the noise
 * that is expected is √(1−ᾱ)·x / (ᾱ·λ + 1 − ᾱ), exactly.
 */
final class GaussianSource implements NoisePredictor {

    private final double[] variances;

    GaussianSource(double[] variances) {
        this.variances = variances;
    }

    /** All variances 1. */
    static GaussianSource white(int numbers) {
        double[] variances = new double[numbers];
        java.util.Arrays.fill(variances, 1);
        return new GaussianSource(variances);
    }

    /** Variances that fall as those of a picture's frequencies do, of mean 1. */
    static GaussianSource colored(int numbers) {
        double[] variances = new double[numbers];
        double sum = 0;
        for (int i = 0; i < numbers; i++) {
            variances[i] = Math.pow(1 + 64.0 * i / numbers, -1.3);
            sum += variances[i];
        }
        for (int i = 0; i < numbers; i++) {
            variances[i] *= numbers / sum;
        }
        return new GaussianSource(variances);
    }

    int numbers() {
        return variances.length;
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

    /** The least bits per number at a mean squared error: reverse water-filling (Cover and Thomas, theorem 10.3.3). */
    double leastBits(double error) {
        double low = 0;
        double high = variances[0];
        for (int i = 0; i < 100; i++) {
            double level = (low + high) / 2;
            double sum = 0;
            for (double variance : variances) {
                sum += Math.min(variance, level);
            }
            if (sum / variances.length < error) {
                low = level;
            } else {
                high = level;
            }
        }
        double bits = 0;
        for (double variance : variances) {
            bits += Math.max(0, Math.log(variance / low) / Math.log(2) / 2);
        }
        return bits / variances.length;
    }

    /**
     * The bits per number that noise of a time step leaves known, ½·log₂(1 + ᾱ·λ/(1−ᾱ)) on average, at the time step where the
     * expected latent has a mean squared error: what any code pays that goes down the ladder of noise, however good it is.
     */
    double ladderBits(double error) {
        double low = 0;
        double high = 1e9;
        for (int i = 0; i < 200; i++) {
            double ratio = (low + high) / 2;
            double sum = 0;
            for (double variance : variances) {
                sum += variance / (1 + ratio * variance);
            }
            if (sum / variances.length > error) {
                low = ratio;
            } else {
                high = ratio;
            }
        }
        double bits = 0;
        for (double variance : variances) {
            bits += Math.log(1 + low * variance) / Math.log(2) / 2;
        }
        return bits / variances.length;
    }
}
