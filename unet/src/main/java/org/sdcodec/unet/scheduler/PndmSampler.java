package org.sdcodec.unet.scheduler;

import java.util.ArrayList;
import java.util.List;
import org.sdcodec.engine.Tensor;

/**
 * Pseudo linear multi-step sampling (PLMS of Liu et al. 2022), as diffusers' PNDMScheduler does it with {@code
 * skip_prk_steps}: the second call of the network repeats the first step as a Heun step, later ones extrapolate from up
 * to four predictions (Adams and Bashforth).
 *
 * <p>Holds the predictions of one denoising: make a new one for each. Not thread-safe.
 */
public final class PndmSampler {
    /** Coefficients of the newest prediction first, and their common denominator: Adams–Bashforth of order 1 to 4. */
    private static final double[][] ADAMS_BASHFORTH = {{1}, {3, -1}, {23, -16, 5}, {55, -59, 37, -9}};

    private static final double[] DENOMINATORS = {1, 2, 12, 24};

    private final NoiseSchedule schedule;
    private final int inferenceSteps;
    private final int stride;
    /** Predictions, newest last; at most four. */
    private final List<Tensor> history = new ArrayList<>();

    private int calls;
    private Tensor firstSample;

    /**
     * @param inferenceSteps in how many steps the whole schedule is divided, at least 2: 66 in the original codec
     */
    public PndmSampler(NoiseSchedule schedule, int inferenceSteps) {
        if (inferenceSteps < 2 || inferenceSteps > schedule.trainTimesteps()) {
            throw new IllegalArgumentException(
                    "PNDM takes 2 to " + schedule.trainTimesteps() + " steps, not " + inferenceSteps);
        }
        this.schedule = schedule;
        this.inferenceSteps = inferenceSteps;
        this.stride = schedule.trainTimesteps() / inferenceSteps;
    }

    /**
     * The time steps of the network's calls when only the end of the schedule is run, as image-to-image pipelines count
     * it. With 66 steps of 1000 and strength 0.04 they are 45, 30, 15, 0.
     *
     * <p>The schedule is divided as by diffusers up to 0.3, of 2022: every ⌊1000/66⌋ = 15th time step from 0 on, which
     * makes 67 of them. Later versions stop at 66, and the same strength then starts at 30.
     *
     * <p>Below strength 1 no time step comes twice, so the repeated first step swallows the second: of 45, 30, 15, 0
     * the first two calls make the step from 45 to 30, the third one the step from 15 to 0, and the fourth one leaves 0
     * for the end of the schedule, which changes nothing if that has the ᾱ of time step 0. So it is in the original.
     *
     * @param strength share of the schedule, 0 to 1; at 1 the second time step comes twice
     */
    public int[] timesteps(double strength) {
        if (!(strength >= 0 && strength <= 1)) {
            throw new IllegalArgumentException("strength must be from 0 to 1, but is " + strength);
        }
        int offset = schedule.stepsOffset();
        int count = Math.min((int) (inferenceSteps * strength) + offset, inferenceSteps);
        int[] all = allTimesteps();
        int first = Math.min(Math.max(inferenceSteps - count + offset, 0), all.length - 1);
        int[] timesteps = new int[all.length - first];
        System.arraycopy(all, first, timesteps, 0, timesteps.length);
        return timesteps;
    }

    /** Descending in strides to the offset; the second one twice. */
    private int[] allTimesteps() {
        int steps = (schedule.trainTimesteps() + stride - 1) / stride;
        int[] all = new int[steps + 1];
        for (int i = 0; i < all.length; i++) {
            int position = i < 2 ? steps - 1 - i : steps - i;
            all[i] = position * stride + schedule.stepsOffset();
        }
        return all;
    }

    /**
     * One step.
     *
     * @param x the sample before the step; modified: becomes the sample after it
     * @param prediction what the network predicts for {@code x} at {@code timestep}; a copy is kept
     * @param timestep the next element of {@link #timesteps}
     */
    public void step(Tensor x, Tensor prediction, int timestep) {
        boolean repeatsFirst = calls == 1;
        Tensor slope = prediction.copy();
        if (repeatsFirst) {
            Combination.of(slope, 0.5, history.get(0), 0.5);
            System.arraycopy(firstSample.data(), 0, x.data(), 0, x.size());
            firstSample = null;
            transfer(x, slope, timestep + stride, timestep);
        } else {
            if (history.size() == ADAMS_BASHFORTH.length) {
                history.remove(0);
            }
            history.add(prediction.copy());
            if (calls == 0) {
                firstSample = x.copy();
            }
            transfer(x, extrapolated(slope), timestep, timestep - stride);
        }
        calls++;
    }

    private Tensor extrapolated(Tensor slope) {
        int order = history.size();
        double[] coefficients = ADAMS_BASHFORTH[order - 1];
        double denominator = DENOMINATORS[order - 1];
        for (int i = 0; i < slope.size(); i++) {
            double sum = 0;
            for (int k = 0; k < order; k++) {
                sum += coefficients[k] * history.get(order - 1 - k).data()[i];
            }
            slope.data()[i] = (float) (sum / denominator);
        }
        return slope;
    }

    /** The transfer part, equation 11. */
    private void transfer(Tensor x, Tensor prediction, int timestep, int next) {
        double alpha = schedule.alphaCumprod(timestep);
        double nextAlpha = schedule.alphaCumprod(next);
        double noise = Math.sqrt(1 - alpha);
        double perSample = Math.sqrt(nextAlpha / alpha);
        double perNoise =
                (alpha - nextAlpha) / (alpha * Math.sqrt(1 - nextAlpha) + Math.sqrt(alpha * (1 - alpha) * nextAlpha));
        switch (schedule.prediction()) {
            case EPSILON -> Combination.of(x, perSample, prediction, perNoise);
            // ε = √ᾱ·v + √(1−ᾱ)·x
            case V_PREDICTION ->
                Combination.of(x, perSample + perNoise * noise, prediction, perNoise * Math.sqrt(alpha));
            // ε = (x − √ᾱ·x₀)/√(1−ᾱ)
            case SAMPLE ->
                Combination.of(x, perSample + perNoise / noise, prediction, -perNoise * Math.sqrt(alpha) / noise);
            default -> throw new AssertionError(schedule.prediction());
        }
    }
}
