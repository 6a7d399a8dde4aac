package org.sdcodec.weights.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.WeightsException;

/**
 * A Stable Diffusion model, or a part of one, in whichever layout it lies on disk: a diffusers folder, one network's
 * folder, a single-file checkpoint of 1.x or 2.x, an autoencoder's file, TAESD's two files. Every network comes with
 * the names and the configuration of diffusers, so the same weights have the same {@link
 * org.sdcodec.weights.Fingerprint} in every layout.
 *
 * <p>Immutable. Opening reads headers only and leaves no file open; each network's files are opened when it is asked
 * for.
 */
public final class DiffusionModel {
    /** The text encoder's output for the empty prompt, which can stand in for the encoder. */
    static final String EMPTY_PROMPT = "empty_prompt.safetensors";

    /** The linear map from latents to colors, for previews. */
    public static final String LATENT_RGB = "latent_rgb.safetensors";

    /** What the entropy coder knows of the model's latents in advance. */
    static final String LATENT_PRIOR = "latent.prior";

    private final Path path;
    private final String layout;
    private final Map<ModelPart, Supplier<ModelFiles>> networks;
    private final Supplier<ModelConfig> scheduler;

    /** @param scheduler null if there is none */
    DiffusionModel(
            Path path, String layout, Map<ModelPart, Supplier<ModelFiles>> networks, Supplier<ModelConfig> scheduler) {
        this.path = path;
        this.layout = layout;
        this.networks = new EnumMap<>(networks);
        this.scheduler = scheduler;
    }

    /**
     * Finds a model's parts.
     *
     * @param path a folder or a file
     * @throws WeightsException if there is no model, several, or one that is not supported (a pickle, Stable Diffusion
     *     XL, …); the sentence says what to give instead
     */
    public static DiffusionModel open(Path path) {
        return Files.isDirectory(path) ? FolderModel.open(path) : SingleFile.open(path);
    }

    /** Whether a file's name is one under which models are passed on, usable or not. */
    public static boolean looksLikeModel(Path file) {
        return FileFormat.isCheckpointName(file);
    }

    /**
     * The file that was opened, or the folder; the one checkpoint in it if a folder was given that holds nothing else.
     */
    public Path path() {
        return path;
    }

    /** The kind of layout in a few words, e.g. {@code diffusers folder}. */
    public String layout() {
        return layout;
    }

    /** The parts that are there, in the order of {@link ModelPart}. */
    public Set<ModelPart> parts() {
        Set<ModelPart> parts = new TreeSet<>(networks.keySet());
        if (scheduler != null) {
            parts.add(ModelPart.SCHEDULER);
        }
        return Collections.unmodifiableSet(parts);
    }

    /** Whether a part is there. */
    public boolean has(ModelPart part) {
        return parts().contains(part);
    }

    /**
     * Opens the autoencoder (AutoencoderKL or AutoencoderTiny).
     *
     * @return files that the caller closes
     * @throws WeightsException if there is none or its files are damaged
     */
    public ModelFiles vae() {
        return network(ModelPart.VAE);
    }

    /** Opens the UNet; as {@link #vae}. */
    public ModelFiles unet() {
        return network(ModelPart.UNET);
    }

    /**
     * Opens the text encoder; as {@link #vae}. The names are those of transformers without the leading {@code
     * text_model.}, e.g. {@code encoder.layers.0.self_attn.q_proj.weight}; its list of positions is left out.
     */
    public ModelFiles textEncoder() {
        return network(ModelPart.TEXT_ENCODER);
    }

    /**
     * The noise schedule, as in {@code scheduler_config.json}.
     *
     * @throws WeightsException if there is none, or if a single file leaves open what its UNet predicts
     */
    public ModelConfig scheduler() {
        if (scheduler == null) {
            throw missing(ModelPart.SCHEDULER);
        }
        return scheduler.get();
    }

    /**
     * The embedding of the empty prompt as a file: {@code empty_prompt.safetensors} in the folder; beside a single file
     * {@code NAME.empty_prompt.safetensors}. Where the single file has no text encoder, a plain {@code
     * empty_prompt.safetensors} next to it will do: it may belong to another checkpoint of that folder, but one of the
     * same width comes from the same encoder, as far as models are published.
     */
    public Optional<Path> emptyPrompt() {
        boolean folder = Files.isDirectory(path);
        Path own = folder ? path.resolve(EMPTY_PROMPT) : path.resolveSibling(emptyPromptName());
        if (Files.isRegularFile(own)) {
            return Optional.of(own);
        }
        return folder || has(ModelPart.TEXT_ENCODER)
                ? Optional.empty()
                : Optional.of(path.resolveSibling(EMPTY_PROMPT)).filter(Files::isRegularFile);
    }

    /** The name of the file that {@link #emptyPrompt} looks for first. */
    public String emptyPromptName() {
        return ownName(EMPTY_PROMPT);
    }

    /**
     * The map from latents to colors as a file: {@code latent_rgb.safetensors}, named and placed as {@link
     * #emptyPrompt}.
     */
    public Optional<Path> latentRgb() {
        return own(LATENT_RGB);
    }

    /** The entropy coder's prior as a file: {@code latent.prior}, named and placed as {@link #emptyPrompt}. */
    public Optional<Path> latentPrior() {
        return own(LATENT_PRIOR);
    }

    /** Where {@link #latentPrior} looks for the file, whether it is there or not. */
    public Path latentPriorFile() {
        return place(LATENT_PRIOR);
    }

    /** The name of the file that {@link #latentRgb} looks for. */
    public String latentRgbName() {
        return ownName(LATENT_RGB);
    }

    private Optional<Path> own(String file) {
        return Optional.of(place(file)).filter(Files::isRegularFile);
    }

    private Path place(String file) {
        return Files.isDirectory(path) ? path.resolve(file) : path.resolveSibling(ownName(file));
    }

    private String ownName(String file) {
        return Files.isDirectory(path)
                ? file
                : path.getFileName().toString().replaceFirst("\\.safetensors$", "") + "." + file;
    }

    private ModelFiles network(ModelPart part) {
        Supplier<ModelFiles> network = networks.get(part);
        if (network == null) {
            throw missing(part);
        }
        return network.get();
    }

    private WeightsException missing(ModelPart part) {
        return new WeightsException(path + ": has no " + part.folder() + "; it is a " + layout + " with "
                + String.join(", ", parts().stream().map(ModelPart::folder).toList()));
    }
}
