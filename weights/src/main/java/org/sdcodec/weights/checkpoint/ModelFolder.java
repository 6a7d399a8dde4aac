package org.sdcodec.weights.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.TensorSource;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.json.Json;
import org.sdcodec.weights.safetensors.Safetensors;
import org.sdcodec.weights.safetensors.SafetensorsIndex;

/**
 * Finds one network's files in a folder, as diffusers and transformers lay it out: {@code config.json} beside the
 * weights. Of several weights the one in full precision is taken, then the {@code fp16} variant, then a sharded set. A
 * folder whose only safetensors file has another name is accepted too.
 */
final class ModelFolder {
    private static final String CONFIG = "config.json";

    private static final List<String> WEIGHTS = List.of(
            "diffusion_pytorch_model.safetensors",
            "model.safetensors",
            "diffusion_pytorch_model.fp16.safetensors",
            "model.fp16.safetensors");

    private static final List<String> INDEXES = List.of(
            "diffusion_pytorch_model.safetensors.index.json",
            "model.safetensors.index.json",
            "diffusion_pytorch_model.safetensors.index.fp16.json",
            "model.safetensors.index.fp16.json");

    private ModelFolder() {}

    /**
     * Opens a network's folder. The files stay open until the result is closed.
     *
     * @throws WeightsException if the folder is not one, lacks a file, leaves open which one is meant, or a file is
     *     damaged
     */
    static ModelFiles open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new WeightsException(
                    folder + (Files.exists(folder) ? ": is not a folder" : ": there is no such folder")
                            + "; expected a model's folder with " + CONFIG + " and a safetensors file");
        }
        List<String> names = list(folder);
        if (!names.contains(CONFIG)) {
            throw new WeightsException(folder + ": has no " + CONFIG + hint(folder, names));
        }
        ModelConfig config = Json.readConfig(folder.resolve(CONFIG));
        return new ModelFiles(config, openWeights(folder, names), folder.toString());
    }

    private static TensorSource openWeights(Path folder, List<String> names) {
        for (String name : WEIGHTS) {
            if (names.contains(name)) {
                return Safetensors.open(folder.resolve(name));
            }
        }
        for (String name : INDEXES) {
            if (names.contains(name)) {
                return SafetensorsIndex.open(folder.resolve(name));
            }
        }
        List<String> other = filter(names, name -> name.endsWith(".safetensors"));
        if (other.size() == 1) {
            return Safetensors.open(folder.resolve(other.get(0)));
        }
        if (other.size() > 1) {
            throw new WeightsException(folder + ": has " + other.size() + " safetensors files (" + other.get(0) + ", "
                    + other.get(1) + (other.size() > 2 ? ", …" : "") + "); keep one, or name it " + WEIGHTS.get(0));
        }
        List<String> pickles = filter(names, name -> name.matches(".*\\.(bin|ckpt|pt|pth)"));
        throw new WeightsException(folder + ": has no safetensors file"
                + (pickles.isEmpty()
                        ? "; expected " + WEIGHTS.get(0)
                        : "; " + pickles.get(0) + " is a pickle, which is not read: get the model's safetensors file"));
    }

    private static String hint(Path folder, List<String> names) {
        List<String> networks =
                filter(names, name -> Files.exists(folder.resolve(name).resolve(CONFIG)));
        return networks.isEmpty()
                ? ", which a model's folder holds beside its safetensors file"
                : "; it seems to hold several networks: give one of them, e.g. " + folder.resolve(networks.get(0));
    }

    private static List<String> filter(List<String> names, Predicate<String> condition) {
        return names.stream().filter(condition).toList();
    }

    private static List<String> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw WeightsException.because(folder + ": cannot be listed", e);
        }
    }
}
