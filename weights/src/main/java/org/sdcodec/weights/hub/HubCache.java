package org.sdcodec.weights.hub;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.sdcodec.weights.WeightsException;

/**
 * The hub cache, in the layout that huggingface_hub documents and every program of that family shares:
 *
 * <pre>
 *   models--ORG--NAME/
 *     blobs/HASH                       contents, named by their hash; HASH.sdcodec-incomplete while they are fetched
 *     refs/main                        a text: the commit that the branch meant when it was last fetched
 *     snapshots/COMMIT/path/to/file    symbolic links to blobs, or the files themselves where there are no links
 *   .locks/
 * </pre>
 *
 * @param root the cache's folder; it need not exist
 */
record HubCache(Path root) {
    private static final String PREFIX = "models--";
    private static final String SEPARATOR = "--";

    /** Configurations are smaller, weights larger. */
    private static final long SMALL = 1 << 20;

    /** Longest content of a reference: a commit's 40 digits and perhaps a line end. */
    private static final int MAX_REFERENCE = 200;

    Path folder(String repository) {
        return root.resolve(PREFIX + repository.replace("/", SEPARATOR));
    }

    Path blob(String repository, ContentHash hash) {
        return folder(repository).resolve("blobs").resolve(hash.hex());
    }

    Path snapshot(String repository, String commit) {
        return folder(repository).resolve("snapshots").resolve(commit);
    }

    Path reference(String repository) {
        return folder(repository).resolve("refs").resolve("main");
    }

    Path lock(String repository) {
        return root.resolve(".locks").resolve(folder(repository).getFileName()).resolve("sdcodec-pull.lock");
    }

    /** The repositories of models in the cache, {@code ORG/NAME}, sorted. */
    List<String> repositories() {
        return list(root).stream()
                .filter(Files::isDirectory)
                .map(folder -> folder.getFileName().toString())
                .filter(name -> name.startsWith(PREFIX))
                .map(name -> name.substring(PREFIX.length()).replaceFirst(SEPARATOR, "/"))
                .toList();
    }

    /** The snapshot that {@code refs/main} names; failing that, the newest one. */
    Optional<Path> snapshot(String repository) {
        Optional<Path> main =
                commit(repository).map(commit -> snapshot(repository, commit)).filter(Files::isDirectory);
        return main.or(() -> list(folder(repository).resolve("snapshots")).stream()
                .filter(Files::isDirectory)
                .max(Comparator.comparing(path -> path.toFile().lastModified())));
    }

    private Optional<String> commit(String repository) {
        Path file = reference(repository);
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_REFERENCE) {
                return Optional.empty();
            }
            String commit = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
            return commit.matches("[0-9A-Za-z_-]+") ? Optional.of(commit) : Optional.empty();
        } catch (IOException e) {
            throw WeightsException.because(file + ": cannot be read", e);
        }
    }

    /** Makes {@code refs/main} name a commit. */
    void refer(String repository, String commit) throws IOException {
        write(reference(repository), commit);
    }

    /**
     * Writes a small file whole or not at all. A link in its place is replaced, so that nothing is written through it.
     */
    static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            Files.writeString(temporary, text, StandardOpenOption.CREATE_NEW);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Shows a blob under its path in a snapshot: as a relative link, or, where the file system or the user's rights
     * allow no links, by moving it there. Small ones are copied then: several files may have the same little content.
     */
    void link(String repository, String commit, String path, ContentHash hash) throws IOException {
        Path file = snapshot(repository, commit).resolve(path);
        Path blob = blob(repository, hash);
        if (!Files.exists(blob)) {
            return;
        }
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        try {
            Files.createSymbolicLink(file, file.getParent().relativize(blob));
        } catch (UnsupportedOperationException | IOException e) {
            if (Files.size(blob) <= SMALL) {
                Files.copy(blob, file);
            } else {
                Files.move(blob, file, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    /** Entries of a folder, sorted; none if there is no such folder. */
    static List<Path> list(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw WeightsException.because(folder + ": cannot be listed", e);
        }
    }
}
