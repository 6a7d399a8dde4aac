package org.sdcodec.engine.layer;

/** Rows and columns of zeros around a picture. */
public record Padding(int top, int left, int bottom, int right) {
    public static final Padding NONE = new Padding(0, 0, 0, 0);

    /** The same on all four sides. */
    public static Padding of(int all) {
        return new Padding(all, all, all, all);
    }

    /** At the bottom and the right only, as in the down-sampling layers of AutoencoderKL. */
    public static Padding bottomRight(int pixels) {
        return new Padding(0, 0, pixels, pixels);
    }
}
