package org.sdcodec.codec.mode;

import org.sdcodec.EncodeOptions;
import org.sdcodec.codec.denoise.Denoiser;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.model.Digest;
import org.sdcodec.codec.model.ModelProfile;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.BlockListener;
import org.sdcodec.vae.Autoencoder;
import org.sdcodec.vae.PixelSource;

/**
 * A latent to code.
 *
 * @param latent in the scale of the diffusion model, finite; not modified; its array has no more than its size
 * @param original the picture of height × width pixels
 * @param gray whether every pixel is gray, and a decoder makes it so
 * @param height of the picture in pixels
 * @param width of the picture in pixels
 * @param options of the encode
 * @param model whose latent it is
 * @param prior that the coder starts from: the model's, or none for a progressive file
 * @param autoencoder for modes that try what a decoder makes of a latent; its decoder is loaded if {@link
 *     CodingMode#needsDecoder} asked for it
 * @param engine that the autoencoder runs on
 * @param unet ready to run if {@link CodingMode#codesWithUnet}, else null
 * @param checkpoint of the encode; of use in a mode with {@link Capability#RESUMABLE}
 * @param progress receives how far each coding of the latent has come, from 0 on for each
 */
public record EncodeJob(
        Tensor latent,
        PixelSource original,
        boolean gray,
        int height,
        int width,
        EncodeOptions options,
        ModelProfile model,
        LatentPrior prior,
        Autoencoder autoencoder,
        Engine engine,
        Denoiser.Run unet,
        Checkpoint checkpoint,
        BlockListener progress) {

    /** Tells the networks that code apart: the autoencoder's encoder and the UNet with its schedule and embedding. */
    public byte[] modelDigest() {
        return new Digest().add(model.latentSpace()).add(unet.digest()).finish();
    }
}
