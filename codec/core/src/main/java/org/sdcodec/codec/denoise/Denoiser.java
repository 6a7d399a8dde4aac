package org.sdcodec.codec.denoise;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.sdcodec.Denoising;
import org.sdcodec.UnetWeights;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.MemoryEstimate;
import org.sdcodec.engine.network.WeightResidency;
import org.sdcodec.unet.UNet2DConditionModel;
import org.sdcodec.unet.scheduler.DdimSampler;
import org.sdcodec.unet.scheduler.NoiseSchedule;
import org.sdcodec.unet.scheduler.PndmSampler;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.checkpoint.DiffusionModel;
import org.sdcodec.weights.checkpoint.ModelPart;

/**
 * A diffusion model that removes noise of a known strength from a latent: it starts at the time step at which training had added
 * as much, and takes a few DDIM steps to the clean latent. Nothing is drawn at random. Nothing is opened before it is needed.
 *
 * <p>Thread-safe.
 */
public final class Denoiser implements AutoCloseable {
    /** How many calls of the UNet {@link Run#denoiseAsOriginal} takes: t = 45, 30 and 15. */
    public static final int ORIGINAL_CALLS = 3;

    /** In how many steps the original codec divides the schedule, and the share of them that it takes (Bühlmann 2022). */
    private static final int ORIGINAL_STEPS = 66;

    private static final double ORIGINAL_STRENGTH = 0.04;

    /** Of which schedule. */
    private static final int ORIGINAL_TRAIN_TIMESTEPS = 1000;

    private final DiffusionModel model;
    private final Path cache;
    private final UnetWeights weights;
    private final int channels;

    private ModelFiles files;
    private NoiseSchedule schedule;
    private UNet2DConditionModel dropping;
    private UNet2DConditionModel unet;
    private long keptBytes;
    private Tensor prompt;

    /**
     * @param model has a UNet
     * @param channels of the autoencoder's latent
     * @param cache folder for the empty prompt's embedding; null to compute it in every process
     */
    public Denoiser(DiffusionModel model, int channels, Path cache, UnetWeights weights) {
        if (!model.has(ModelPart.UNET)) {
            throw new IllegalArgumentException(model.path() + " has no UNet");
        }
        this.model = model;
        this.channels = channels;
        this.cache = cache;
        this.weights = weights;
    }

    /** Whether the quantiser's noise is below what the model ever saw as noise, so that there is nothing to remove. */
    public boolean isClean(double noise) {
        return noise <= schedule().noiseToSignal(0);
    }

    /**
     * Works out whether the memory suffices and opens what is needed. To be called before {@link Run#denoise}.
     *
     * @param height rows of the latent
     * @param width columns of the latent
     * @throws org.sdcodec.PictureTooLargeException if it does not
     * @throws WeightsException if the model cannot be used
     */
    public synchronized Run prepare(Engine engine, int height, int width, DecodeMemory memory) {
        if (dropping == null) {
            dropping = load(WeightResidency.DROP);
        }
        MemoryEstimate least = dropping.estimate(engine, height, width);
        memory.require(least);
        WeightResidency room = memory.room(weights, least);
        // Weights that will be kept exist twice while they are read, too.
        long kept = network(engine, room).estimate(engine, height, width).keptWeights();
        MemoryEstimate planned = new MemoryEstimate(kept, least.largestDropped(), least.work());
        memory.require(planned);
        if (prompt == null && dropping.contextChannels() > 0) {
            prompt = EmptyPrompt.of(model, dropping.contextChannels(), cache, engine, memory);
        }
        return new Run(this, engine, room, memory.hasPlentyFor(planned), prompt, schedule());
    }

    /** What an earlier picture left in memory serves this one too, unless this one is so much larger that it has no room. */
    private synchronized UNet2DConditionModel network(Engine engine, WeightResidency room) {
        if (room.equals(WeightResidency.DROP)) {
            unet = dropping;
        } else if (unet == null || keptBytes > room.bytes()) {
            unet = load(room);
            keptBytes = unet.estimate(engine, 1, 1).keptWeights();
        }
        return unet;
    }

    private synchronized void letGo() {
        unet = null;
    }

    private UNet2DConditionModel load(WeightResidency residency) {
        if (files == null) {
            files = model.unet();
        }
        UNet2DConditionModel loaded = UNet2DConditionModel.load(files, residency);
        if (loaded.inChannels() != channels || loaded.outChannels() != channels) {
            throw new WeightsException(files.origin() + ": is a UNet from " + loaded.inChannels() + " to "
                    + loaded.outChannels() + " channels, but the autoencoder's latent has " + channels
                    + "; it cannot denoise it, so decode with 0 steps");
        }
        return loaded;
    }

    private synchronized NoiseSchedule schedule() {
        if (schedule == null) {
            if (!model.has(ModelPart.SCHEDULER)) {
                throw new WeightsException(
                        model.path() + ": has a UNet, but no noise schedule with it; give a diffusers folder that has"
                                + " scheduler/scheduler_config.json, or leave the UNet out with 0 steps");
            }
            schedule = NoiseSchedule.of(model.scheduler());
        }
        return schedule;
    }

    /** Closes the UNet's files; to be called when no run is under way any more. */
    @Override
    public synchronized void close() {
        if (files != null) {
            files.close();
        }
    }

    /** A UNet that is ready to run, for latents of one size. Thread-safe. */
    public static final class Run implements NoisePredictor {
        private final Denoiser denoiser;
        private final Engine engine;
        private final WeightResidency room;
        private final boolean stays;
        private final Tensor prompt;
        private final NoiseSchedule schedule;

        private Run(
                Denoiser denoiser,
                Engine engine,
                WeightResidency room,
                boolean stays,
                Tensor prompt,
                NoiseSchedule schedule) {
            this.denoiser = denoiser;
            this.engine = engine;
            this.room = room;
            this.stays = stays;
            this.prompt = prompt;
            this.schedule = schedule;
        }

        @Override
        public NoiseSchedule schedule() {
            return schedule;
        }

        /**
         * One call of the UNet.
         *
         * @throws WeightsException if the weights cannot be read, or give numbers that are not finite
         */
        @Override
        public float[] predict(Tensor sample, double timestep) {
            Tensor prediction = denoiser.network(engine, room).forward(engine, sample, timestep, prompt);
            requireFinite(prediction);
            float[] values = Arrays.copyOf(prediction.data(), sample.size());
            engine.release(prediction);
            return values;
        }

        /** Tells models apart: 32 bytes that depend on the UNet, its schedule and the empty prompt's embedding. */
        public byte[] digest() {
            return UnetDigest.of(denoiser.files.tensors(), schedule, prompt);
        }

        /** Lets weights go that there is no room for beside the autoencoder: after the last {@link #predict}. */
        public void finish() {
            if (!stays) {
                denoiser.letGo();
            }
        }

        /**
         * The end of the original codec's decoder: the last steps of PNDM, on the latent as it is, however noisy. The second call
         * repeats the first one's step. The original has one call more, at t = 0, which leaves the latent as it is because Stable
         * Diffusion's schedule ends with the ᾱ of its first time step; here it is not made.
         *
         * @param latent in the scale of the noise schedule, of the prepared size; modified
         * @param progress receives before each of {@link #ORIGINAL_CALLS} calls how many are done
         * @throws WeightsException if the weights cannot be read or give numbers that are not finite, or the schedule
         *     is not of 1000 time steps
         */
        public void denoiseAsOriginal(Tensor latent, IntConsumer progress) {
            if (schedule.trainTimesteps() != ORIGINAL_TRAIN_TIMESTEPS) {
                throw new WeightsException("the model's noise schedule has " + schedule.trainTimesteps()
                        + " time steps, but the steps of mode original are those of a schedule of "
                        + ORIGINAL_TRAIN_TIMESTEPS
                        + "; decode with 0 steps, or take a model like Stable Diffusion 1 or 2");
            }
            UNet2DConditionModel unet = denoiser.network(engine, room);
            PndmSampler sampler = new PndmSampler(schedule.withStepsOffset(0), ORIGINAL_STEPS);
            int[] timesteps = sampler.timesteps(ORIGINAL_STRENGTH);
            // All but the one at t = 0.
            for (int i = 0; i < ORIGINAL_CALLS; i++) {
                progress.accept(i);
                Tensor prediction = unet.forward(engine, latent, timesteps[i], prompt);
                sampler.step(latent, prediction, timesteps[i]);
                engine.release(prediction);
            }
            finish(latent);
        }

        /**
         * Removes noise.
         *
         * <p>A dequantised latent is x₀ + σ·ε. The schedule's x_t = √ᾱ_t·x₀ + √(1−ᾱ_t)·ε is √ᾱ_t times that where
         * √((1−ᾱ_t)/ᾱ_t) = σ, which gives the time step and the factor (Song et al. 2021, section 4.3, for the change of scale).
         *
         * @param latent in the scale of the noise schedule, of the prepared size; modified: becomes the clean latent
         * @param noise σ, the noise's standard deviation, before the strength multiplies it
         * @param denoising how many steps (none leave the latent as it is), and how strong
         * @param progress receives before each step how many are done
         * @throws WeightsException if the weights cannot be read, or give numbers that are not finite
         */
        public void denoise(Tensor latent, double noise, Denoising denoising, IntConsumer progress) {
            if (denoising.steps() == 0) {
                return;
            }
            double start = schedule.timestepFor(noise * denoising.strength());
            double signal = Math.sqrt(schedule.alphaCumprod(start));
            for (int i = 0; i < latent.size(); i++) {
                latent.data()[i] = (float) (signal * latent.data()[i]);
            }
            UNet2DConditionModel unet = denoiser.network(engine, room);
            DdimSampler sampler = new DdimSampler(schedule.endingClean());
            double[] timesteps = DdimSampler.timesteps(start, denoising.steps());
            for (int i = 0; i < timesteps.length; i++) {
                progress.accept(i);
                double next = i + 1 < timesteps.length ? timesteps[i + 1] : NoiseSchedule.CLEAN;
                Tensor prediction = unet.forward(engine, latent, timesteps[i], prompt);
                sampler.step(latent, prediction, timesteps[i], next);
                engine.release(prediction);
            }
            finish(latent);
        }

        private void finish(Tensor latent) {
            finish();
            requireFinite(latent);
        }

        private static void requireFinite(Tensor latent) {
            for (int i = 0; i < latent.size(); i++) {
                if (!Float.isFinite(latent.data()[i])) {
                    throw new WeightsException(
                            "the UNet makes numbers that are not finite; its weights are damaged, or it"
                                    + " belongs to another autoencoder");
                }
            }
        }
    }
}
