package org.sdcodec.vae;

import org.sdcodec.weights.ModelConfig;

/**
 * What an autoencoder's configuration says of its latents, for people; no weights are read for it.
 *
 * @param architecture the class in diffusers, e.g. {@code AutoencoderKL}
 * @param channels numbers per cell of the latent
 * @param downsampling pixels per cell along each side
 */
public record AutoencoderInfo(String architecture, int channels, int downsampling) {
    /**
     * Reads a configuration.
     *
     * @throws org.sdcodec.weights.WeightsException if it is not supported
     */
    public static AutoencoderInfo of(ModelConfig config) {
        Architecture architecture = Architecture.of(config);
        AutoencoderConfig read = architecture.configuration(config);
        return new AutoencoderInfo(architecture.className(), read.latentChannels(), read.downsampling());
    }
}
