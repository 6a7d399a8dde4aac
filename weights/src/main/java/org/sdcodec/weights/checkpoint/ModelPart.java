package org.sdcodec.weights.checkpoint;

/** The parts of a Stable Diffusion model that sdcodec uses, by their folders in a diffusers model. */
public enum ModelPart {
    VAE("vae"),
    UNET("unet"),
    TEXT_ENCODER("text_encoder"),
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
