package org.sdcodec.codec.pipeline;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.sdcodec.Denoising;
import org.sdcodec.ModelException;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.ProgressListener;
import org.sdcodec.ProgressListener.Stage;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.denoise.DecodeMemory;
import org.sdcodec.codec.denoise.Denoiser;
import org.sdcodec.codec.denoise.DenoisingSearch;
import org.sdcodec.codec.denoise.OptionalUnet;
import org.sdcodec.codec.memory.MemoryCheck;
import org.sdcodec.codec.mode.CodingMode;
import org.sdcodec.codec.model.LatentShape;
import org.sdcodec.codec.model.ModelProfile;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.Autoencoder;

/** The last stage of a decode: the UNet's steps on a dequantized latent, if there is a UNet, then the autoencoder. Thread-safe. */
final class PictureStage implements AutoCloseable {

    private final Engine engine;
    private final Autoencoder vae;
    private final long weightBytes;
    private final ModelProfile model;
    private final OptionalUnet unet;

    /**
     * @param weightBytes what the autoencoder's weights take
     * @param denoiser null if the model has no UNet
     */
    PictureStage(Engine engine, Autoencoder vae, long weightBytes, ModelProfile model, Denoiser denoiser) {
        this.engine = engine;
        this.vae = vae;
        this.weightBytes = weightBytes;
        this.model = model;
        this.unet = new OptionalUnet(denoiser, model.name());
    }

    OptionalUnet unet() {
        return unet;
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
        DecodeMemory memory = new DecodeMemory(
                Runtime.getRuntime().maxMemory(),
                weightBytes + MemoryCheck.PIXEL_BYTES * height * width,
                vae.decodeBytes(height, width),
                width,
                height);
        LatentShape shape = model.shape(height, width);
        return unet.denoiser().prepare(engine, shape.rows(), shape.columns(), memory);
    }

    /**
     * The same for {@link #best}.
     *
     * @throws ModelException if there is no UNet
     */
    Denoiser.Run prepareToTune(int height, int width) {
        unet.require("the encoder has nothing to tune");
        return prepare(new Denoising(1, 1), height, width);
    }

    /**
     * Latent to pixels.
     *
     * @param run what {@link #prepare} gave
     * @param latent dequantized, in the scale of the diffusion model; modified
     * @param mode of the latent's file
     * @param header of the latent's file
     * @param denoising what the mode chose
     * @return height × width × 3 from the work memory
     */
    Tensor decode(
            Denoiser.Run run,
            Tensor latent,
            CodingMode mode,
            SdcHeader header,
            Denoising denoising,
            ProgressListener listener) {
        if (run != null) {
            int steps = denoising.steps();
            // The autoencoder's tensors have other sizes, and what is kept of them is not planned for.
            engine.memory().clear();
            mode.denoise(run, latent, header, denoising, done -> listener.onProgress(Stage.DENOISE, done, steps));
            listener.onProgress(Stage.DENOISE, steps, steps);
            engine.memory().clear();
        }
        model.toAutoencoderScale(latent);
        return vae.decode(
                engine,
                latent,
                header.height(),
                header.width(),
                (done, total) -> listener.onProgress(Stage.VAE_DECODE, done, total));
    }

    /**
     * Tries denoisings.
     *
     * @param run what {@link #prepareToTune} gave
     * @param latent makes the dequantized latent
     * @param header of the latent's file
     * @param error of a decoded tensor of height × width × 3
     * @return the one with the least error
     */
    Denoising best(
            Denoiser.Run run,
            Supplier<Tensor> latent,
            CodingMode mode,
            SdcHeader header,
            ToDoubleFunction<Tensor> error,
            ProgressListener listener) {
        AtomicInteger tried = new AtomicInteger();
        Denoising best = DenoisingSearch.best(candidate -> {
            listener.onProgress(Stage.TUNE, tried.getAndIncrement(), DenoisingSearch.CANDIDATES);
            Tensor decoded = decode(run, latent.get(), mode, header, candidate, ProgressListener.NONE);
            double distance = error.applyAsDouble(decoded);
            engine.release(decoded);
            return distance;
        });
        listener.onProgress(Stage.TUNE, tried.get(), DenoisingSearch.CANDIDATES);
        return best;
    }

    @Override
    public void close() {
        if (unet.isPresent()) {
            unet.denoiser().close();
        }
    }
}
