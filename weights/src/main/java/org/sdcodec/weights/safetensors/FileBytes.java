package org.sdcodec.weights.safetensors;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sdcodec.weights.WeightsException;

/** Random access to the bytes of a file, or of a buffer in memory. */
interface FileBytes extends Closeable {
    /** As many bytes are read at a time as stay in a processor's cache until they are used. */
    int PIECE = 1 << 18;

    long size();

    /**
     * Fills a buffer, from its position to its limit, with the bytes from {@code position} on. Thread-safe.
     *
     * @param to has an array
     * @throws IOException if the range is no longer in the file, or the file is closed
     */
    void read(long position, ByteBuffer to) throws IOException;

    @Override
    void close() throws IOException;

    /**
     * A file. It is read, not mapped: pages of a mapping count as the process's memory until the garbage collector
     * finds that nobody uses it, which for gigabytes of weights is too late. And not by a channel, which the interrupt
     * of one thread that reads would close for all.
     */
    static FileBytes open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new WeightsException(file + (Files.exists(file) ? ": is not a file" : ": there is no such file"));
        }
        RandomAccessFile content = new RandomAccessFile(file.toFile(), "r");
        long size = content.length();
        return new FileBytes() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public void read(long position, ByteBuffer to) throws IOException {
                while (to.hasRemaining()) {
                    // The JDK reads by way of a buffer of its own, as large as what is asked for.
                    int count = Math.min(PIECE, to.remaining());
                    readPiece(position, to.array(), to.arrayOffset() + to.position(), count);
                    to.position(to.position() + count);
                    position += count;
                }
            }

            private synchronized void readPiece(long position, byte[] to, int offset, int count) throws IOException {
                // Beyond the new end of a file that has shrunk there is nothing, and one that has grown is another one.
                if (content.length() != size) {
                    throw new IOException("its size changed from " + size + " to " + content.length() + " bytes");
                }
                content.seek(position);
                try {
                    content.readFully(to, offset, count);
                } catch (EOFException e) {
                    throw new IOException("it ends before byte " + (position + count), e);
                }
            }

            @Override
            public void close() throws IOException {
                content.close();
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
