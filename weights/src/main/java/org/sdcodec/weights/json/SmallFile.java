package org.sdcodec.weights.json;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Files that are read as a whole, bounded: a pipe in their place would keep the reader waiting, a device would fill the
 * memory.
 */
public final class SmallFile {

    private SmallFile() {}

    /**
     * Reads a regular file, or what a link leads to if that is one.
     *
     * @param most how many bytes it may have
     * @throws IOException if it is missing, something else, or larger; the message is a clause that does not name the
     *     file
     */
    public static byte[] read(Path file, int most) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException("it is not a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new IOException("it has " + Math.max(bytes.length, Files.size(file)) + " bytes, at most " + most
                        + " were expected");
            }
            return bytes;
        }
    }
}
