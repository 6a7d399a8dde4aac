package org.sdcodec.weights.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.json.Json;
import org.sdcodec.weights.safetensors.Safetensors;

/** The model that comes inside the jar; its model card lies beside it. Nothing may depend on its shape. */
public final class EmbeddedModel {
    private static final String FOLDER = "vae/";

    private EmbeddedModel() {}

    /**
     * The autoencoder.
     *
     * @throws WeightsException if the jar lacks it or it is damaged
     */
    public static ModelFiles vae() {
        ModelConfig config = Json.parseConfig(resource("config.json"), "the embedded model's config.json");
        ByteBuffer weights = ByteBuffer.wrap(resource("diffusion_pytorch_model.safetensors"));
        return new ModelFiles(config, Safetensors.read(weights, "the embedded model"), "the embedded model");
    }

    /** What the entropy coder knows of this model's latents in advance; empty if nothing was trained. */
    public static Optional<byte[]> latentPrior() {
        return optional("latent-2.prior");
    }

    /** The same of files of format version 1. */
    public static Optional<byte[]> formerLatentPrior() {
        return optional("latent.prior");
    }

    private static Optional<byte[]> optional(String name) {
        boolean exists = EmbeddedModel.class.getResource(FOLDER + name) != null;
        return exists ? Optional.of(resource(name)) : Optional.empty();
    }

    /**
     * What turns its latents into a preview, as {@code sdcodec run latent-rgb} writes it.
     *
     * @throws WeightsException if the jar lacks it or it is damaged
     */
    public static Safetensors latentRgb() {
        return Safetensors.read(
                ByteBuffer.wrap(resource("latent_rgb.safetensors")), "the embedded model's latent_rgb.safetensors");
    }

    private static byte[] resource(String name) {
        try (InputStream stream = EmbeddedModel.class.getResourceAsStream(FOLDER + name)) {
            if (stream == null) {
                throw new WeightsException(
                        "the embedded model: " + name + " is missing from sdcodec's jar; build it again");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw WeightsException.because("the embedded model: " + name + " cannot be read", e);
        }
    }
}
