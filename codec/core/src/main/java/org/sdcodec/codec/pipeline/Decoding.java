package org.sdcodec.codec.pipeline;

import org.sdcodec.DecodeOptions;
import org.sdcodec.Denoising;
import org.sdcodec.ModelException;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.ProgressListener.Stage;
import org.sdcodec.SdcodecException.Kind;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.denoise.Denoiser;
import org.sdcodec.codec.entropy.CoderThreads;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.memory.MemoryCheck;
import org.sdcodec.codec.mode.CodingMode;
import org.sdcodec.codec.model.ModelProfile;
import org.sdcodec.codec.pixels.PixelTensors;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.Autoencoder;

/** One decode: checks, file to latent and alpha, latent to picture. */
final class Decoding {

    private final SdcCodec codec;
    private final ModelProfile model;
    private final FileContent content;
    private final SdcHeader header;
    private final CodingMode mode;
    private final DecodeOptions options;
    private final ProgressListener listener;

    Decoding(SdcCodec codec, FileContent content, DecodeOptions options, ProgressListener listener) {
        this.codec = codec;
        this.model = codec.profile();
        this.content = content;
        this.header = content.header();
        this.mode = content.mode();
        this.options = options;
        this.listener = listener;
    }

    Picture run() {
        int height = header.height();
        int width = header.width();
        MemoryCheck.requirePixels(options.maxPixels(), height, width);
        LatentPrior prior = prior();
        mode.requireModel(model);
        requireMemory();

        PictureStage stage = codec.pictureStage();
        Denoising stored = SdcInfos.denoising(content.file()).orElse(null);
        Denoising denoising = mode.chooseDenoising(options, stored, header, stage.unet());
        Denoiser.Run unet = stage.prepare(denoising, height, width);

        listener.onProgress(Stage.ENTROPY_DECODE, 0, 1);
        byte[] alpha = content.alpha();
        Tensor latent = content.latent(prior, model.shape(height, width), CoderThreads.of(codec.engine()));
        listener.onProgress(Stage.ENTROPY_DECODE, 1, 1);

        codec.awaitRehearsal();
        Tensor decoded = stage.decode(unet, latent, mode, header, denoising, listener);
        Picture picture = PixelTensors.toPicture(decoded, alpha);
        codec.engine().release(decoded);
        codec.trimMemory();
        return picture;
    }

    private LatentPrior prior() {
        return mode.priorOf(header, model.latentSpace(), model.prior())
                .orElseThrow(() -> new ModelException(
                        Kind.OTHER_MODEL,
                        "the file was made for " + header.fingerprintDigits() + ", but " + model.name() + " is "
                                + header.digitsOf(mode.fingerprint(model.latentSpace(), model.prior()))
                                + "; decode it with the model that made it, or with one that has the same encoder, and"
                                + " with the same prior of the coder"));
    }

    private void requireMemory() {
        int height = header.height();
        int width = header.width();
        Autoencoder vae = codec.autoencoder();
        MemoryCheck.requireLatent(model.shape(height, width), height, width);
        MemoryCheck.require(vae.decodeBytes(height, width), height, width);
    }
}
