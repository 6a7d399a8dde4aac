package org.sdcodec.weights.hub;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * A file that is being fetched, {@code NAME.sdcodec-incomplete} beside its place until its content has been checked.
 * What an earlier attempt left is continued; its hash is worked out along the way, so that nothing is read twice.
 */
final class PartialFile implements Closeable {
    /**
     * Not huggingface_hub's {@code .incomplete}: it may be writing its own at the same time, and our lock does not hold
     * it off.
     */
    private static final String SUFFIX = ".sdcodec-incomplete";

    private final Path target;
    private final Path partial;
    private final long size;
    private final ContentHash hash;
    private final FileChannel channel;
    private MessageDigest digest;
    private long position;

    /** Opens or makes the partial file, and reads what it holds. */
    PartialFile(Path target, long size, ContentHash hash) throws IOException {
        this.target = target;
        this.partial = partial(target);
        this.size = size;
        this.hash = hash;
        if (Files.exists(partial, LinkOption.NOFOLLOW_LINKS)
                && !Files.isRegularFile(partial, LinkOption.NOFOLLOW_LINKS)) {
            // In a cache that others can write to: a link would be written through, a pipe waited for.
            Files.delete(partial);
        }
        this.channel = FileChannel.open(
                partial,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        try {
            if (channel.size() > size) {
                restart();
            } else {
                digest = hash.digest(size);
                readExisting();
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    static Path partial(Path target) {
        return target.resolveSibling(target.getFileName() + SUFFIX);
    }

    private void readExisting() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        while (channel.read(buffer) >= 0) {
            position += buffer.position();
            digest.update(buffer.flip());
            buffer.clear();
        }
    }

    /** Bytes present. */
    long position() {
        return position;
    }

    boolean isComplete() {
        return position == size;
    }

    /**
     * Adds bytes at the end.
     *
     * @throws TransientFailure if there are more than the file has
     * @throws UncheckedIOException if the disk refuses them
     */
    void append(ByteBuffer bytes) throws TransientFailure {
        int length = bytes.remaining();
        if (length > size - position) {
            throw new TransientFailure("the server sent more than the " + size + " bytes that it announced");
        }
        digest.update(bytes.duplicate());
        try {
            for (long at = position; bytes.hasRemaining(); at = position + length - bytes.remaining()) {
                channel.write(bytes, at);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        position += length;
    }

    /** Forgets all bytes. */
    void restart() {
        try {
            channel.truncate(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        digest = hash.digest(size);
        position = 0;
    }

    /**
     * Checks the complete content and moves it to its place, or deletes it.
     *
     * @return whether its hash is the expected one; closed in either case
     */
    boolean finish() throws IOException {
        boolean right = hash.matches(digest);
        if (right) {
            channel.force(true);
        }
        channel.close();
        if (right) {
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.delete(partial);
        }
        return right;
    }

    /** Closes the file, which stays for a later attempt. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
