package org.sdcodec.cli.peer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.cli.file.TemporaryFolder;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.ImageFormat;

/**
 * A temporary folder that nobody else can read, for the files of other programs. Removed with all that is in it when it is closed; whoever
 * makes one sees to it that it is closed when the JVM is ended. What killed processes left is removed by the next one
 * that makes a folder with the same prefix.
 */
public final class WorkFolder implements AutoCloseable {
    private final Path path;

    /** The whole folder; null if this is one within another. */
    private final TemporaryFolder whole;

    /**
     * Makes the folder.
     *
     * @param parent where it lies
     * @param prefix what its name begins with
     */
    public WorkFolder(Path parent, String prefix) throws IOException {
        this.whole = TemporaryFolder.create(parent, prefix);
        this.path = whole.path();
    }

    private WorkFolder(Path path) {
        this.whole = null;
        this.path = path;
    }

    /** Makes another folder within this one, which goes with it at the latest. */
    public WorkFolder inside() throws IOException {
        return new WorkFolder(Files.createTempDirectory(path, "work-"));
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
        if (whole != null) {
            whole.close();
        } else {
            TemporaryFolder.removeTree(path);
        }
    }
}
