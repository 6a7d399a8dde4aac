package org.sdcodec.weights.checkpoint;

/** The parts of a Stable Diffusion model that sdcodec uses, by their folders in a diffusers model. */
public enum ModelPart {
    /** The autoencoder. */
    VAE("vae"),
    /** The network that removes noise from a latent. */
    UNET("unet"),
    /** CLIP's text encoder, which gives the UNet its prompt. */
    TEXT_ENCODER("text_encoder"),
    /** The configuration of the noise schedule; no network. */
    SCHEDULER("scheduler");

    private final String folder;

    ModelPart(String folder) {
        this.folder = folder;
    }

    /** The part's folder in a diffusers model. */
    public String folder() {
        return folder;
    }
}
