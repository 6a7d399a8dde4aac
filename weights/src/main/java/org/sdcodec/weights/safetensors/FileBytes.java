package org.sdcodec.weights.safetensors;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.sdcodec.weights.WeightsException;

/** Random access to the bytes of a file, or of a buffer in memory. */
interface FileBytes extends Closeable {
    /** As many bytes are read at a time as stay in a processor's cache until they are used. */
    int PIECE = 1 << 18;

    long size();

    /**
     * Fills a buffer, from its position to its limit, with the bytes from {@code position} on.
     *
     * @throws IOException if the range is no longer in the file, or the file is closed
     */
    void read(long position, ByteBuffer to) throws IOException;

    @Override
    void close() throws IOException;

    /**
     * A file. It is read, not mapped: pages of a mapping count as the process's memory until the garbage collector finds that nobody
     * uses it, which for gigabytes of weights is too late.
     */
    static FileBytes open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new WeightsException(file + (Files.exists(file) ? ": is not a file" : ": there is no such file"));
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        long size = channel.size();
        return new FileBytes() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public void read(long position, ByteBuffer to) throws IOException {
                // Beyond the new end of a file that has shrunk there is nothing, and one that has grown is another one.
                if (channel.size() != size) {
                    throw new IOException("its size changed from " + size + " to " + channel.size() + " bytes");
                }
                int end = to.limit();
                for (long at = position; to.position() < end; ) {
                    // The JDK reads by way of a buffer of its own, as large as what is asked for, and keeps it.
                    to.limit(Math.min(end, to.position() + PIECE));
                    int count = channel.read(to, at);
                    if (count < 0) {
                        throw new IOException("it ends at byte " + at);
                    }
                    at += count;
                }
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    /** A buffer's bytes from its position to its limit; later changes of position and limit do not matter. */
    static FileBytes of(ByteBuffer buffer) {
        ByteBuffer content = buffer.slice().asReadOnlyBuffer();
        return new FileBytes() {
            @Override
            public long size() {
                return content.capacity();
            }

            @Override
            public void read(long position, ByteBuffer to) {
                to.put(content.slice(Math.toIntExact(position), to.remaining()));
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }
}
