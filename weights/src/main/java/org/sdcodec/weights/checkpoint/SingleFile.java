package org.sdcodec.weights.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.Quote;
import org.sdcodec.weights.TensorSource;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.json.Json;
import org.sdcodec.weights.safetensors.Safetensors;

/** Models that are one safetensors file: tells by the tensors' names what it holds. */
final class SingleFile {
    private static final String VAE = "first_stage_model.";
    static final String UNET = "model.diffusion_model.";
    private static final String CLIP = "cond_stage_model.transformer.";
    private static final String OPEN_CLIP = "cond_stage_model.model.";

    /**
     * What the names of a network alone begin with: some programs keep the prefix of the model that it was a part of.
     */
    private static final List<String> ALONE = List.of("", "vae.");

    /**
     * Models of which the autoencoder alone is read: what names of their other tensors start with, and their titles.
     */
    private static final Map<String, String> AUTOENCODER_ONLY = new TreeMap<>(Map.of(
            "conditioner.embedders.", "Stable Diffusion XL checkpoint",
            "model.diffusion_model.label_emb.", "checkpoint of Stable Diffusion XL or unCLIP",
            "model.diffusion_model.joint_blocks.", "Stable Diffusion 3 checkpoint",
            "joint_blocks.", "Stable Diffusion 3 checkpoint",
            "model.diffusion_model.double_blocks.", "FLUX checkpoint",
            "double_blocks.", "FLUX checkpoint"));

    /** Additions to models: what names of their tensors start with, and their names. */
    private static final Map<String, String> ADDITIONS = new TreeMap<>(Map.of(
            "lora_", "a LoRA, which is an addition to a model",
            "control_model.", "a ControlNet, which is an addition to a model"));

    private SingleFile() {}

    static DiffusionModel open(Path path) {
        FileFormat.requireSafetensors(path);
        try (Safetensors file = Safetensors.open(path)) {
            refuseAdditions(file);
            Optional<String> other = AUTOENCODER_ONLY.entrySet().stream()
                    .filter(kind -> startsAny(file, kind.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst();
            if (other.isPresent()) {
                return autoencoderOnly(path, file, other.get());
            }
            if (TaesdFiles.isOneSide(file)) {
                return TaesdFiles.openPair(path);
            }
            return startsAny(file, UNET) || startsAny(file, VAE) ? checkpoint(path, file) : networkAlone(path, file);
        }
    }

    private static DiffusionModel checkpoint(Path path, Safetensors file) {
        Map<ModelPart, Supplier<ModelFiles>> networks = new EnumMap<>(ModelPart.class);
        if (startsAny(file, VAE)) {
            networks.put(ModelPart.VAE, vae(path, VAE));
        }
        if (startsAny(file, UNET)) {
            networks.put(ModelPart.UNET, unet(path, UNET));
        }
        if (startsAny(file, CLIP)) {
            networks.put(
                    ModelPart.TEXT_ENCODER,
                    network(
                            path,
                            source -> CheckpointViews.clip(source, CLIP),
                            (source, tensors) -> InferredConfig.textEncoder(tensors, "quick_gelu")));
        } else if (startsAny(file, OPEN_CLIP)) {
            networks.put(
                    ModelPart.TEXT_ENCODER,
                    network(
                            path,
                            source -> CheckpointViews.openClip(source, OPEN_CLIP),
                            (source, tensors) -> InferredConfig.textEncoder(tensors, "gelu")));
        }
        boolean unet = networks.containsKey(ModelPart.UNET);
        return new DiffusionModel(
                path,
                unet ? "single-file checkpoint" : "autoencoder file",
                networks,
                unet ? () -> Prediction.scheduler(path) : null);
    }

    private static DiffusionModel networkAlone(Path path, Safetensors file) {
        for (String prefix : ALONE) {
            if (startsAny(file, prefix + "encoder.down.") || startsAny(file, prefix + "decoder.up.")) {
                return alone(path, ModelPart.VAE, vae(path, prefix));
            }
            if (startsAny(file, prefix + "input_blocks.")) {
                return alone(path, ModelPart.UNET, unet(path, prefix));
            }
            Optional<NetworkKind> kind = NetworkKind.of(file, prefix);
            if (kind.isPresent()) {
                return alone(path, kind.get().part(), published(path, prefix, kind.get()));
            }
        }
        Set<String> names = file.names();
        throw new WeightsException(path + ": is not a Stable Diffusion model: no tensor is named " + UNET + "…, " + VAE
                + "… or as in an autoencoder or UNet"
                + (names.isEmpty()
                        ? ""
                        : "; the first is " + Quote.name(names.iterator().next())));
    }

    private static DiffusionModel alone(Path path, ModelPart part, Supplier<ModelFiles> network) {
        return new DiffusionModel(path, part.noun() + " file", Map.of(part, network), null);
    }

    private static Supplier<ModelFiles> vae(Path path, String prefix) {
        return network(
                path,
                source -> CheckpointViews.vae(source, prefix),
                (source, tensors) -> configBeside(path, source, NetworkKind.autoencoderKl(tensors), tensors));
    }

    /** A network with the names of diffusers, be they former ones. */
    private static Supplier<ModelFiles> published(Path path, String prefix, NetworkKind kind) {
        return network(
                path,
                source -> CheckpointViews.published(source, prefix, kind),
                (source, tensors) -> configBeside(path, source, kind, tensors));
    }

    private static Supplier<ModelFiles> unet(Path path, String prefix) {
        return network(
                path,
                source -> CheckpointViews.unet(source, prefix),
                (source, tensors) -> InferredConfig.unet(tensors));
    }

    /** Opens the file each time, and closes it again if it turns out not to hold the network. */
    private static Supplier<ModelFiles> network(
            Path path,
            Function<Safetensors, RenamedTensors> view,
            BiFunction<Safetensors, TensorSource, ModelConfig> config) {
        return () -> {
            Safetensors file = Safetensors.open(path);
            try {
                RenamedTensors tensors = view.apply(file);
                return new ModelFiles(config.apply(file, tensors), tensors, path.toString());
            } catch (RuntimeException e) {
                file.close();
                throw e;
            }
        };
    }

    /** The {@code config.json} beside a file that was taken from a diffusers folder; else what the tensors tell. */
    private static ModelConfig configBeside(Path path, Safetensors file, NetworkKind kind, TensorSource tensors) {
        Path beside = path.resolveSibling("config.json");
        if (Files.exists(beside)) {
            ModelConfig config = Json.readConfig(beside);
            if (config.string("_class_name", "").equals(kind.className())) {
                return config;
            }
        }
        String name = path.getFileName().toString();
        return kind.inferred(tensors, channels -> LatentFamily.of(file, name, channels));
    }

    /** The autoencoder of a checkpoint whose other networks are not supported. */
    private static DiffusionModel autoencoderOnly(Path path, Safetensors file, String kind) {
        for (String prefix : List.of(VAE, "vae.")) {
            if (startsAny(file, prefix)) {
                return new DiffusionModel(path, kind, Map.of(ModelPart.VAE, vae(path, prefix)), null);
            }
        }
        throw new WeightsException(file.origin() + ": is a " + kind
                + " without an autoencoder; expected Stable Diffusion 1.x or 2.x, or an autoencoder");
    }

    private static void refuseAdditions(Safetensors file) {
        ADDITIONS.forEach((prefix, kind) -> {
            if (startsAny(file, prefix)) {
                throw new WeightsException(
                        file.origin() + ": is " + kind + "; expected Stable Diffusion 1.x or 2.x, or an autoencoder");
            }
        });
    }

    private static boolean startsAny(Safetensors file, String prefix) {
        return file.names().stream().anyMatch(name -> name.startsWith(prefix));
    }
}
