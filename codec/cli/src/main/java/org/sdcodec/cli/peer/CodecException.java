package org.sdcodec.cli.peer;

/** A codec or a measuring program failed; the message is one sentence that names it. */
public final class CodecException extends Exception {
    /** @param message the whole sentence */
    public CodecException(String message) {
        super(message);
    }

    /**
     * @param message the whole sentence
     * @param cause what noticed the failure
     */
    public CodecException(String message, Throwable cause) {
        super(message, cause);
    }
}
