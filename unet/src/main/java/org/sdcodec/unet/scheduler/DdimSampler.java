package org.sdcodec.unet.scheduler;

import org.sdcodec.engine.Tensor;

/**
 * Denoising diffusion implicit models (Song et al. 2021) without added noise (η = 0). Stateless; time steps need be
 * neither whole nor evenly spaced.
 */
public final class DdimSampler {
    private final NoiseSchedule schedule;

    public DdimSampler(NoiseSchedule schedule) {
        this.schedule = schedule;
    }

    /**
     * The time steps of a denoising that starts at {@code start} and takes so many steps of the same length towards 0.
     * The last step leads to {@link NoiseSchedule#CLEAN}.
     *
     * @param steps at least 1
     * @return {@code steps} time steps, the first is {@code start}
     */
    public static double[] timesteps(double start, int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("there must be at least one step, not " + steps);
        }
        double[] timesteps = new double[steps];
        for (int i = 0; i < steps; i++) {
            timesteps[i] = start * (steps - i) / steps;
        }
        return timesteps;
    }

    /**
     * One step, equation 12 with σ = 0: the clean sample that the prediction implies, with the noise of {@code next}
     * instead of that of {@code timestep}.
     *
     * @param x the sample at {@code timestep}; modified: becomes the sample at {@code next}
     * @param prediction what the network predicts for it, of the same shape; not modified
     * @param next a smaller time step, or {@link NoiseSchedule#CLEAN}
     */
    public void step(Tensor x, Tensor prediction, double timestep, double next) {
        double alpha = schedule.alphaCumprod(timestep);
        double signal = Math.sqrt(alpha);
        double noise = Math.sqrt(1 - alpha);
        double nextAlpha = schedule.alphaCumprod(next);
        double nextSignal = Math.sqrt(nextAlpha);
        double nextNoise = Math.sqrt(1 - nextAlpha);
        // x₀ and ε are linear in the sample and the prediction, hence also what is made of them.
        switch (schedule.prediction()) {
            case EPSILON -> Combination.of(x, nextSignal / signal, prediction, nextNoise - nextSignal * noise / signal);
            case V_PREDICTION ->
                Combination.of(
                        x,
                        nextSignal * signal + nextNoise * noise,
                        prediction,
                        nextNoise * signal - nextSignal * noise);
            case SAMPLE -> Combination.of(x, nextNoise / noise, prediction, nextSignal - nextNoise * signal / noise);
            default -> throw new AssertionError(schedule.prediction());
        }
    }
}
