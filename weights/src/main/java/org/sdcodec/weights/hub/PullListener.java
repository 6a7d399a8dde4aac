package org.sdcodec.weights.hub;

import java.time.Duration;

/** Hears how a {@linkplain Downloader#pull download} goes on, in the thread that downloads. */
public interface PullListener {
    /** Hears nothing. */
    PullListener SILENT = progress -> {};

    /**
     * How far it is.
     *
     * @param file the file under way, by its path in the repository
     * @param done bytes present, of all files
     * @param total bytes of all files
     * @param bytesPerSecond of late; 0 if not known yet
     */
    record Progress(String file, long done, long total, double bytesPerSecond) {
        /** The time that the rest takes at this speed; negative if the speed is not known yet. */
        public Duration remaining() {
            return bytesPerSecond > 0
                    ? Duration.ofMillis((long) (1000 * (total - done) / bytesPerSecond))
                    : Duration.ofSeconds(-1);
        }
    }

    /** Called some times per second, and when a file is complete. */
    void progress(Progress progress);

    /** A failure that is not the end: the download goes on after a pause. */
    default void retrying(String reason, Duration pause) {}
}
