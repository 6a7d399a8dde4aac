package org.sdcodec.weights.hub;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.checkpoint.DiffusionModel;

/** Looks through a folder for models. */
final class ModelSearch extends SimpleFileVisitor<Path> {
    /** Collections of checkpoints are sorted into folders, but not deeply. */
    private static final int DEPTH = 4;

    /** A folder given by mistake, such as a home folder, is not searched for ever. */
    private static final int MOST_ENTRIES = 20_000;

    private final Map<Path, FoundModel> found = new TreeMap<>();
    private int entries;

    private ModelSearch() {}

    /** The models in a folder, or the one that the path is. */
    static Map<Path, FoundModel> in(Path start) {
        ModelSearch search = new ModelSearch();
        try {
            Files.walkFileTree(start, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, search);
        } catch (IOException e) {
            throw WeightsException.because(start + ": cannot be searched", e);
        }
        return search.found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        if (entries++ >= MOST_ENTRIES) {
            return FileVisitResult.TERMINATE;
        }
        if (entries > 1 && folder.getFileName().toString().startsWith(".")) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        Optional<FoundModel> model = folder(name(folder), folder);
        model.ifPresent(whole -> found.put(folder, whole));
        return model.isPresent() ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (entries++ >= MOST_ENTRIES) {
            return FileVisitResult.TERMINATE;
        }
        if (attributes.isRegularFile() && DiffusionModel.looksLikeModel(file)) {
            found.put(file, inspect(name(file), file));
        }
        return FileVisitResult.CONTINUE;
    }

    /** What may not be read, or goes round in circles, is passed over. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
        return FileVisitResult.CONTINUE;
    }

    /** A folder that is a model itself; one that merely holds a checkpoint is not. */
    private static Optional<FoundModel> folder(String name, Path folder) {
        try {
            return Optional.of(DiffusionModel.open(folder))
                    .filter(model -> model.path().equals(folder))
                    .map(model -> usable(name, model));
        } catch (WeightsException e) {
            return Optional.empty();
        }
    }

    /** A path that ought to be a model, with the reason if it is not usable. */
    static FoundModel inspect(String name, Path path) {
        try {
            return usable(name, DiffusionModel.open(path));
        } catch (WeightsException e) {
            return new FoundModel(name, path, "", Set.of(), size(path), Optional.of(e.getMessage()));
        }
    }

    private static FoundModel usable(String name, DiffusionModel model) {
        return new FoundModel(name, model.path(), model.layout(), model.parts(), size(model.path()), Optional.empty());
    }

    private static String name(Path path) {
        Path name = path.toAbsolutePath().normalize().getFileName();
        return name == null ? path.toString() : name.toString();
    }

    /** Bytes of a file, or of the files in a folder; links count as what they point to. */
    private static long size(Path path) {
        long[] sum = {0};
        try {
            Files.walkFileTree(path, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    sum[0] += attributes.size();
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw WeightsException.because(path + ": its size cannot be read", e);
        }
        return sum[0];
    }
}
