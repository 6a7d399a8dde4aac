package org.sdcodec.vae;

import org.sdcodec.engine.network.Layers;
import org.sdcodec.engine.network.Sequence;

/** What the configuration of an autoencoder says, of whichever kind it is. */
interface AutoencoderConfig {
    /** Channels of the latent. */
    int latentChannels();

    /**
     * Pixels of a picture along each side that are folded into channels before the encoder, and unfolded after the
     * decoder.
     */
    int patch();

    /** Pixels per latent cell along each side; a multiple of {@link #patch}. */
    int downsampling();

    /** {@code scaling_factor}; see {@link Autoencoder#scalingFactor}. */
    float scalingFactor();

    /** {@code shift_factor}; see {@link Autoencoder#shiftFactor}. */
    float shiftFactor();

    /** Whether the decoder was trained behind rounding to whole steps; see {@link LatentProfile#rounded}. */
    boolean rounded();

    /** Whether the encoder gives a distribution, a mean and the logarithm of a variance per channel of the latent. */
    boolean variational();

    /** Folded picture → latent, or mean and logvar. */
    Sequence encoder(Layers layers);

    /** Latent → folded picture. */
    Sequence decoder(Layers layers);

    /** Channels of a folded picture. */
    default int pictureChannels() {
        return 3 * patch() * patch();
    }
}
