package org.sdcodec.codec;

/**
 * A picture needs more memory than this JVM may use, or has more pixels than the caller allows. Thrown before the work begins; the
 * message is one sentence that says what the picture needs, what the limit is, and what to do.
 */
public final class PictureTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message the whole sentence for the user */
    public PictureTooLargeException(String message) {
        super(message);
    }
}
