package org.sdcodec.benchmarks.tools;

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

/** A temporary folder for the files of other programs, removed with all that is in it when it is closed or the JVM ends. */
public final class WorkFolder implements AutoCloseable {
    private final Path path;
    private final Thread hook;

    /** Makes the folder. */
    public WorkFolder() throws IOException {
        path = Files.createTempDirectory("sdcodec-rd-");
        hook = new Thread(this::delete);
        Runtime.getRuntime().addShutdownHook(hook);
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
        Runtime.getRuntime().removeShutdownHook(hook);
        delete();
    }

    private void delete() {
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
