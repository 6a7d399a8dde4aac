package org.sdcodec;

import java.util.Objects;

/**
 * Thrown when bytes are not a valid {@code .sdc} file: damaged, cut short, hostile, or of a version this program does
 * not know.
 */
public final class SdcFormatException extends SdcodecException {
    private static final long serialVersionUID = 1L;

    private final long offset;
    private final String reason;

    /**
     * @param offset where the fault was noticed, in bytes from the start of the data that was read (0 or more)
     * @param reason what was expected and what was found, without a full stop
     */
    public SdcFormatException(long offset, String reason) {
        this(Kind.MALFORMED_FILE, offset, reason, null);
    }

    private SdcFormatException(Kind kind, long offset, String reason, Throwable cause) {
        super(
                kind,
                "Cannot read the .sdc data, at byte " + offset + ": " + Objects.requireNonNull(reason, "reason") + ".",
                cause);
        this.offset = offset;
        this.reason = reason;
    }

    /**
     * A file that needs a newer sdcodec.
     *
     * @param offset where that was noticed, in bytes from the start of the data that was read (0 or more)
     * @param reason what was found and what this sdcodec knows, without a full stop
     */
    public static SdcFormatException unsupported(long offset, String reason) {
        return new SdcFormatException(Kind.UNSUPPORTED_FILE, offset, reason, null);
    }

    /** Where the fault was noticed, in bytes from the start of the data that was read. */
    public long offset() {
        return offset;
    }

    /** What was expected and what was found, without the offset and without a full stop. */
    public String reason() {
        return reason;
    }

    /**
     * The same fault, counted from the start of an enclosing file.
     *
     * @param base where the data that was read starts in that file, in bytes
     * @return a new exception whose cause is this one
     */
    public SdcFormatException within(long base) {
        return new SdcFormatException(kind(), base + offset, reason, this);
    }
}
