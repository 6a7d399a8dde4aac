package org.sdcodec;

/**
 * A picture needs more memory than this JVM may use, or has more pixels or bytes, or needs more memory, than the
 * {@linkplain Limits limits} allow. Thrown before the work begins; the message says what the picture needs and what the
 * limit is.
 */
public final class PictureTooLargeException extends SdcodecException {

    private static final long serialVersionUID = 1L;

    /**
     * @param kind {@link Kind#TOO_MANY_PIXELS}, {@link Kind#TOO_MANY_BYTES} or {@link Kind#TOO_LITTLE_MEMORY}
     * @param message one sentence, without a full stop
     */
    public PictureTooLargeException(Kind kind, String message) {
        super(kind, message, null);
    }
}
