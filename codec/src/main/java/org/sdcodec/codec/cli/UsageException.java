package org.sdcodec.codec.cli;

/** The command line contradicts itself or asks for what there is not: exit status 2. The message is a sentence for the user. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    /** Refuses a quality that is not 1 to 100. */
    static void checkQuality(int quality) {
        if (quality < 1 || quality > 100) {
            throw new UsageException("the quality is 1 to 100, not " + quality);
        }
    }
}
