package org.sdcodec.cli.image.common;

/** Why a decoder refuses a file. Does not name the file; the caller does. */
public final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean damaged;

    private UnreadableException(String message, boolean damaged, Throwable cause) {
        super(message, cause);
        this.damaged = damaged;
    }

    /**
     * The file is damaged or cut short.
     *
     * @param reason what is wrong, in a few words that fit into parentheses: {@code "the data ends too early"}
     */
    public static UnreadableException damaged(String reason) {
        return new UnreadableException(reason, true, null);
    }

    /**
     * The file may be sound, but it is not read here.
     *
     * @param reason a clause that follows a colon, and what to do: {@code "it is a raw file of a camera; develop it
     *     first"}
     */
    public static UnreadableException unsupported(String reason) {
        return new UnreadableException(reason, false, null);
    }

    /** Whether the file is damaged or cut short, and not just of a kind that is not read. */
    public boolean isDamaged() {
        return damaged;
    }
}
