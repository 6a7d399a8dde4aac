package org.sdcodec.spark.dataset;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A tar file in WebDataset's form: the files of a sample follow each other and have its key as their name up to the
 * first dot. The same entries give the same bytes.
 */
final class Shard implements Closeable {

    private static final int BUFFER = 1 << 20;

    private final TarArchiveOutputStream tar;

    /** @param out closed with the shard */
    Shard(OutputStream out) {
        this.tar = new TarArchiveOutputStream(new BufferedOutputStream(out, BUFFER), StandardCharsets.UTF_8.name());
    }

    /**
     * Adds a file.
     *
     * @param key of the sample, without a dot
     * @return where in the tar file the content begins
     */
    long add(String key, String extension, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(key + "." + extension);
        entry.setSize(content.length);
        entry.setModTime(0);
        // Not the name of whoever runs the executor.
        entry.setUserName("");
        entry.setUserId(0);
        entry.setGroupId(0);
        tar.putArchiveEntry(entry);
        long offset = tar.getBytesWritten();
        tar.write(content);
        tar.closeArchiveEntry();
        return offset;
    }

    /** Bytes so far. */
    long size() {
        return tar.getBytesWritten();
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }
}
