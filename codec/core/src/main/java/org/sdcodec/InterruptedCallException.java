package org.sdcodec;

/**
 * The thread of a call was interrupted while it waited for the memory that other calls of the codec take; it is still
 * marked so.
 */
public final class InterruptedCallException extends SdcodecException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message one sentence, without a full stop
     * @param cause the interrupt
     */
    public InterruptedCallException(String message, InterruptedException cause) {
        super(Kind.INTERRUPTED, message, cause);
    }
}
