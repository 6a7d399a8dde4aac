package org.sdcodec.cli.file;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;

/**
 * An output file that appears whole or not at all. The bytes go to a temporary file beside the target; {@link #commit}
 * moves it into place in one step. Closing without a commit removes it:
 *
 * <pre>{@code
 * try (AtomicFile file = AtomicFile.create(target, false)) {
 *     file.stream().write(bytes);
 *     file.commit();
 * }
 * }</pre>
 *
 * <p>{@link #commit} and {@link #close} may be called from any thread; {@link PendingFiles} uses that to clean up when
 * a program is interrupted. Every {@link IOException} of {@link #create} and {@link #commit} carries one sentence that
 * can be shown as it is.
 */
public final class AtomicFile implements Closeable {
    private static final int NAME_ATTEMPTS = 100;

    private final Path target;
    private final Path destination;
    private final boolean overwrite;
    private final Path temporary;
    private final FileChannel channel;
    private final OutputStream stream;
    private final Consumer<AtomicFile> onFinish;
    private boolean finished;

    private AtomicFile(
            Path target,
            Path destination,
            boolean overwrite,
            Path temporary,
            FileChannel channel,
            Consumer<AtomicFile> onFinish) {
        this.target = target;
        this.destination = destination;
        this.overwrite = overwrite;
        this.temporary = temporary;
        this.channel = channel;
        this.stream = new BufferedOutputStream(new NamingStream(target, Channels.newOutputStream(channel)), 1 << 16);
        this.onFinish = onFinish;
    }

    /**
     * Starts a file.
     *
     * @param target where the file shall appear; a symbolic link to a file is followed
     * @param overwrite whether a file that is there already may be replaced
     * @throws IOException if the target is a folder or no regular file, exists and may not be replaced, or its folder
     *     is missing or not writable
     */
    public static AtomicFile create(Path target, boolean overwrite) throws IOException {
        return create(target, overwrite, file -> {});
    }

    static AtomicFile create(Path target, boolean overwrite, Consumer<AtomicFile> onFinish) throws IOException {
        Path destination = check(target, overwrite);
        Path folder = destination.getParent();
        for (int attempt = 0; attempt < NAME_ATTEMPTS; attempt++) {
            // Not Files.createTempFile: its files are private to the user, and the moved file would stay so.
            Path temporary = folder.resolve(LeftOvers.newName());
            try {
                FileChannel channel = open(temporary, destination);
                if (LeftOvers.claim(channel, temporary)) {
                    return new AtomicFile(target, destination, overwrite, temporary, channel, onFinish);
                }
                channel.close();
            } catch (FileAlreadyExistsException e) {
                // Another program's temporary file; the next number will be free.
            } catch (IOException e) {
                throw explain(target, e);
            }
        }
        throw new IOException("cannot write '" + target + "': no free name for a temporary file next to it; remove the "
                + "left-over *.sdc.tmp files there");
    }

    /**
     * Finds out what {@link #create} would find out, without starting a file: before long work, for example.
     *
     * @return where the file would appear: the target as an absolute path, links followed
     * @throws IOException as {@link #create} does
     */
    public static Path check(Path target, boolean overwrite) throws IOException {
        checkTarget(target, overwrite);
        Path destination = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
        Path folder = destination.getParent();
        if (!Files.isDirectory(folder)) {
            throw new IOException("cannot write '" + target + "': "
                    + (Files.exists(folder)
                            ? "'" + folder + "' is a file, not a folder; name a folder"
                            : "the folder '" + folder + "' does not exist; create it first"));
        }
        return destination;
    }

    /** Opens a new file, for which the permissions of {@code destination} hold if that exists. */
    private static FileChannel open(Path temporary, Path destination) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        PosixFileAttributeView old = Files.getFileAttributeView(destination, PosixFileAttributeView.class);
        if (old == null || !Files.exists(destination)) {
            return FileChannel.open(temporary, options);
        }
        Set<PosixFilePermission> permissions = old.readAttributes().permissions();
        // Never more than the old file's, not even for a moment; then all of them, whatever the umask took away.
        FileChannel channel = FileChannel.open(temporary, options, PosixFilePermissions.asFileAttribute(permissions));
        try {
            Files.setPosixFilePermissions(temporary, permissions);
        } catch (IOException | UnsupportedOperationException e) {
            // Some file systems know permissions but do not set them; what the file was created with has to do.
        }
        return channel;
    }

    private static void checkTarget(Path target, boolean overwrite) throws IOException {
        if (target.getFileName() == null || target.getFileName().toString().isEmpty()) {
            throw new IOException("cannot write '" + target + "': it is not the name of a file");
        }
        if (Files.isDirectory(target)) {
            throw new IOException("cannot write '" + target + "': it is a folder; name a file in it");
        }
        if (Files.isRegularFile(target)) {
            if (!overwrite) {
                throw new IOException("'" + target + "' exists already; allow overwriting or choose another name");
            }
        } else if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            // Moving a file over a device, a pipe or a dangling link would replace the thing itself.
            throw new IOException(
                    "cannot write '" + target + "': it is a device, a pipe or a broken link; name a file");
        }
    }

    /** The file that {@link #commit} will make appear, as it was given. */
    public Path target() {
        return target;
    }

    /** Where to write the content; buffered. Closing it is not needed and does not commit. */
    public OutputStream stream() {
        return stream;
    }

    /**
     * Writes everything to the disk and makes the file appear under its name. Does nothing to the target if it fails.
     *
     * @throws IOException if the bytes cannot be written, or the target has appeared meanwhile and may not be replaced
     * @throws IllegalStateException if the file was committed or closed before
     */
    public synchronized void commit() throws IOException {
        if (finished) {
            throw new IllegalStateException("'" + target + "' is already committed or closed");
        }
        try {
            stream.flush();
            channel.force(true);
            checkTarget(target, overwrite);
            // Still open, and locked: nobody takes the file for a left-over one.
            try {
                Files.move(temporary, destination, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                // Some network file systems; still better than writing in place.
                Files.move(temporary, destination, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw explain(target, e);
        } finally {
            finish();
        }
    }

    /** Removes the temporary file unless {@link #commit} has moved it into place; never touches the target. */
    @Override
    public synchronized void close() throws IOException {
        if (!finished) {
            finish();
        }
    }

    private void finish() throws IOException {
        finished = true;
        onFinish.accept(this);
        try {
            channel.close();
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** The reasons that file systems give, as a sentence; what is a sentence already stays. */
    private static IOException explain(Path target, IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("'" + target + "'")
                ? e
                : new IOException("cannot write '" + target + "': " + reason(e), e);
    }

    /** Passes bytes on; what fails names the target instead of nothing. */
    private static final class NamingStream extends FilterOutputStream {

        private final Path target;

        NamingStream(Path target, OutputStream out) {
            super(out);
            this.target = target;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw explain(target, e);
            }
        }
    }

    /** Why a file or a folder cannot be made, in words that follow a colon. */
    public static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "no permission to write in its folder; choose another folder";
        }
        if (e instanceof FileSystemException fileSystem) {
            // Without a reason, the message is but the name of a file that the user never gave.
            return fileSystem.getReason() == null
                    ? "the system allows nothing new in its folder; choose another folder"
                    : fileSystem.getReason();
        }
        return String.valueOf(e.getMessage());
    }
}
