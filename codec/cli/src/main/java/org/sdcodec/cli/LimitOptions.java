package org.sdcodec.cli;

import java.time.Duration;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Limits;
import picocli.CommandLine.Option;

/** The options of every command that reads files which somebody else may have made. */
final class LimitOptions {

    private static final double MILLIS_PER_SECOND = 1000;

    /** A year: who allows more has no limit in mind. */
    private static final double MOST_SECONDS = 365 * 24 * 3600.0;

    @Option(
            names = "--max-pixels",
            paramLabel = "N",
            defaultValue = "" + DecodeOptions.DEFAULT_MAX_PIXELS,
            description = "Refuse pictures of more pixels: a few bytes can claim to be a picture that takes all memory."
                    + " Default: ${DEFAULT-VALUE}.")
    private long maxPixels;

    @Option(
            names = "--max-seconds",
            paramLabel = "N",
            description = "Give a file up that takes longer, for instance 0.5 or 60. Default: no limit.")
    private Double maxSeconds;

    /** The most pixels that an input may have, at least 1. */
    long pixels() {
        if (maxPixels < 1) {
            throw new UsageException("--max-pixels must be at least 1, not " + maxPixels);
        }
        return maxPixels;
    }

    /** What each call of the codec may take. */
    Limits limits() {
        Limits limits = Limits.NONE.withPixels(pixels());
        if (maxSeconds == null) {
            return limits;
        }
        if (!(maxSeconds * MILLIS_PER_SECOND >= 1) || maxSeconds > MOST_SECONDS) {
            throw new UsageException("--max-seconds is 0.001 to " + (long) MOST_SECONDS + ", not " + maxSeconds);
        }
        return limits.withTime(Duration.ofMillis((long) (maxSeconds * MILLIS_PER_SECOND)));
    }
}
