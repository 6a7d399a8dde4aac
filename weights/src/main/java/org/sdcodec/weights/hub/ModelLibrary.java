package org.sdcodec.weights.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sdcodec.weights.Quote;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.checkpoint.DiffusionModel;

/**
 * The models on this machine: in folders that the user names, in those of {@code SDCODEC_MODELS}, and in the hub cache.
 * Looks at the disk afresh on every call.
 */
public final class ModelLibrary {
    private final HubEnvironment environment;

    /** @param environment says which folders there are */
    public ModelLibrary(HubEnvironment environment) {
        this.environment = environment;
    }

    /**
     * Lists models: those in the given folders, then in {@code SDCODEC_MODELS}, then in the hub cache; each once.
     *
     * @param folders models, or folders that hold some up to three levels down; may be empty
     * @return usable models, and files that look like models with the reason why they cannot be used
     * @throws WeightsException if a given folder does not exist; folders of variables may be absent
     */
    public List<FoundModel> list(List<Path> folders) {
        Map<Path, FoundModel> found = new LinkedHashMap<>();
        for (Path folder : folders) {
            if (!Files.exists(folder)) {
                throw new WeightsException(folder + ": there is no such file or folder");
            }
            ModelSearch.in(inHubFolder(folder)).forEach((path, model) -> found.putIfAbsent(identity(path), model));
        }
        environment.modelFolders().stream()
                .filter(Files::exists)
                .forEach(folder -> ModelSearch.in(inHubFolder(folder))
                        .forEach((path, model) -> found.putIfAbsent(identity(path), model)));
        HubCache cache = new HubCache(environment.cache());
        for (String repository : cache.repositories()) {
            String name = KnownModel.find(repository).map(KnownModel::name).orElse(repository);
            cache.snapshot(repository)
                    .ifPresent(snapshot -> inSnapshot(name, snapshot)
                            .forEach((path, model) -> found.putIfAbsent(identity(path), model)));
        }
        return List.copyOf(found.values());
    }

    /** A snapshot is a model, or holds several as single files. */
    private static Map<Path, FoundModel> inSnapshot(String name, Path snapshot) {
        FoundModel whole = ModelSearch.inspect(name, snapshot);
        if (whole.isUsable()) {
            return Map.of(snapshot, whole);
        }
        Map<Path, FoundModel> parts = new TreeMap<>();
        ModelSearch.in(snapshot)
                .forEach((path, model) -> parts.put(path, model.named(name + "/" + snapshot.relativize(path))));
        return parts.values().stream().anyMatch(FoundModel::isUsable) ? parts : Map.of(snapshot, whole);
    }

    /**
     * Finds a model by what a user calls it: a path; a short name or {@code ORG/NAME} in the hub cache, or a file in
     * one of these, {@code ORG/NAME/FILE}; the name of a file or folder in {@code SDCODEC_MODELS}, with or without
     * {@code .safetensors}.
     *
     * @throws WeightsException if there is none, or it cannot be used; the sentence says how to get one
     */
    public DiffusionModel open(String nameOrPath) {
        Optional<Path> path = existing(nameOrPath);
        if (path.isPresent()) {
            return DiffusionModel.open(inHubFolder(path.get()));
        }
        Optional<Path> cached = inCache(nameOrPath);
        if (cached.isPresent()) {
            return DiffusionModel.open(cached.get());
        }
        for (Path folder : environment.modelFolders()) {
            for (String name : List.of(nameOrPath, nameOrPath + ".safetensors")) {
                Optional<Path> file = existing(folder + "/" + name);
                if (file.isPresent()) {
                    return DiffusionModel.open(inHubFolder(file.get()));
                }
            }
        }
        throw new WeightsException(KnownModel.find(nameOrPath)
                .map(model -> model.name() + ": is not on this machine; 'pull " + model.name() + "' fetches it")
                .orElseGet(() -> "there is no model " + Quote.name(nameOrPath)
                        + "; give a path, the name of a file in a folder of SDCODEC_MODELS, or one of "
                        + String.join(
                                ", ",
                                KnownModel.all().stream().map(KnownModel::name).toList())));
    }

    /** A repository's snapshot, or a file in it, by the repository's name and the file's path. */
    private Optional<Path> inCache(String name) {
        HubCache cache = new HubCache(environment.cache());
        String[] words = name.split("/");
        for (int taken = 1; taken <= Math.min(2, words.length); taken++) {
            String head = String.join("/", Arrays.copyOf(words, taken));
            String rest = String.join("/", Arrays.copyOfRange(words, taken, words.length));
            String repository =
                    KnownModel.find(head).map(KnownModel::repository).orElse(head);
            if (repository.matches("[\\w.-]+/[\\w.-]+")) {
                Optional<Path> found = cache.snapshot(repository).flatMap(snapshot -> existing(snapshot + "/" + rest));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** A repository's own folder in a hub cache stands for its current snapshot. */
    private static Path inHubFolder(Path path) {
        Path folder = path.toAbsolutePath().normalize();
        if (folder.getParent() == null || !Files.isDirectory(folder.resolve("snapshots"))) {
            return path;
        }
        HubCache cache = new HubCache(folder.getParent());
        return cache.repositories().stream()
                .filter(repository -> cache.folder(repository).equals(folder))
                .findFirst()
                .flatMap(cache::snapshot)
                .orElse(path);
    }

    private static Optional<Path> existing(String text) {
        try {
            return Optional.of(Path.of(text)).filter(Files::exists);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Path identity(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw WeightsException.because(path + ": cannot be looked at", e);
        }
    }
}
