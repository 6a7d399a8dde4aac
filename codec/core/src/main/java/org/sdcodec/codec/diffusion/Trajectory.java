package org.sdcodec.codec.diffusion;

import org.sdcodec.codec.denoise.NoisePredictor;
import org.sdcodec.engine.Tensor;
import org.sdcodec.unet.scheduler.NoiseSchedule;

/**
 * A sample on its way from pure noise to a latent, with what encoder and decoder do alike. In double, in one stated
 * order; what a step makes is rounded to float once. Not thread-safe.
 */
final class Trajectory {

    private final NoisePredictor model;
    private final NoiseSchedule schedule;
    private final Tensor sample;
    private final float[] clean;
    private final float[] noise;
    private double timestep;

    /** Begins with the noise that encoder and decoder have in common. */
    Trajectory(NoisePredictor model, int height, int width, int channels) {
        this.model = model;
        this.schedule = model.schedule();
        this.sample = Tensor.zeros(height, width, channels);
        this.clean = new float[sample.size()];
        this.noise = new float[sample.size()];
        CounterRandom random = new CounterRandom(CounterRandom.Purpose.NOISE, 0);
        for (int j = 0; j < clean.length; j++) {
            sample.data()[j] = (float) (random.normal(j) * CounterRandom.NORMAL_UNIT);
        }
    }

    /** The sample; the trajectory's own. */
    Tensor sample() {
        return sample;
    }

    /** What {@link #predict} found the latent to be; the trajectory's own. */
    float[] clean() {
        return clean;
    }

    /** What {@link #predict} found the noise to be; the trajectory's own. */
    float[] noise() {
        return noise;
    }

    /** Runs the network on the sample: the latent that it expects, and the noise. */
    void predict(double at) {
        predict(at, schedule.alphaCumprod(at));
    }

    /** @param alpha ᾱ of the sample, which is that of the time step but for rounding */
    void predict(double at, double alpha) {
        timestep = at;
        float[] x = sample.data();
        float[] predicted = model.predict(sample, at);
        double signal = Math.sqrt(alpha);
        double spread = Math.sqrt(1 - alpha);
        for (int j = 0; j < clean.length; j++) {
            double p = predicted[j];
            switch (schedule.prediction()) {
                case EPSILON -> {
                    clean[j] = (float) ((x[j] - spread * p) / signal);
                    noise[j] = predicted[j];
                }
                case V_PREDICTION -> {
                    clean[j] = (float) (signal * x[j] - spread * p);
                    noise[j] = (float) (signal * p + spread * x[j]);
                }
                case SAMPLE -> {
                    clean[j] = predicted[j];
                    noise[j] = (float) ((x[j] - signal * p) / spread);
                }
                default -> throw new AssertionError(schedule.prediction());
            }
        }
    }

    /**
     * To the next time step, with chosen noise in the place of random noise (DDPM's posterior, Ho et al. 2020, equation
     * 7).
     *
     * @param next an earlier time step
     * @param chosen sum of atoms; scaled here to a mean square of 1
     */
    void stepWith(long[] chosen, double next) {
        double alpha = schedule.alphaCumprod(timestep);
        double nextAlpha = schedule.alphaCumprod(next);
        double variance = (1 - nextAlpha) / (1 - alpha) * (1 - alpha / nextAlpha);
        double signal = Math.sqrt(nextAlpha);
        double spread = Math.sqrt(Math.max(0, 1 - nextAlpha - variance));
        double scale = Math.sqrt(variance) * unit(chosen);
        for (int j = 0; j < clean.length; j++) {
            sample.data()[j] = (float) (signal * clean[j] + spread * noise[j] + scale * chosen[j]);
        }
    }

    /** What brings numbers to a mean square of 1; 0 if all are 0. */
    private static double unit(long[] numbers) {
        double squares = 0;
        for (long number : numbers) {
            squares += (double) number * number;
        }
        return squares == 0 ? 0 : Math.sqrt(numbers.length / squares);
    }

    /**
     * To the next time step without new noise (DDIM, Song et al. 2021). The score may count more than once: with the
     * factor 2 the way of a Gaussian latent ends at its mean instead of at a sample of it.
     *
     * @param next an earlier time step, or {@link NoiseSchedule#CLEAN}
     * @param score 1 (a sample, as published) to 2 (the closest latent)
     */
    void step(double next, double score) {
        double alpha = schedule.alphaCumprod(timestep);
        double nextAlpha = schedule.alphaCumprod(next);
        double ratio = Math.sqrt((1 - nextAlpha) / nextAlpha) / Math.sqrt((1 - alpha) / alpha);
        double signal = Math.sqrt(nextAlpha);
        double spread = Math.sqrt(1 - nextAlpha) * (2 - score + (score - 1) * ratio);
        for (int j = 0; j < clean.length; j++) {
            sample.data()[j] = (float) (signal * clean[j] + spread * noise[j]);
        }
    }
}
