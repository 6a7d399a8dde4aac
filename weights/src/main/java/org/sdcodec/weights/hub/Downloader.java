package org.sdcodec.weights.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.sdcodec.weights.WeightsException;

/**
 * Fetches published models into the hub cache, in the layout that other programs share: what they fetched is used, and
 * they use what was fetched here. An interrupted download goes on where it stopped; every file's size and hash are
 * checked before it takes its place. Safe for use by many threads; two downloads of one model exclude each other.
 */
public final class Downloader {
    private static final String ACCEPTED = "sdcodec-licence-accepted.txt";

    /** Longest text of an acceptance, in bytes. */
    private static final int MOST_ACCEPTED = 1 << 12;

    /** Left free for everybody else. */
    private static final long SPARE_BYTES = 64L << 20;

    /** Gives the bytes that may be written to the disk on which a folder lies. */
    interface FreeSpace {
        long of(Path folder) throws IOException;
    }

    private final HubEnvironment environment;
    private final Timing timing;
    private final FreeSpace freeSpace;

    /**
     * @param environment says where the cache is and how the hub is reached
     * @throws WeightsException if this Java runtime lacks the module java.net.http
     */
    public Downloader(HubEnvironment environment) {
        this(environment, Timing.DEFAULT, folder -> Files.getFileStore(folder).getUsableSpace());
    }

    Downloader(HubEnvironment environment, Timing timing, FreeSpace freeSpace) {
        requireHttp();
        this.environment = environment;
        this.timing = timing;
        this.freeSpace = freeSpace;
    }

    /** The one part of sdcodec that needs this module, which runtimes may lack. */
    private static void requireHttp() {
        try {
            Class.forName("java.net.http.HttpClient", false, Downloader.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new WeightsException(
                    "downloads need the module java.net.http, which this Java runtime lacks; take a complete runtime,"
                            + " start it with --add-modules=java.net.http, or copy the model's files here",
                    e);
        }
    }

    private HubCache cache() {
        return new HubCache(environment.cache());
    }

    /** Whether the user accepted the model's licence before, on this cache. */
    public boolean isAccepted(KnownModel model) {
        Path record = cache().folder(model.repository()).resolve(ACCEPTED);
        try {
            return Files.isRegularFile(record)
                    && Files.size(record) <= MOST_ACCEPTED
                    && Files.readString(record).lines().anyMatch(line -> line.equals(licenceLine(model)));
        } catch (IOException e) {
            throw WeightsException.because(record + ": cannot be read", e);
        }
    }

    /** Notes in the model's folder of the cache that the user has accepted its licence, and when. */
    public void accept(KnownModel model) {
        Path record = cache().folder(model.repository()).resolve(ACCEPTED);
        String text = licenceLine(model) + "\nmodel: " + model.repository() + "\ntext: "
                + model.licence().url() + "\naccepted: " + LocalDate.now(Clock.systemUTC()) + "\n";
        try {
            HubCache.write(record, text);
        } catch (IOException e) {
            throw WeightsException.because(record + ": cannot be written", e);
        }
    }

    private static String licenceLine(KnownModel model) {
        return "licence: " + model.licence().id();
    }

    /**
     * Fetches what is missing of a model.
     *
     * @param half in 16-bit floating point, which halves the download
     * @param listener receives the progress
     * @param cancelled asked often; once it says true, the download stops and what was fetched stays for the next time
     * @return the model's folder, for {@link org.sdcodec.weights.checkpoint.DiffusionModel#open}
     * @throws WeightsException if the licence was not accepted, the hub refuses or cannot be reached, the disk is too
     *     small, the content is wrong, or another download of this model is under way
     * @throws CancellationException if it was cancelled, or the thread interrupted
     */
    public Path pull(KnownModel model, boolean half, PullListener listener, BooleanSupplier cancelled) {
        if (half && !model.hasHalf()) {
            throw new WeightsException(model.name() + " is not published in 16-bit floating point; ask for it without");
        }
        if (!isAccepted(model)) {
            throw new WeightsException(
                    model.name() + ": its licence, " + model.licence().name() + " ("
                            + model.licence().url() + "), must be accepted before the model is fetched");
        }
        if (environment.offline()) {
            return present(model, half);
        }
        HubCache cache = cache();
        String repository = model.repository();
        Path lockFile = cache.lock(repository);
        try {
            Files.createDirectories(lockFile.getParent());
            Files.createDirectories(cache.folder(repository).resolve("blobs"));
            try (FileChannel channel = FileChannel.open(
                            lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                    FileLock lock = lock(channel)) {
                if (lock == null) {
                    throw new WeightsException(model.name()
                            + ": another download of it is under way; wait for its end (lock " + lockFile + ")");
                }
                HubClient client = new HubClient(environment, timing);
                return pull(model, half, new Transfer(cache, repository, client, timing, listener, cancelled));
            }
        } catch (IOException e) {
            throw notStored(repository, e);
        } catch (UncheckedIOException e) {
            throw notStored(repository, e.getCause());
        }
    }

    private WeightsException notStored(String repository, IOException e) {
        if (e instanceof ClosedByInterruptException) {
            throw new CancellationException("the download was interrupted");
        }
        return WeightsException.because(cache().folder(repository) + ": the model cannot be stored", e);
    }

    /** @return null if another process or thread holds it */
    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private Path pull(KnownModel model, boolean half, Transfer transfer) throws IOException {
        List<RemoteFile> files = new ArrayList<>();
        String revision = "main";
        for (String path : model.files(half)) {
            RemoteFile file = transfer.describe(revision, path);
            // All other files from the same commit, whatever the branch means a moment later.
            revision = file.commit();
            files.add(file);
        }
        long missing = 0;
        for (RemoteFile file : files) {
            missing += transfer.missing(file);
        }
        requireSpace(missing);
        transfer.fetch(files);
        HubCache cache = cache();
        for (RemoteFile file : files) {
            cache.link(model.repository(), file.commit(), file.path(), file.hash());
        }
        cache.refer(model.repository(), revision);
        return cache.snapshot(model.repository(), revision);
    }

    private void requireSpace(long missing) throws IOException {
        Path root = environment.cache();
        long free = freeSpace.of(root);
        if (missing > 0 && free < missing + SPARE_BYTES) {
            throw new WeightsException(
                    root + ": " + megabytes(missing) + " MB are to be fetched and " + megabytes(SPARE_BYTES)
                            + " MB are to stay free, but the disk has room for " + megabytes(free)
                            + " MB; make room, or set HF_HOME to a folder on another disk");
        }
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,d", (bytes + 999_999) / 1_000_000);
    }

    private Path present(KnownModel model, boolean half) {
        return cache().snapshot(model.repository())
                .filter(snapshot ->
                        model.files(half).stream().allMatch(path -> Files.isRegularFile(snapshot.resolve(path))))
                .orElseThrow(() -> new WeightsException(model.name()
                        + ": is not complete in " + environment.cache()
                        + ", and HF_HUB_OFFLINE forbids to fetch it; unset it and pull again"));
    }
}
