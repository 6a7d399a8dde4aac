package org.sdcodec.weights.checkpoint;

/** The parts of a Stable Diffusion model that sdcodec uses, by their folders in a diffusers model. */
public enum ModelPart {
    /** The autoencoder. */
    VAE("vae", "autoencoder"),
    /** The network that removes noise from a latent. */
    UNET("unet", "UNet"),
    /** CLIP's text encoder, which gives the UNet its prompt. */
    TEXT_ENCODER("text_encoder", "text encoder"),
    /** The configuration of the noise schedule; no network. */
    SCHEDULER("scheduler", "noise schedule");

    private final String folder;
    private final String noun;

    ModelPart(String folder, String noun) {
        this.folder = folder;
        this.noun = noun;
    }

    /** The part's folder in a diffusers model. */
    public String folder() {
        return folder;
    }

    /** What it is called in sentences. */
    String noun() {
        return noun;
    }
}
