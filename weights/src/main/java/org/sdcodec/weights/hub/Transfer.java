package org.sdcodec.weights.hub;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import org.sdcodec.weights.WeightsException;

/** One model's download: asks again after failures, goes on where a file stopped, checks what arrived. */
final class Transfer {
    private static final long POLL_MILLIS = 100;

    /** A file whose content is wrong is fetched again so many times. */
    private static final int FRESH_STARTS = 1;

    /** Where no connection stands, more patience seldom helps. */
    private static final int TRIES_TO_CONNECT = 3;

    private final HubCache cache;
    private final String repository;
    private final HubClient client;
    private final Timing timing;
    private final PullListener listener;
    private final BooleanSupplier cancelled;
    private ProgressMeter meter;

    Transfer(
            HubCache cache,
            String repository,
            HubClient client,
            Timing timing,
            PullListener listener,
            BooleanSupplier cancelled) {
        this.cache = cache;
        this.repository = repository;
        this.client = client;
        this.timing = timing;
        this.listener = listener;
        this.cancelled = cancelled;
    }

    RemoteFile describe(String revision, String path) {
        for (int tries = 1; ; tries++) {
            try {
                requireNotCancelled();
                return client.describe(repository, revision, path, cancelled);
            } catch (IOException e) {
                waitOrGiveUp(tries, path, e);
            }
        }
    }

    /** Bytes still to be fetched. */
    long missing(RemoteFile file) throws IOException {
        if (isPresent(file)) {
            return 0;
        }
        Path partial = PartialFile.partial(cache.blob(repository, file.hash()));
        long there = Files.exists(partial) ? Files.size(partial) : 0;
        return there > file.size() ? file.size() : file.size() - there;
    }

    /**
     * A blob, or in a cache without links a snapshot's file, of the right size: it was checked before it got its name.
     */
    private boolean isPresent(RemoteFile file) throws IOException {
        Path blob = cache.blob(repository, file.hash());
        Path copy = cache.snapshot(repository, file.commit()).resolve(file.path());
        return hasSize(blob, file.size()) || !Files.isSymbolicLink(copy) && hasSize(copy, file.size());
    }

    private static boolean hasSize(Path file, long size) throws IOException {
        return Files.isRegularFile(file) && Files.size(file) == size;
    }

    void fetch(List<RemoteFile> files) throws IOException {
        long total = 0;
        long missing = 0;
        for (RemoteFile file : files) {
            total += file.size();
            missing += missing(file);
        }
        meter = new ProgressMeter(listener, total, total - missing, System::nanoTime);
        for (RemoteFile file : files) {
            if (!isPresent(file)) {
                meter.file(file.path());
                fetch(file);
                meter.fileComplete();
            }
        }
    }

    private void fetch(RemoteFile file) throws IOException {
        for (int starts = 0; ; starts++) {
            try (PartialFile partial = new PartialFile(cache.blob(repository, file.hash()), file.size(), file.hash())) {
                receive(file, partial);
                if (partial.finish()) {
                    return;
                }
            }
            meter.discarded(file.size());
            if (starts == FRESH_STARTS) {
                throw new WeightsException(repository + "/" + file.path()
                        + ": the content that arrived does not have the "
                        + file.hash().algorithm() + " " + file.hash().hex() + " that the hub states; it was deleted");
            }
            listener.retrying(file.path() + " arrived damaged and is fetched again", Duration.ZERO);
        }
    }

    /** Fills the file; asks again as long as it gets further than ever before now and then. */
    private void receive(RemoteFile file, PartialFile partial) {
        String etag = null;
        int tries = 0;
        long furthest = partial.position();
        while (!partial.isComplete()) {
            try {
                requireNotCancelled();
                HubClient.Content content = client.fetch(repository, file, partial.position(), etag, cancelled);
                etag = content.etag();
                try (BodyQueue body = content.body()) {
                    if (content.from() < partial.position()) {
                        meter.discarded(partial.position());
                        partial.restart();
                    }
                    copy(body, partial);
                }
                if (!partial.isComplete()) {
                    throw new TransientFailure("the connection ended early");
                }
            } catch (IOException e) {
                tries = partial.position() > furthest ? 1 : tries + 1;
                furthest = Math.max(furthest, partial.position());
                waitOrGiveUp(tries, file.path(), e);
            }
        }
    }

    private void copy(BodyQueue body, PartialFile partial) throws IOException {
        for (ByteBuffer bytes = body.next(timing.stall(), cancelled);
                bytes != null;
                bytes = body.next(timing.stall(), cancelled)) {
            int length = bytes.remaining();
            partial.append(bytes);
            meter.received(length);
        }
    }

    private void waitOrGiveUp(int tries, String path, IOException reason) {
        if (isRefusedByTls(reason)) {
            throw WeightsException.because(
                    repository + "/" + path
                            + ": the encrypted connection cannot be made; check the address (HF_ENDPOINT,"
                            + " HTTPS_PROXY), the clock, and whether this Java trusts the certificate"
                            + " (-Djavax.net.ssl.trustStore)",
                    reason);
        }
        int most = reason instanceof ConnectException
                ? Math.min(TRIES_TO_CONNECT, timing.triesWithoutProgress())
                : timing.triesWithoutProgress();
        if (tries >= most) {
            throw WeightsException.because(
                    repository + "/" + path + ": cannot be fetched; tried " + tries
                            + " times; check the connection (and HTTPS_PROXY, HF_ENDPOINT if you need them) and pull again:"
                            + " it goes on where it stopped",
                    reason);
        }
        Duration pause = timing.pause(tries - 1);
        if (reason instanceof TransientFailure failure && failure.askedPause().compareTo(pause) > 0) {
            pause = failure.askedPause().compareTo(timing.longestPause()) > 0
                    ? timing.longestPause()
                    : failure.askedPause();
        }
        String said = reason.getMessage() == null ? reason.getClass().getSimpleName() : reason.getMessage();
        listener.retrying(path + ": " + said, pause);
        pause(pause);
    }

    /**
     * Whether another try would meet the same: a certificate or protocol that is not accepted, and no connection that
     * broke.
     */
    private static boolean isRefusedByTls(IOException reason) {
        if (!(reason instanceof SSLException)) {
            return false;
        }
        for (Throwable cause = reason.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof EOFException || cause instanceof SocketException) {
                return false;
            }
        }
        return true;
    }

    private void pause(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        try {
            for (long rest = duration.toMillis(); rest > 0; rest = (end - System.nanoTime()) / 1_000_000) {
                requireNotCancelled();
                Thread.sleep(Math.min(rest, POLL_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the download was interrupted");
        }
    }

    private void requireNotCancelled() {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("the download was cancelled");
        }
    }
}
