package org.sdcodec.codec.metadata;

/** Metadata that is not kept because it is damaged, too large, or holds what was not asked for. */
public final class UnusableMetadataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message a clause that follows the name of the metadata: {@code "has a directory outside of its bytes"} */
    public UnusableMetadataException(String message) {
        super(message);
    }
}
