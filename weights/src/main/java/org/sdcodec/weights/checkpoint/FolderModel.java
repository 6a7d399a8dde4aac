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
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.TensorSource;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.json.Json;

/** Models that are folders. */
final class FolderModel {
    private static final String CONFIG = "config.json";
    private static final String SCHEDULER_CONFIG = "scheduler_config.json";

    private FolderModel() {}

    static DiffusionModel open(Path folder) {
        if (isPipeline(folder)) {
            return pipeline(folder);
        }
        if (Files.exists(folder.resolve(CONFIG))) {
            return network(folder);
        }
        List<Path> files = checkpoints(folder);
        if (TaesdFiles.in(files)) {
            return TaesdFiles.open(folder, files);
        }
        List<Path> safetensors = files.stream()
                .filter(file -> file.toString().endsWith(".safetensors"))
                .toList();
        if (safetensors.size() == 1 || safetensors.isEmpty() && !files.isEmpty()) {
            return SingleFile.open(safetensors.isEmpty() ? files.get(0) : safetensors.get(0));
        }
        if (safetensors.size() > 1) {
            throw new WeightsException(folder + ": holds " + safetensors.size()
                    + " safetensors files; give one of them, e.g. " + safetensors.get(0));
        }
        throw new WeightsException(folder + ": holds no model; expected a diffusers folder (vae/ with " + CONFIG
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
        for (ModelPart part : List.of(ModelPart.VAE, ModelPart.UNET, ModelPart.TEXT_ENCODER)) {
            Path network = folder.resolve(part.folder());
            if (Files.exists(network.resolve(CONFIG)) && hasWeights(network)) {
                networks.put(part, () -> open(network, NetworkKind.names(part)));
            }
        }
        if (networks.isEmpty()) {
            throw new WeightsException(folder + ": has a model_index.json, but no folder vae with a " + CONFIG
                    + " and weights; the model was not fetched completely");
        }
        Path scheduler = folder.resolve(ModelPart.SCHEDULER.folder()).resolve(SCHEDULER_CONFIG);
        return new DiffusionModel(
                folder,
                "diffusers folder",
                networks,
                Files.exists(scheduler) ? () -> Json.readConfig(scheduler) : null);
    }

    private static ModelFiles open(Path folder, UnaryOperator<String> names) {
        checkpoints(folder).stream()
                .filter(file -> file.toString().endsWith(".safetensors"))
                .forEach(FileFormat::requireSafetensors);
        ModelFiles files = ModelFolder.open(folder);
        try {
            return renamed(files, names);
        } catch (RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /** One network's folder; its configuration says which network it is. */
    private static DiffusionModel network(Path folder) {
        Path config = folder.resolve(CONFIG);
        NetworkKind kind = NetworkKind.of(Json.readConfig(config), config);
        if (!hasWeights(folder)) {
            throw new WeightsException(folder + ": has a " + CONFIG + ", but no .safetensors file next to it");
        }
        String layout = kind.part().noun() + " folder";
        return new DiffusionModel(folder, layout, Map.of(kind.part(), () -> open(folder, kind.names())), null);
    }

    private static ModelFiles renamed(ModelFiles files, UnaryOperator<String> rename) {
        TensorSource tensors = files.tensors();
        RenamedTensors renamed = CheckpointViews.renamed(tensors, "", tensors.names(), rename);
        return new ModelFiles(files.config(), renamed, files.origin());
    }

    /**
     * Whether there are weights in any format, so that the sentence about the wrong ones is said when they are opened.
     */
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
            throw WeightsException.because(folder + ": cannot be listed", e);
        }
    }
}
