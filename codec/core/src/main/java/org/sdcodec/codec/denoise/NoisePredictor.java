package org.sdcodec.codec.denoise;

import org.sdcodec.engine.Tensor;
import org.sdcodec.unet.scheduler.NoiseSchedule;

/** A diffusion model: a noise schedule, and a prediction of what is noise in a sample. A UNet, or a formula. */
public interface NoisePredictor {

    /** How noise and signal are mixed at each time step, and what is predicted. */
    NoiseSchedule schedule();

    /**
     * One prediction, of the kind that the schedule names.
     *
     * @param sample at that time step, h × w × c; not modified
     * @param timestep 0 or later; need not be whole
     * @return as many numbers as the sample has, in the same order; the caller's own
     */
    float[] predict(Tensor sample, double timestep);
}
