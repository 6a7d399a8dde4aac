package org.sdcodec.cli.studio;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.ImageFormat;
import org.sdcodec.cli.peer.WorkFolder;

/** Pictures in files of the studio's own temporary folder, the only place where it writes. Thread-safe. */
final class PictureFiles {

    private final WorkFolder folder;
    private final AtomicLong count = new AtomicLong();

    PictureFiles(WorkFolder folder) {
        this.folder = folder;
    }

    /**
     * Writes a picture to a new file.
     *
     * @throws UncheckedIOException if it cannot be written
     */
    Path png(Picture picture) {
        Path file = folder.file(count.incrementAndGet() + ".png");
        try (OutputStream out = Files.newOutputStream(file)) {
            ImageFiles.write(picture, ImageFormat.PNG, EncodeOptions.MAX_QUALITY, out);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a temporary file: " + e.getMessage(), e);
        }
        return file;
    }

    /** Reads what {@link #png} has written. */
    static Picture read(Path file) throws IOException {
        return ImageFiles.read(file, Long.MAX_VALUE).picture();
    }

    /** A folder for another program. */
    WorkFolder inside() throws IOException {
        return folder.inside();
    }

    /** Removes files. */
    void remove(List<Path> files) {
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                // Somebody still reads it; it goes with the folder.
                continue;
            }
        }
    }
}
