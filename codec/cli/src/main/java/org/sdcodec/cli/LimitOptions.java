package org.sdcodec.cli;

import org.sdcodec.DecodeOptions;
import picocli.CommandLine.Option;

/** The option of every command that decodes files which somebody else may have made. */
final class PixelOptions {

    @Option(
            names = "--max-pixels",
            paramLabel = "N",
            defaultValue = "" + DecodeOptions.DEFAULT_MAX_PIXELS,
            description = "Refuse pictures of more pixels: a few bytes can claim to be a picture that takes all memory."
                    + " Default: ${DEFAULT-VALUE}.")
    private long maxPixels;

    /** The most pixels that an input may have, at least 1. */
    long max() {
        if (maxPixels < 1) {
            throw new UsageException("--max-pixels must be at least 1, not " + maxPixels);
        }
        return maxPixels;
    }
}
