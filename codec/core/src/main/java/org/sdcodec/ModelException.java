package org.sdcodec;

/** A model cannot be used, or not for this file or with these options. */
public final class ModelException extends SdcodecException {

    private static final long serialVersionUID = 1L;

    /**
     * @param kind what went wrong
     * @param message one sentence, without a full stop
     */
    public ModelException(Kind kind, String message) {
        super(kind, message, null);
    }

    /**
     * @param kind what went wrong
     * @param message one sentence, without a full stop
     * @param cause what noticed it
     */
    public ModelException(Kind kind, String message, Throwable cause) {
        super(kind, message, cause);
    }
}
