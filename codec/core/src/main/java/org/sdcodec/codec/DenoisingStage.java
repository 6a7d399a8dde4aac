package org.sdcodec.codec;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.sdcodec.codec.ProgressListener.Stage;
import org.sdcodec.codec.container.Mode;
import org.sdcodec.codec.container.SdcChunk;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.denoise.DecodeMemory;
import org.sdcodec.codec.denoise.Denoiser;
import org.sdcodec.codec.denoise.Denoising;
import org.sdcodec.codec.denoise.DenoisingSearch;
import org.sdcodec.codec.quant.Quantization;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.Autoencoder;
import org.sdcodec.weights.ModelException;

/** The way from a dequantised latent to a picture: the UNet's steps, if there is a UNet, then the autoencoder. Thread-safe. */
final class DenoisingStage implements AutoCloseable {

    /** The standard deviation of an error that is uniform over a step of 1 is 1/√12. */
    private static final double NOISE_OF_STEP = 1 / Math.sqrt(12);

    /** Measured: dependent quantisation leaves the noise of a uniform one of a step that is √1.5 times smaller. */
    private static final double NOISE_OF_DEPENDENT_STEP = 1 / Math.sqrt(18);

    private final Engine engine;
    private final Autoencoder vae;
    private final long weightBytes;
    private final String modelName;
    private final Denoiser denoiser;

    /**
     * @param weightBytes what the autoencoder's weights take
     * @param denoiser null if the model has no UNet
     */
    DenoisingStage(Engine engine, Autoencoder vae, long weightBytes, String modelName, Denoiser denoiser) {
        this.engine = engine;
        this.vae = vae;
        this.weightBytes = weightBytes;
        this.modelName = modelName;
        this.denoiser = denoiser;
    }

    private void requireUnet(String consequence) {
        if (denoiser == null) {
            throw new ModelException(modelName + " has no UNet, so " + consequence
                    + "; leave the option away, or take a model with a UNet");
        }
    }

    /**
     * What the options say, else what the file says, else the default: {@link Denoising#DEFAULT_STEPS} if there is a UNet and the
     * quantiser leaves noise that a UNet knows.
     *
     * @throws SdcFormatException if the file's own denoising is not valid
     * @throws ModelException if the options ask for steps and there is no UNet, the file's mode has steps of its own, or the options
     *     say how strong but not how many steps, and there are none to take
     */
    Denoising choose(DecodeOptions options, SdcFile file) {
        if (file.header().mode() == Mode.ORIGINAL) {
            return chooseAsOriginal(options);
        }
        Denoising stored = stored(file);
        int steps = options.steps().orElse(-1);
        if (steps > 0 || steps < 0 && options.strength().isPresent()) {
            requireUnet("the decoder has nothing to take steps with");
        }
        if (steps == 0 || denoiser == null) {
            return Denoising.NONE;
        }
        double strength = options.strength().orElse(stored == null ? 1 : stored.strength());
        if (steps < 0 && stored != null) {
            steps = stored.steps();
            requireUse(options, steps, "the file says that it is best without denoising");
        }
        if (steps < 0) {
            steps = denoiser.isClean(noise(file.header()) * strength) ? 0 : Denoising.DEFAULT_STEPS;
            requireUse(options, steps, "the quantiser left less noise than the UNet was trained to see");
        }
        return new Denoising(steps, strength);
    }

    /** A strength that acts on nothing is not passed over in silence. */
    private static void requireUse(DecodeOptions options, int steps, String reason) {
        if (steps == 0 && options.strength().isPresent()) {
            throw new ModelException(
                    reason + ", so there are no steps for a strength to act on; say how many to take (--steps), or"
                            + " leave the strength away");
        }
    }

    private Denoising chooseAsOriginal(DecodeOptions options) {
        int steps = options.steps().orElse(-1);
        if (steps > 0 || options.strength().isPresent()) {
            throw new ModelException(
                    "files of mode original are denoised in a fixed way, so neither a number of steps nor a"
                            + " strength can be chosen for them; leave the option away, or take 0 steps to leave the UNet out");
        }
        return steps == 0 || denoiser == null ? Denoising.NONE : new Denoising(Denoiser.ORIGINAL_CALLS, 1);
    }

    private static Denoising stored(SdcFile file) {
        if (file.chunk(SdcChunk.DENOISING).isEmpty()) {
            return null;
        }
        try {
            return Denoising.of(file.chunk(SdcChunk.DENOISING).get().data());
        } catch (SdcFormatException e) {
            throw e.within(file.chunkOffset(SdcChunk.DENOISING));
        }
    }

    /**
     * Works out the memory and opens the UNet.
     *
     * @return null if there are no steps to take
     * @throws PictureTooLargeException if the memory does not suffice
     */
    Denoiser.Run prepare(Denoising denoising, int height, int width) {
        if (denoising.steps() == 0) {
            return null;
        }
        int cell = vae.downsampling();
        DecodeMemory memory = new DecodeMemory(
                Runtime.getRuntime().maxMemory(),
                weightBytes + MemoryCheck.PIXEL_BYTES * height * width,
                vae.decodeBytes(height, width),
                width,
                height);
        return denoiser.prepare(engine, (height + cell - 1) / cell, (width + cell - 1) / cell, memory);
    }

    /**
     * The same for {@link #best}.
     *
     * @throws ModelException if there is no UNet
     */
    Denoiser.Run prepareToTune(int height, int width) {
        requireUnet("the encoder has nothing to tune");
        return prepare(new Denoising(1, 1), height, width);
    }

    /**
     * The whole way.
     *
     * @param unet what {@link #prepare} gave
     * @param latent dequantised, in the scale of the diffusion model; modified
     * @param header of the latent's file
     * @param denoising what {@link #choose} gave
     * @return height × width × 3 from the work memory
     */
    Tensor paint(Denoiser.Run unet, Tensor latent, SdcHeader header, Denoising denoising, ProgressListener progress) {
        if (unet != null) {
            int steps = denoising.steps();
            IntConsumer done = i -> progress.onProgress(Stage.DENOISE, i, steps);
            // The autoencoder's tensors have other sizes, and what is kept of them is not planned for.
            engine.memory().clear();
            if (header.mode() == Mode.ORIGINAL) {
                unet.denoiseAsOriginal(latent, done);
            } else {
                unet.denoise(latent, noise(header), denoising, done);
            }
            progress.onProgress(Stage.DENOISE, steps, steps);
            engine.memory().clear();
        }
        for (int i = 0; i < latent.size(); i++) {
            latent.data()[i] = latent.data()[i] / vae.scalingFactor() + vae.shiftFactor();
        }
        return vae.decode(
                engine,
                latent,
                header.height(),
                header.width(),
                (done, total) -> progress.onProgress(Stage.VAE_DECODE, done, total));
    }

    /**
     * Tries denoisings.
     *
     * @param unet what {@link #prepareToTune} gave
     * @param latent makes the dequantised latent anew
     * @param header of the latent's file, of mode scalar
     * @param error of a decoded tensor of height × width × 3
     * @return the one with the least error
     */
    Denoising best(
            Denoiser.Run unet,
            Supplier<Tensor> latent,
            SdcHeader header,
            ToDoubleFunction<Tensor> error,
            ProgressListener progress) {
        AtomicInteger tried = new AtomicInteger();
        Denoising best = DenoisingSearch.best(candidate -> {
            progress.onProgress(Stage.TUNE, tried.getAndIncrement(), DenoisingSearch.CANDIDATES);
            Tensor decoded = paint(unet, latent.get(), header, candidate, ProgressListener.NONE);
            double distance = error.applyAsDouble(decoded);
            engine.release(decoded);
            return distance;
        });
        progress.onProgress(Stage.TUNE, tried.get(), DenoisingSearch.CANDIDATES);
        return best;
    }

    private static double noise(SdcHeader header) {
        return header.step()
                * (header.quantization() == Quantization.DEPENDENT ? NOISE_OF_DEPENDENT_STEP : NOISE_OF_STEP);
    }

    @Override
    public void close() {
        if (denoiser != null) {
            denoiser.close();
        }
    }
}
