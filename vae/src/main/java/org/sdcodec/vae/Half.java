package org.sdcodec.vae;

/** What of an autoencoder is loaded. */
public enum Half {
    /** Picture to latent only. */
    ENCODER,
    /** Latent to picture only. */
    DECODER,
    /** All of it. */
    BOTH;

    boolean encodes() {
        return this != DECODER;
    }

    boolean decodes() {
        return this != ENCODER;
    }
}
