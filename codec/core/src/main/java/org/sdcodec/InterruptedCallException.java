package org.sdcodec;

/**
 * A call ended before its work was done: its thread was interrupted (it is still marked so), it was
 * {@linkplain ProgressListener#isCancelled cancelled}, or it took longer than {@linkplain Limits#time allowed}. The
 * codec can be used as before.
 */
public final class InterruptedCallException extends SdcodecException {

    private static final long serialVersionUID = 1L;

    /**
     * @param kind {@link Kind#INTERRUPTED}, {@link Kind#CANCELLED} or {@link Kind#OUT_OF_TIME}
     * @param message one sentence, without a full stop
     */
    public InterruptedCallException(Kind kind, String message) {
        super(kind, message, null);
    }
}
