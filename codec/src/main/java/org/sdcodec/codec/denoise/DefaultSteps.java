package org.sdcodec.codec.denoise;

import org.sdcodec.unet.scheduler.NoiseSchedule;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.ModelException;

/**
 * How many steps a decoder takes that nobody told.
 *
 * @param steps where there is more noise than {@code leastNoise}
 * @param leastNoise standard deviation, in the scale of the noise schedule; up to it there are no steps
 */
record DefaultSteps(int steps, double leastNoise) {

    /**
     * What the model's {@code scheduler_config.json} says under {@code sdcodec_steps} and {@code sdcodec_least_noise}, two keys of our
     * own; without them {@link Denoising#DEFAULT_STEPS} and the noise of the schedule's first time step, the least that the model
     * ever saw.
     *
     * @throws ModelException if a value is out of range
     */
    static DefaultSteps of(ModelConfig scheduler, NoiseSchedule schedule) {
        int steps = scheduler.integer("sdcodec_steps", Denoising.DEFAULT_STEPS, 0, Denoising.MAX_STEPS);
        double first = schedule.noiseToSignal(0);
        double least = scheduler.number("sdcodec_least_noise", first);
        if (least < 0) {
            throw new ModelException(
                    scheduler.origin() + ": sdcodec_least_noise = " + least + ", but expected 0 or more");
        }
        return new DefaultSteps(steps, Math.max(first, least));
    }

    int at(double noise) {
        return noise <= leastNoise ? 0 : steps;
    }
}
