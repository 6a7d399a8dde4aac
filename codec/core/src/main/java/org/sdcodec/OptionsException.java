package org.sdcodec;

/**
 * What a call asks for does not go together: options with each other, with their
 * coding mode, the model, the file or the purpose of the codec. Thrown
 * before any work is done. A single value out of its range is an {@link IllegalArgumentException} of the method that
 * takes it.
 */
public final class OptionsException extends SdcodecException {

    private static final long serialVersionUID = 1L;

    /**
     * @param kind {@link Kind#UNSUPPORTED_OPTIONS} or {@link Kind#OTHER_PURPOSE}
     * @param message one sentence, without a full stop
     */
    public OptionsException(Kind kind, String message) {
        super(kind, message, null);
    }
}
