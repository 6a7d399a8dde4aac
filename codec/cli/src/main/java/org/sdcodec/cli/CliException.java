package org.sdcodec.cli;

/** A failure that the command line itself found; the message is the sentence for the user. */
final class CliException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CliException(String message) {
        super(message);
    }

    CliException(String message, Throwable cause) {
        super(message, cause);
    }
}
