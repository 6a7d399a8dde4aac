package org.sdcodec.vae;

import org.sdcodec.weights.Fingerprint;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.ModelFiles;

/**
 * The space in which an autoencoder's latents lie: what its encoder makes of a picture, and on which scale. Autoencoders of one
 * latent space decode each other's latents, each with a decoder of its own.
 *
 * @param fingerprint {@link Fingerprint#ofLatentSpace}: tells latent spaces apart
 * @param scalingFactor as {@link Autoencoder#scalingFactor}; part of the fingerprint
 * @param shiftFactor as {@link Autoencoder#shiftFactor}; part of the fingerprint
 */
public record LatentSpace(Fingerprint fingerprint, float scalingFactor, float shiftFactor) {
    /**
     * Reads the encoder's weights, and nothing else.
     *
     * @throws org.sdcodec.weights.ModelException if the configuration is not supported or the weights cannot be read
     */
    public static LatentSpace of(ModelFiles files) {
        ModelConfig config = files.config();
        if (Autoencoders.isTiny(config)) {
            TinyConfig tiny = TinyConfig.of(config);
            return of(files, tiny.scalingFactor(), tiny.shiftFactor());
        }
        KlConfig kl = KlConfig.of(config);
        return of(files, kl.scalingFactor(), kl.shiftFactor());
    }

    private static LatentSpace of(ModelFiles files, float scalingFactor, float shiftFactor) {
        Fingerprint fingerprint = Fingerprint.ofLatentSpace(files.tensors(), scalingFactor, shiftFactor);
        return new LatentSpace(fingerprint, scalingFactor, shiftFactor);
    }
}
