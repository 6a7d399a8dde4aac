package org.sdcodec;

import java.util.Objects;

/**
 * Something could not be encoded or decoded. The message is one sentence that names what was expected and what was
 * found; {@link #kind} is for programs.
 *
 * <p>Subclasses can be made by everybody: {@link Codec} is an interface, so that programs may test against their own,
 * which fail as this library does.
 */
public abstract class SdcodecException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong, for programs. */
    public enum Kind {
        /** The bytes are no {@code .sdc} file, or are truncated or damaged. */
        MALFORMED_FILE,
        /** The file's version, mode or coder is newer than this sdcodec. */
        UNSUPPORTED_FILE,
        /** The file was made for another model. */
        OTHER_MODEL,
        /** The model's files are missing, damaged or not supported. */
        UNUSABLE_MODEL,
        /** The model has no UNet, which the options need. */
        NO_UNET,
        /** The options do not go with each other, with the model or with the file. */
        UNSUPPORTED_OPTIONS,
        /** The codec was made to encode only, or to decode only, and is asked for the other. */
        OTHER_PURPOSE,
        /** There is no map from the model's latents to colors, which previews need. */
        NO_PREVIEW,
        /** The picture has more pixels than the limits allow, or than the format holds. */
        TOO_MANY_PIXELS,
        /** The file has more bytes than the limits allow. */
        TOO_MANY_BYTES,
        /** The picture needs more memory than this JVM may use, or than the limits allow. */
        TOO_LITTLE_MEMORY,
        /** The thread of the call was interrupted. */
        INTERRUPTED,
        /** The call was cancelled. */
        CANCELLED,
        /** The call took longer than the limits allow. */
        OUT_OF_TIME,
        /** The picture cannot reach its target. */
        TARGET_NOT_REACHABLE
    }

    private final Kind kind;

    /**
     * @param kind what went wrong
     * @param message one sentence, without a full stop
     * @param cause what noticed it; may be null
     */
    SdcodecException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    /** What went wrong, for programs. */
    public Kind kind() {
        return kind;
    }
}
