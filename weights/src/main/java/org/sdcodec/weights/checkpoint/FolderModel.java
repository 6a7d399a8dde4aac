package org.sdcodec.weights.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.ModelException;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.TensorSource;
import org.sdcodec.weights.json.Json;

/** Models that are folders. */
final class FolderModel {
    private static final String CONFIG = "config.json";
    private static final String SCHEDULER_CONFIG = "scheduler_config.json";
    private static final String TEXT_MODEL = "text_model.";
    private static final String POSITIONS = "embeddings.position_ids";

    private FolderModel() {}

    static DiffusionModel open(Path folder) {
        if (isPipeline(folder)) {
            return pipeline(folder);
        }
        if (Files.exists(folder.resolve(CONFIG))) {
            return network(folder);
        }
        if (TaesdFiles.in(folder)) {
            return TaesdFiles.open(folder);
        }
        List<Path> files = checkpoints(folder);
        List<Path> safetensors = files.stream()
                .filter(file -> file.toString().endsWith(".safetensors"))
                .toList();
        if (safetensors.size() == 1 || safetensors.isEmpty() && !files.isEmpty()) {
            return SingleFile.open(safetensors.isEmpty() ? files.get(0) : safetensors.get(0));
        }
        if (safetensors.size() > 1) {
            throw new ModelException(folder + ": holds " + safetensors.size()
                    + " safetensors files; give one of them, e.g. " + safetensors.get(0));
        }
        throw new ModelException(folder + ": holds no model; expected a diffusers folder (vae/ with " + CONFIG
                + ", …), a network's folder with " + CONFIG + ", or a .safetensors checkpoint");
    }

    /** Whether the folder holds networks in folders of their own, as {@code model_index.json} announces it. */
    private static boolean isPipeline(Path folder) {
        return Files.exists(folder.resolve("model_index.json"))
                || Stream.of(ModelPart.VAE, ModelPart.UNET)
                        .anyMatch(part ->
                                Files.exists(folder.resolve(part.folder()).resolve(CONFIG)));
    }

    private static DiffusionModel pipeline(Path folder) {
        Map<ModelPart, Supplier<ModelFiles>> networks = new EnumMap<>(ModelPart.class);
        put(networks, ModelPart.VAE, folder, FolderModel::vae);
        put(networks, ModelPart.UNET, folder, UnaryOperator.identity());
        put(networks, ModelPart.TEXT_ENCODER, folder, FolderModel::textEncoder);
        if (networks.isEmpty()) {
            throw new ModelException(folder + ": has a model_index.json, but no folder vae with a " + CONFIG
                    + " and weights; the model was not fetched completely");
        }
        Path scheduler = folder.resolve(ModelPart.SCHEDULER.folder()).resolve(SCHEDULER_CONFIG);
        return new DiffusionModel(
                folder,
                "diffusers folder",
                networks,
                Files.exists(scheduler) ? () -> Json.readConfig(scheduler) : null);
    }

    private static void put(
            Map<ModelPart, Supplier<ModelFiles>> networks,
            ModelPart part,
            Path model,
            UnaryOperator<ModelFiles> adapt) {
        Path folder = model.resolve(part.folder());
        if (Files.exists(folder.resolve(CONFIG)) && hasWeights(folder)) {
            networks.put(part, () -> open(folder, adapt));
        }
    }

    private static ModelFiles open(Path folder, UnaryOperator<ModelFiles> adapt) {
        checkpoints(folder).stream()
                .filter(file -> file.toString().endsWith(".safetensors"))
                .forEach(FileFormat::requireSafetensors);
        ModelFiles files = ModelFolder.open(folder);
        try {
            return adapt.apply(files);
        } catch (RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /** One network's folder; its configuration says which network it is. */
    private static DiffusionModel network(Path folder) {
        String kind = kind(Json.readConfig(folder.resolve(CONFIG)));
        return switch (kind) {
            case "UNet2DConditionModel" -> single(folder, "UNet folder", ModelPart.UNET, UnaryOperator.identity());
            case "CLIPTextModel" ->
                single(folder, "text encoder folder", ModelPart.TEXT_ENCODER, FolderModel::textEncoder);
            case "AutoencoderKL", "AutoencoderTiny" ->
                single(folder, "autoencoder folder", ModelPart.VAE, FolderModel::vae);
            default ->
                throw new ModelException(folder.resolve(CONFIG) + ": describes a " + kind
                        + ", which is not supported; expected AutoencoderKL, AutoencoderTiny, UNet2DConditionModel or"
                        + " CLIPTextModel");
        };
    }

    /** The class that diffusers or transformers would make; where the name is left out, by a key that only it has. */
    private static String kind(ModelConfig config) {
        List<String> architectures = config.strings("architectures", List.of());
        if (config.has("_class_name") || !architectures.isEmpty()) {
            return config.string("_class_name", String.join(", ", architectures));
        }
        if (config.has("max_position_embeddings")) {
            return "CLIPTextModel";
        }
        return config.has("cross_attention_dim") ? "UNet2DConditionModel" : "AutoencoderKL";
    }

    private static DiffusionModel single(Path folder, String layout, ModelPart part, UnaryOperator<ModelFiles> adapt) {
        if (!hasWeights(folder)) {
            throw new ModelException(folder + ": has a " + CONFIG + ", but no .safetensors file beside it");
        }
        return new DiffusionModel(folder, layout, Map.of(part, () -> open(folder, adapt)), null);
    }

    /** Gives the attention its present names: folders published before 2023 have other ones. */
    private static ModelFiles vae(ModelFiles files) {
        return renamed(files, LdmNames.oldVaeAttention()::toDiffusers);
    }

    private static ModelFiles textEncoder(ModelFiles files) {
        return renamed(files, FolderModel::textEncoderName);
    }

    /** The name without {@code text_model.}; null for the list of positions 0, 1, 2, …, which older files hold. */
    static String textEncoderName(String name) {
        String plain = name.startsWith(TEXT_MODEL) ? name.substring(TEXT_MODEL.length()) : name;
        return plain.equals(POSITIONS) ? null : plain;
    }

    private static ModelFiles renamed(ModelFiles files, UnaryOperator<String> rename) {
        TensorSource tensors = files.tensors();
        RenamedTensors renamed = CheckpointViews.renamed(tensors, "", tensors.names(), rename);
        return new ModelFiles(files.config(), renamed, files.origin());
    }

    /** Whether there are weights in any format, so that the sentence about the wrong ones is said when they are opened. */
    private static boolean hasWeights(Path folder) {
        return list(folder).stream()
                .anyMatch(file ->
                        FileFormat.isCheckpointName(file) || file.toString().endsWith(".bin"));
    }

    private static List<Path> checkpoints(Path folder) {
        return list(folder).stream().filter(FileFormat::isCheckpointName).toList();
    }

    /** The files in a folder, sorted. */
    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw ModelException.because(folder + ": cannot be listed", e);
        }
    }
}
