package org.sdcodec.codec.diffusion;

import org.sdcodec.codec.denoise.NoisePredictor;
import org.sdcodec.unet.scheduler.DdimSampler;
import org.sdcodec.unet.scheduler.NoiseSchedule;

/**
 * A sample of mode diffc on its way, from nothing known of the latent to as much as was sent. In double, in one stated
 * order; what a step makes is rounded to float once. Not thread-safe.
 */
final class DiffcRun {

    private final Trajectory way;
    private final NoiseSchedule schedule;
    private final double least;
    private final double most;
    private double snr;
    private double timestep;

    DiffcRun(NoisePredictor model, int height, int width, int channels) {
        this.way = new Trajectory(model, height, width, channels);
        this.schedule = model.schedule();
        this.timestep = schedule.trainTimesteps() - 1.0;
        this.least = snr(timestep);
        this.most = snr(0);
    }

    private double snr(double at) {
        double alpha = schedule.alphaCumprod(at);
        return alpha / (1 - alpha);
    }

    private static double alpha(double snr) {
        return snr / (1 + snr);
    }

    Trajectory way() {
        return way;
    }

    /** Whether the schedule goes no further. */
    boolean isOver() {
        return snr >= most;
    }

    /** Whether the sample is noisier than all that the network knows, so that it is not asked. */
    boolean isBeforeSchedule() {
        return snr < least;
    }

    /** What the network makes of the sample; before the schedule, a latent of zeros. */
    void predict() {
        if (!isBeforeSchedule()) {
            way.predict(timestep, alpha(snr));
            return;
        }
        double spread = Math.sqrt(1 - alpha(snr));
        float[] x = way.sample().data();
        for (int j = 0; j < x.length; j++) {
            way.clean()[j] = 0;
            way.noise()[j] = (float) (x[j] / spread);
        }
    }

    /**
     * A step to less noise. Numbers whose bits are there become a draw from DDPM's posterior (Ho et al. 2020, equation
     * 7) with the file's noise; the others take DDIM's step.
     *
     * @param windows of the groups whose bits are there
     * @param score as {@link Trajectory#step} takes it
     */
    void step(int grid, DiffcGroups groups, int[] windows, double score) {
        double next = nextSnr(grid);
        double alpha = alpha(snr);
        double nextAlpha = alpha(next);
        double kept = alpha / nextAlpha;
        double ofClean = Math.sqrt(nextAlpha) * (1 - kept) / (1 - alpha);
        double ofSample = Math.sqrt(kept) * (1 - nextAlpha) / (1 - alpha);
        double ofNoise = Math.sqrt((1 - nextAlpha) / (1 - alpha) * (1 - kept)) * CounterRandom.CANDIDATE_UNIT;
        float[] x = way.sample().data();
        float[] clean = way.clean();
        for (int group = 0; group < windows.length; group++) {
            int end = groups.start(group + 1);
            for (int rank = groups.start(group); rank < end; rank++) {
                int j = groups.place(rank);
                x[j] = (float) (ofClean * clean[j] + ofSample * x[j] + ofNoise * groups.chosen(rank, windows[group]));
            }
        }
        double signal = Math.sqrt(nextAlpha);
        double ratio = Math.sqrt(snr / next);
        double spread = Math.sqrt(1 - nextAlpha) * (2 - score + (score - 1) * ratio);
        for (int rank = groups.start(windows.length); rank < x.length; rank++) {
            int j = groups.place(rank);
            x[j] = (float) (signal * clean[j] + spread * way.noise()[j]);
        }
        moveTo(next);
    }

    private double nextSnr(int grid) {
        return Math.min(most, snr + DiffcSteps.rise(grid));
    }

    private void moveTo(double next) {
        snr = next;
        timestep = schedule.timestepFor(Math.sqrt(1 / next));
    }

    /** As {@link #step}, of a sample that is known. */
    void skip(int grid) {
        moveTo(nextSnr(grid));
    }

    /** From here to the clean latent without new noise (DDIM), in so many calls of the network. */
    void finish(int calls, double score, Runnable beforeCall) {
        double[] times = DdimSampler.timesteps(timestep, calls);
        for (int i = 0; i < calls; i++) {
            beforeCall.run();
            way.predict(times[i]);
            way.step(i + 1 < calls ? times[i + 1] : NoiseSchedule.CLEAN, score);
        }
    }
}
