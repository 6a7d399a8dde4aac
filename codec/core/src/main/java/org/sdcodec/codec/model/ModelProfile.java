package org.sdcodec.codec.model;

import org.sdcodec.ModelException;
import org.sdcodec.SdcodecException.Kind;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.LatentProfile;
import org.sdcodec.vae.LatentSpace;

/**
 * All that is known of the latents of a model, loaded with it.
 *
 * @param name where the model comes from, for messages
 * @param latents of the autoencoder
 * @param prior what the entropy coder knows of the latents in advance
 */
public record ModelProfile(String name, LatentProfile latents, LatentPrior prior) {

    /** The space of the latents. */
    public LatentSpace space() {
        return latents.space();
    }

    /** Numbers per cell of a latent. */
    public int channels() {
        return latents.channels();
    }

    /** Pixels per cell along each side. */
    public int downsampling() {
        return latents.downsampling();
    }

    /**
     * Whether the decoder was trained behind rounding to whole steps: it pays for whatever else is done to its values.
     */
    public boolean rounded() {
        return latents.rounded();
    }

    /** 32 bits that tell latent spaces apart. */
    public int latentSpace() {
        return space().fingerprint().short32();
    }

    /** The latent of a picture. */
    public LatentShape shape(int height, int width) {
        return new LatentShape(cells(height, downsampling()), cells(width, downsampling()), channels());
    }

    /** Cells of a latent along a side of so many pixels. */
    public static int cells(int pixels, int downsampling) {
        return (pixels + downsampling - 1) / downsampling;
    }

    /**
     * From the autoencoder's scale to that of the diffusion model: {@code (z − shift) · scale}.
     *
     * @param values changed in place
     * @throws ModelException if a value is not finite
     */
    public void toDiffusionScale(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (values[i] - space().shiftFactor()) * space().scalingFactor();
            if (!Float.isFinite(values[i])) {
                throw new ModelException(
                        Kind.UNUSABLE_MODEL,
                        name + " makes numbers of this picture that are not finite; its weights are"
                                + " damaged, or it is no autoencoder for pictures");
            }
        }
    }

    /**
     * The inverse of {@link #toDiffusionScale}, up to rounding.
     *
     * @param latent changed in place
     */
    public void toAutoencoderScale(Tensor latent) {
        float[] values = latent.data();
        for (int i = 0; i < latent.size(); i++) {
            values[i] = values[i] / space().scalingFactor() + space().shiftFactor();
        }
    }
}
