package org.sdcodec.cli.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The temporary files of {@link AtomicFile}, and how those of killed programs are recognized: a live writer holds a lock on its file, which the
 * system takes away when the program ends in whatever way. Where a file system has no locks, a day must have passed.
 */
final class LeftOvers {

    private static final String PREFIX = ".";
    private static final String SUFFIX = ".sdc.tmp";

    /** Ours, so that nobody's files with the same ending are touched: process id and random number, both in hexadecimal digits. */
    private static final String NAME = "\\.[0-9a-f]{1,16}-[0-9a-f]{8}\\.sdc\\.tmp";

    private static final Duration AGE_WITHOUT_LOCKS = Duration.ofDays(1);

    private LeftOvers() {}

    /** A name that is probably free. Without the target's, beside which nothing might fit into what file systems allow. */
    static String newName() {
        return String.format("%s%08x%s", own(), ThreadLocalRandom.current().nextInt(), SUFFIX);
    }

    private static String own() {
        return PREFIX + Long.toHexString(ProcessHandle.current().pid()) + "-";
    }

    /**
     * Locks a new temporary file until its channel is closed.
     *
     * @return whether the file is still there: another program may have taken it for a left-over one before
     */
    static boolean claim(FileChannel channel, Path temporary) {
        try {
            FileLock lock = channel.tryLock();
            return lock != null && Files.exists(temporary, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            // No locks here; others see that, too, and go by the time.
            return true;
        }
    }

    /** Removes the left-over files of a folder as far as possible. */
    static void remove(Path folder) {
        // Not those of this process: to close a file would release the locks that another of its channels holds (POSIX,
        // fcntl).
        String own = own();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.matches(NAME) && !name.startsWith(own)) {
                    removeIfLeft(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // The output does not depend on it.
            return;
        }
    }

    private static void removeIfLeft(Path file) {
        try {
            if (isLeft(file)) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // Another user's, perhaps.
            return;
        }
    }

    /**
     * Whether a file is there whose writer has ended.
     *
     * @param file of another process, which {@linkplain #claim locked} it
     * @throws IOException if it cannot be opened
     */
    static boolean isLeft(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            return isLeft(channel, file);
        }
    }

    private static boolean isLeft(FileChannel channel, Path file) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            FileTime time = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
            return time.toInstant().isBefore(Instant.now().minus(AGE_WITHOUT_LOCKS));
        }
    }
}
