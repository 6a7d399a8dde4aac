package org.sdcodec.cli;

import org.sdcodec.EncodeOptions;

/**
 * The command line contradicts itself or asks for what there is not: exit status 2. The message is a sentence for the
 * user.
 */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    /** Refuses a quality out of the range of {@link EncodeOptions}, which is also that of JPEG. */
    static void checkQuality(int quality) {
        if (quality < EncodeOptions.MIN_QUALITY || quality > EncodeOptions.MAX_QUALITY) {
            throw new UsageException("the quality is " + EncodeOptions.MIN_QUALITY + " to " + EncodeOptions.MAX_QUALITY
                    + ", not " + quality);
        }
    }
}
