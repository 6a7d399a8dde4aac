package org.sdcodec.weights;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Random access to the bytes of a file, or of a buffer in memory. */
interface FileBytes extends Closeable {
    long size();

    /**
     * A view of {@code length} bytes from {@code position} on.
     *
     * @throws IOException if the range is no longer in the file, or the file is closed
     */
    ByteBuffer view(long position, int length) throws IOException;

    @Override
    void close() throws IOException;

    /** A file, each view of which is a memory mapping of its own: so a file may be larger than 2 GiB. */
    static FileBytes map(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new ModelException(file + (Files.exists(file) ? ": is not a file" : ": there is no such file"));
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        long size = channel.size();
        return new FileBytes() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public ByteBuffer view(long position, int length) throws IOException {
                // Reading a mapping beyond the end of a file that has shrunk raises an InternalError.
                if (channel.size() != size) {
                    throw new IOException("its size changed from " + size + " to " + channel.size() + " bytes");
                }
                return channel.map(FileChannel.MapMode.READ_ONLY, position, length);
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
            public ByteBuffer view(long position, int length) {
                return content.slice(Math.toIntExact(position), length);
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }
}
