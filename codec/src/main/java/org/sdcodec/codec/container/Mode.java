package org.sdcodec.codec.container;

/** What the latent part of a file holds. */
public enum Mode {
    /** The latent, uniformly quantised value by value. */
    SCALAR(0);

    private final int code;

    Mode(int code) {
        this.code = code;
    }

    /** The number in the file, 0..15. */
    public int code() {
        return code;
    }
}
