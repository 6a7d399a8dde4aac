package org.sdcodec.cli.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A temporary folder that nobody else can read, removed with all that is in it when it is closed. One that a killed
 * process left is removed when the next of its kind is made: a live process holds a lock on a file in its folder.
 */
public final class TemporaryFolder implements AutoCloseable {

    private static final String LOCK = ".lock";
    private static final int ATTEMPTS = 100;

    /** Makes a new folder with a name that begins as given. */
    @FunctionalInterface
    private interface Maker {
        Path make(String prefix) throws IOException;
    }

    private final Path path;
    private final FileChannel lock;

    private TemporaryFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** As {@link #create(Path, String)}, where the system keeps temporary files. */
    public static TemporaryFolder create(String kind) throws IOException {
        return create(kind, Files::createTempDirectory);
    }

    /**
     * Makes a folder, and removes those of the same kind that killed processes of this user left.
     *
     * @param parent where it lies
     * @param kind what its name begins with, without characters that stand for others in patterns; no kind's may begin
     *     with another's
     * @throws IOException if it cannot be made
     */
    public static TemporaryFolder create(Path parent, String kind) throws IOException {
        return create(kind, name -> Files.createTempDirectory(parent, name));
    }

    private static TemporaryFolder create(String kind, Maker maker) throws IOException {
        String own = kind + Long.toHexString(ProcessHandle.current().pid()) + "-";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Path path = maker.make(own);
            Path file = path.resolve(LOCK);
            FileChannel lock = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            if (LeftOvers.claim(lock, file)) {
                removeLeft(path.getParent(), kind, own, Files.getOwner(path));
                return new TemporaryFolder(path, lock);
            }
            // Another process took the folder for one that was left, in the moment before the lock.
            lock.close();
        }
        throw new IOException("no temporary folder can be made: another program removes it");
    }

    /** The absolute or relative path of the folder, as that of its parent was. */
    public Path path() {
        return path;
    }

    private static void removeLeft(Path parent, String kind, String own, UserPrincipal user) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, kind + "*")) {
            for (Path folder : folders) {
                // Not those of this process: to close a file would release the locks that another of its channels
                // holds (POSIX, fcntl).
                if (!folder.getFileName().toString().startsWith(own)
                        && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                        && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(user)
                        && LeftOvers.isLeft(folder.resolve(LOCK))) {
                    removeTree(folder);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // The new folder does not depend on it.
            return;
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            // It is removed now.
        }
        removeTree(path);
    }

    /**
     * Removes a folder with all that is in it, as far as possible. Links are removed and not followed.
     *
     * @param folder need not exist
     */
    public static void removeTree(Path folder) {
        if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // A program that is just being ended may still write; the next process removes what is left.
            return;
        }
    }
}
