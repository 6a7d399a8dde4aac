package org.sdcodec.codec.container;

import java.util.Locale;

/** What the latent part of a file holds. */
public enum Mode {
    /** The latent, uniformly quantised value by value. */
    SCALAR(0),
    /** The method of 2022: 8 bits, a palette of 256 colours with dithering, zlib. For latents of four channels. */
    ORIGINAL(1);

    private final int code;

    Mode(int code) {
        this.code = code;
    }

    /** The number in the file, 0..15. */
    public int code() {
        return code;
    }

    /** Its name for people and on the command line, in lower case. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }
}
