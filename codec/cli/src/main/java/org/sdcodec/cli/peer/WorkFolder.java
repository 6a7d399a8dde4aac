package org.sdcodec.cli.peer;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.ImageFormat;

/**
 * A temporary folder that nobody else can read, for the files of other programs. Removed with all that is in it when it is closed; whoever
 * makes one sees to it that it is closed when the JVM is ended.
 */
public final class WorkFolder implements AutoCloseable {
    private final Path path;

    /**
     * Makes the folder.
     *
     * @param parent where it lies
     * @param prefix what its name begins with
     */
    public WorkFolder(Path parent, String prefix) throws IOException {
        this(Files.createTempDirectory(parent, prefix));
    }

    private WorkFolder(Path path) {
        this.path = path;
    }

    /** Makes another folder within this one, which goes with it at the latest. */
    public WorkFolder inside() throws IOException {
        return new WorkFolder(path, "work-");
    }

    /** The path of a file of this name in the folder. */
    public Path file(String name) {
        return path.resolve(name);
    }

    /** Writes a picture to one of the folder's files. */
    public void write(Path file, Picture image, ImageFormat format) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            ImageFiles.write(image, format, EncodeOptions.MAX_QUALITY, out);
        }
    }

    @Override
    public void close() {
        if (Files.notExists(path)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(path)) {
            List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // A program that is just being ended may still write; what is left lies among other temporary files.
        }
    }
}
