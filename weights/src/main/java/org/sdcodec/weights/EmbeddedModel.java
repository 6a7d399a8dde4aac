package org.sdcodec.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The model that comes inside the jar; its model card lies beside it. Nothing may depend on its shape. */
public final class EmbeddedModel {
    private static final String FOLDER = "embedded/";
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "diffusion_pytorch_model.safetensors";

    private EmbeddedModel() {}

    /**
     * The autoencoder.
     *
     * @throws ModelException if the jar lacks it or it is damaged
     */
    public static ModelFiles vae() {
        return network("vae/", "the embedded model");
    }

    /** Whether a UNet that removes the quantiser's noise from this model's latents was trained. */
    public static boolean hasUnet() {
        return has("unet/" + CONFIG);
    }

    /**
     * The UNet.
     *
     * @throws ModelException if the jar lacks it or it is damaged
     */
    public static ModelFiles unet() {
        return network("unet/", "the embedded model's unet");
    }

    /**
     * The noise schedule of {@link #unet}.
     *
     * @throws ModelException if the jar lacks it or it is damaged
     */
    public static ModelConfig scheduler() {
        String name = "scheduler/scheduler_config.json";
        return ModelConfig.parse(resource(name), "the embedded model's " + name);
    }

    private static ModelFiles network(String folder, String origin) {
        ModelConfig config = ModelConfig.parse(resource(folder + CONFIG), origin + "'s " + CONFIG);
        ByteBuffer weights = ByteBuffer.wrap(resource(folder + WEIGHTS));
        return new ModelFiles(config, Safetensors.read(weights, origin), origin);
    }

    /** What the entropy coder knows of this model's latents in advance; empty if nothing was trained. */
    public static Optional<byte[]> latentPrior() {
        return has("vae/latent.prior") ? Optional.of(resource("vae/latent.prior")) : Optional.empty();
    }

    /**
     * What turns its latents into a preview, as {@code sdcodec run latent-rgb} writes it.
     *
     * @throws ModelException if the jar lacks it or it is damaged
     */
    public static Safetensors latentRgb() {
        return Safetensors.read(
                ByteBuffer.wrap(resource("vae/latent_rgb.safetensors")), "the embedded model's latent_rgb.safetensors");
    }

    private static boolean has(String name) {
        return EmbeddedModel.class.getResource(FOLDER + name) != null;
    }

    private static byte[] resource(String name) {
        try (InputStream stream = EmbeddedModel.class.getResourceAsStream(FOLDER + name)) {
            if (stream == null) {
                throw new ModelException(
                        "the embedded model: " + name + " is missing from sdcodec's jar; build it anew");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new ModelException("the embedded model: " + name + " cannot be read: " + Json.reason(e), e);
        }
    }
}
