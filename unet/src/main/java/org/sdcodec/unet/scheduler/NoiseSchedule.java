package org.sdcodec.unet.scheduler;

import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.WeightsException;

/**
 * How much noise a diffusion model's training added at each time step: x_t = √ᾱ_t·x₀ + √(1−ᾱ_t)·ε with
 * ᾱ_t = (1−β₀)·…·(1−β_t) (Ho et al. 2020). In double throughout. Immutable.
 *
 * <p>Between whole time steps the noise-to-signal ratio √((1−ᾱ)/ᾱ) is interpolated linearly.
 */
public final class NoiseSchedule {
    /**
     * diffusers' schedulers whose configuration describes a discrete schedule of betas; others mean other numbers by
     * other keys.
     */
    private static final String[] SCHEDULERS = {
        "PNDMScheduler",
        "DDIMScheduler",
        "DDPMScheduler",
        "LMSDiscreteScheduler",
        "EulerDiscreteScheduler",
        "EulerAncestralDiscreteScheduler",
        "HeunDiscreteScheduler",
        "KDPM2DiscreteScheduler",
        "KDPM2AncestralDiscreteScheduler",
        "DPMSolverSinglestepScheduler",
        "DPMSolverMultistepScheduler",
        "DEISMultistepScheduler",
        "UniPCMultistepScheduler",
    };

    /** The time step after the last: a sample without noise, as far as the schedule goes. */
    public static final double CLEAN = -1;

    private static final int MAX_STEPS = 100_000;

    private final double[] alphasCumprod;
    private final double finalAlphaCumprod;
    private final int stepsOffset;
    private final Prediction prediction;

    private NoiseSchedule(double[] alphasCumprod, double finalAlphaCumprod, int stepsOffset, Prediction prediction) {
        this.alphasCumprod = alphasCumprod;
        this.finalAlphaCumprod = finalAlphaCumprod;
        this.stepsOffset = stepsOffset;
        this.prediction = prediction;
    }

    /**
     * From a {@code scheduler_config.json} as published beside the networks, of whichever scheduler, with the defaults
     * of diffusers' PNDMScheduler.
     *
     * @throws WeightsException if it asks for something that is not supported
     */
    public static NoiseSchedule of(ModelConfig config) {
        config.requireSupported("_class_name", (Object[]) SCHEDULERS);
        config.requireSupported("beta_schedule", "linear", "scaled_linear");
        config.requireSupported("prediction_type", "epsilon", "v_prediction", "sample");
        config.requireSupported("trained_betas");
        config.requireSupported("clip_sample", false);
        config.requireSupported("thresholding", false);
        config.requireSupported("rescale_betas_zero_snr", false);
        int steps = config.integer("num_train_timesteps", 1000, 2, MAX_STEPS);
        double start = config.number("beta_start", 1e-4);
        double end = config.number("beta_end", 0.02);
        if (!(start > 0 && start <= end && end < 1)) {
            throw new WeightsException("%s: beta_start = %s, beta_end = %s; expected 0 < beta_start ≤ beta_end < 1"
                    .formatted(config.origin(), start, end));
        }
        boolean scaled = config.string("beta_schedule", "linear").equals("scaled_linear");
        double[] alphas = cumulated(scaled ? scaledLinear(start, end, steps) : linear(start, end, steps));
        return new NoiseSchedule(
                alphas,
                config.flag("set_alpha_to_one", false) ? 1 : alphas[0],
                config.integer("steps_offset", 0, 0, steps - 1),
                switch (config.string("prediction_type", "epsilon")) {
                    case "v_prediction" -> Prediction.V_PREDICTION;
                    case "sample" -> Prediction.SAMPLE;
                    default -> Prediction.EPSILON;
                });
    }

    /**
     * The schedule that all Stable Diffusion models of 1.x and 2.x were trained with, for networks that predict noise.
     */
    public static NoiseSchedule stableDiffusion() {
        double[] alphas = cumulated(scaledLinear(0.00085, 0.012, 1000));
        return new NoiseSchedule(alphas, alphas[0], 0, Prediction.EPSILON);
    }

    /**
     * The same schedule with ᾱ = 1 at the end of sampling, whatever {@code set_alpha_to_one} says: the last step then
     * gives x₀ itself and not a sample with the first time step's noise.
     */
    public NoiseSchedule endingClean() {
        return new NoiseSchedule(alphasCumprod, 1, stepsOffset, prediction);
    }

    /**
     * The same schedule with sampling's time steps moved, whatever {@code steps_offset} says.
     *
     * @param offset 0 to {@link #trainTimesteps} − 1
     */
    public NoiseSchedule withStepsOffset(int offset) {
        if (offset < 0 || offset >= alphasCumprod.length) {
            throw new IllegalArgumentException("the offset is 0 to " + (alphasCumprod.length - 1) + ", not " + offset);
        }
        return new NoiseSchedule(alphasCumprod, finalAlphaCumprod, offset, prediction);
    }

    private static double[] cumulated(double[] betas) {
        double[] alphasCumprod = new double[betas.length];
        double product = 1;
        for (int t = 0; t < betas.length; t++) {
            product *= 1 - betas[t];
            alphasCumprod[t] = product;
        }
        return alphasCumprod;
    }

    private static double[] linear(double start, double end, int steps) {
        double[] betas = new double[steps];
        for (int t = 0; t < steps; t++) {
            betas[t] = start + (end - start) * t / (steps - 1);
        }
        return betas;
    }

    /** Linear in the square root (Rombach et al. 2022). */
    private static double[] scaledLinear(double start, double end, int steps) {
        double[] betas = linear(Math.sqrt(start), Math.sqrt(end), steps);
        for (int t = 0; t < steps; t++) {
            betas[t] *= betas[t];
        }
        return betas;
    }

    /** Number of time steps; the last is one less. */
    public int trainTimesteps() {
        return alphasCumprod.length;
    }

    /** What is added to the time steps that PNDM takes: 0 in the original, 1 in today's published configurations. */
    public int stepsOffset() {
        return stepsOffset;
    }

    public Prediction prediction() {
        return prediction;
    }

    /**
     * ᾱ, the share of the signal's variance.
     *
     * @param timestep 0 to {@code trainTimesteps() − 1}; {@link #CLEAN} and all below 0 give the ᾱ of the end of
     *     sampling, which is 1 or, where {@code set_alpha_to_one} is false, that of time step 0
     */
    public double alphaCumprod(double timestep) {
        if (timestep < 0) {
            return finalAlphaCumprod;
        }
        requireTimestep(timestep);
        int t = (int) timestep;
        if (t == timestep) {
            return alphasCumprod[t];
        }
        double ratio = noiseToSignal(timestep);
        return 1 / (1 + ratio * ratio);
    }

    /** √((1−ᾱ)/ᾱ), the ratio of the noise's standard deviation to the signal's, for a time step from 0 on. */
    public double noiseToSignal(double timestep) {
        requireTimestep(timestep);
        int t = (int) timestep;
        double below = ratio(t);
        return t == timestep ? below : below + (timestep - t) * (ratio(t + 1) - below);
    }

    /**
     * The time step at which training added as much noise, whole or between two: the inverse of {@link #noiseToSignal}.
     *
     * <p>A latent whose values were quantized with a step s in the UNet's scale carries noise of about s/√12 beside a
     * signal of factor 1; it becomes the x_t of this time step when multiplied by √ᾱ_t.
     *
     * @return 0 for less noise than the first time step's; the last time step for more than the last's
     * @throws IllegalArgumentException if the ratio is negative or not a number
     */
    public double timestepFor(double noiseToSignal) {
        if (!(noiseToSignal >= 0)) {
            throw new IllegalArgumentException("a noise-to-signal ratio must not be negative, but is " + noiseToSignal);
        }
        int low = 0;
        int high = alphasCumprod.length - 1;
        if (noiseToSignal <= ratio(low)) {
            return low;
        }
        if (noiseToSignal >= ratio(high)) {
            return high;
        }
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (ratio(middle) <= noiseToSignal) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low + (noiseToSignal - ratio(low)) / (ratio(high) - ratio(low));
    }

    private double ratio(int t) {
        return Math.sqrt((1 - alphasCumprod[t]) / alphasCumprod[t]);
    }

    private void requireTimestep(double timestep) {
        if (!(timestep >= 0 && timestep <= alphasCumprod.length - 1)) {
            throw new IllegalArgumentException(
                    "a time step must be from 0 to " + (alphasCumprod.length - 1) + ", but is " + timestep);
        }
    }
}
