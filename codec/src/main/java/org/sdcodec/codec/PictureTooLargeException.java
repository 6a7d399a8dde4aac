package org.sdcodec.codec;

/**
 * A picture needs more memory than this JVM may use. Thrown before the work begins; the message is one sentence that says how
 * much is needed, how much there is, and what to do.
 */
public final class PictureTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message the whole sentence for the user */
    public PictureTooLargeException(String message) {
        super(message);
    }
}
