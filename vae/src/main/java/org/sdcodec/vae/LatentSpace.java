package org.sdcodec.vae;

import org.sdcodec.weights.Fingerprint;
import org.sdcodec.weights.ModelFiles;

/**
 * The space in which an autoencoder's latents lie: what its encoder makes of a picture, and on which scale.
 * Autoencoders of one latent space decode each other's latents, each with a decoder of its own.
 *
 * @param fingerprint {@link Fingerprint#ofLatentSpace}: tells latent spaces apart
 * @param scalingFactor as {@link Autoencoder#scalingFactor}; part of the fingerprint
 * @param shiftFactor as {@link Autoencoder#shiftFactor}; part of the fingerprint
 */
public record LatentSpace(Fingerprint fingerprint, float scalingFactor, float shiftFactor) {
    /**
     * Reads the encoder's weights, and nothing else.
     *
     * @throws org.sdcodec.weights.WeightsException if the configuration is not supported or the weights cannot be read
     */
    public static LatentSpace of(ModelFiles files) {
        return of(files, Architecture.read(files.config()));
    }

    static LatentSpace of(ModelFiles files, AutoencoderConfig config) {
        float scale = config.scalingFactor();
        float shift = config.shiftFactor();
        return new LatentSpace(Fingerprint.ofLatentSpace(files.tensors(), scale, shift), scale, shift);
    }
}
