package org.sdcodec.vae;

/** What of an autoencoder is loaded. */
public enum Half {
    /** Picture to latent only. */
    ENCODER("decoder.", "post_quant_conv."),
    /** Latent to picture only. */
    DECODER("encoder.", "quant_conv."),
    /** All of it. */
    BOTH;

    private final String[] foreign;

    /** @param foreign how the names of the other half's tensors begin */
    Half(String... foreign) {
        this.foreign = foreign;
    }

    /**
     * Whether a tensor is loaded with this half.
     *
     * @param tensor its name in diffusers; one that is in no autoencoder belongs to every half
     */
    public boolean has(String tensor) {
        for (String prefix : foreign) {
            if (tensor.startsWith(prefix)) {
                return false;
            }
        }
        return true;
    }

    boolean encodes() {
        return this != DECODER;
    }

    boolean decodes() {
        return this != ENCODER;
    }
}
