package org.sdcodec;

import java.util.Map;

/**
 * What is known of a codec's model.
 *
 * @param name where the model comes from, for messages: a folder, or the embedded model
 * @param latentSpace 8 hexadecimal digits that identify the space of its latents; models of the same space decode each
 *     other's latents
 * @param latentChannels channels of the latent
 * @param downsampling pixels per cell of the latent along each side
 * @param fingerprints for each coding mode by name, what its files name as their decoder, 8 hexadecimal digits: the
 *     latent space and, in mode scalar, unless the file is progressive, the coder's prior; see {@link
 *     SdcInfo#fingerprint}
 */
public record ModelInfo(
        String name, String latentSpace, int latentChannels, int downsampling, Map<String, String> fingerprints) {

    /** Copies the map. */
    public ModelInfo {
        fingerprints = Map.copyOf(fingerprints);
    }
}
