package org.sdcodec.codec.pipeline;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import org.sdcodec.Denoising;
import org.sdcodec.ModelException;
import org.sdcodec.Picture;
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
import org.sdcodec.codec.pixels.Enlarger;
import org.sdcodec.codec.pixels.Gray;
import org.sdcodec.codec.pixels.PictureSink;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.Area;
import org.sdcodec.vae.Autoencoder;
import org.sdcodec.vae.LatentSource;
import org.sdcodec.vae.PixelSink;

/**
 * The last stage of a decode: the UNet's steps on a dequantized latent, if there is a UNet, then the autoencoder.
 * Thread-safe.
 */
final class PictureStage implements AutoCloseable {

    private final Autoencoder vae;
    private final long weightBytes;
    private final ModelProfile model;
    private final OptionalUnet unet;

    /**
     * @param weightBytes what the autoencoder's weights take
     * @param denoiser null if the model has no UNet
     */
    PictureStage(Autoencoder vae, long weightBytes, ModelProfile model, Denoiser denoiser) {
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
     * @param engine of the call, which runs the UNet too
     * @param limit the most bytes that the call may take, in addition to the weights
     * @param header of the latent's file
     * @return null if there are no steps to take
     * @throws PictureTooLargeException if the memory does not suffice
     */
    Denoiser.Run prepare(Engine engine, long limit, Denoising denoising, SdcHeader header) {
        if (denoising.steps() == 0) {
            return null;
        }
        long network = networkBytes(
                header,
                new Area(0, 0, header.height(), header.width()),
                engine.workers().threads());
        return prepare(engine, limit, header, network);
    }

    /** @param autoencoderBytes what the autoencoder takes after the UNet has run */
    private Denoiser.Run prepare(Engine engine, long limit, SdcHeader header, long autoencoderBytes) {
        int height = header.height();
        int width = header.width();
        long heap = Runtime.getRuntime().maxMemory();
        DecodeMemory memory = new DecodeMemory(
                limit < heap - weightBytes ? weightBytes + limit : heap,
                weightBytes + 2 * MemoryCheck.PIXEL_BYTES * height * width,
                autoencoderBytes,
                width,
                height);
        LatentShape shape = model.shape(header);
        return unet.denoiser().prepare(engine, shape.rows(), shape.columns(), memory);
    }

    /**
     * The same for an encode that runs the UNet, behind the autoencoder.
     *
     * @throws ModelException if there is no UNet
     */
    Denoiser.Run prepareToCode(Engine engine, long limit, String modeName, SdcHeader header) {
        unet.require("mode " + modeName + " cannot code with it; take a model like Stable Diffusion 1 or 2");
        return prepare(engine, limit, header, 0);
    }

    /**
     * The same for {@link #best}.
     *
     * @throws ModelException if there is no UNet
     */
    Denoiser.Run prepareToTune(Engine engine, long limit, SdcHeader header) {
        unet.require("the encoder has nothing to tune");
        return prepare(engine, limit, new Denoising(1, 1), header);
    }

    /** What {@link #decode} of a region takes for the network, and to enlarge what it gives. */
    long networkBytes(SdcHeader header, Area region, int threads) {
        int height = header.codedHeight();
        int width = header.codedWidth();
        Area coded = codedArea(header, region);
        long network = vae.decodeBytes(height, width, coded, threads);
        return header.isReduced()
                ? network + (long) Enlarger.CODED_PIXEL_BYTES * coded.height() * coded.width()
                : network;
    }

    /** The cells of the latent that {@link #decode} uses for a region of the picture. */
    Area cells(SdcHeader header, Area region) {
        return vae.cells(header.codedHeight(), header.codedWidth(), codedArea(header, region));
    }

    /** The pixels that are decoded for a region of the picture. */
    private static Area codedArea(SdcHeader header, Area region) {
        return header.isReduced()
                ? Enlarger.coded(header.height(), header.width(), header.codedHeight(), header.codedWidth(), region)
                : region;
    }

    /**
     * Latent to pixels.
     *
     * @param engine of the call
     * @param run what {@link #prepare} gave
     * @param latent dequantized, in the scale of the diffusion model
     * @param mode of the latent's file
     * @param header of the latent's file
     * @param denoising what the mode chose
     * @param region of the picture
     * @param pixels receives the region
     */
    void decode(
            Engine engine,
            Denoiser.Run run,
            LatentSource latent,
            CodingMode mode,
            SdcHeader header,
            Denoising denoising,
            Area region,
            PixelSink pixels,
            ProgressListener listener) {
        LatentSource clean = latent;
        if (run != null) {
            // The autoencoder's tensors have other sizes, and what is kept of them is not planned for.
            engine.memory().clear();
            Tensor values = mode.denoise(
                    run, latent, header, denoising, (done, total) -> listener.onProgress(Stage.DENOISE, done, total));
            engine.memory().clear();
            clean = LatentSource.of(values);
        }
        int height = header.codedHeight();
        int width = header.codedWidth();
        PixelSink own = header.gray() ? Gray.sink(region.width(), pixels) : pixels;
        PixelSink sink =
                header.isReduced() ? new Enlarger(header.height(), header.width(), height, width, region, own) : own;
        vae.decode(
                engine,
                model.inAutoencoderScale(clean),
                height,
                width,
                codedArea(header, region),
                sink,
                (done, total) -> listener.onProgress(Stage.VAE_DECODE, done, total));
    }

    /**
     * The same of all pixels, as a picture.
     *
     * @param alpha opacities, or null for an opaque picture
     */
    Picture decode(
            Engine engine,
            Denoiser.Run run,
            LatentSource latent,
            CodingMode mode,
            SdcHeader header,
            Denoising denoising,
            byte[] alpha,
            ProgressListener listener) {
        Area all = new Area(0, 0, header.height(), header.width());
        PictureSink pixels = new PictureSink(all, 1, alpha, header.width());
        decode(engine, run, latent, mode, header, denoising, all, pixels, listener);
        return pixels.picture();
    }

    /**
     * Tries denoisings.
     *
     * @param engine of the call
     * @param run what {@link #prepareToTune} gave
     * @param latent dequantized
     * @param header of the latent's file
     * @param error of a decoded picture, opaque
     * @return the one with the least error
     */
    Denoising best(
            Engine engine,
            Denoiser.Run run,
            LatentSource latent,
            CodingMode mode,
            SdcHeader header,
            ToDoubleFunction<Picture> error,
            ProgressListener listener) {
        AtomicInteger tried = new AtomicInteger();
        Denoising best = DenoisingSearch.best(candidate -> {
            listener.onProgress(Stage.TUNE, tried.getAndIncrement(), DenoisingSearch.CANDIDATES);
            return error.applyAsDouble(
                    decode(engine, run, latent, mode, header, candidate, null, ProgressListener.NONE));
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
