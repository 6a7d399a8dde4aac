package org.sdcodec.cli.image;

/**
 * A picture that cannot be read or written. The message is one sentence that names the file and says what is wrong with
 * it and what to do; it is meant to be shown as it is.
 */
public final class ImageFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message the whole sentence for the user */
    public ImageFormatException(String message) {
        super(message);
    }

    /**
     * @param message the whole sentence for the user
     * @param cause what the reader or writer said
     */
    public ImageFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
