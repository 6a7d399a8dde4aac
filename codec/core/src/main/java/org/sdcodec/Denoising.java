package org.sdcodec;

/**
 * How much denoising a decode does.
 *
 * @param steps calls of the UNet, 0 ({@link #NONE}) to {@link #MAX_STEPS}
 * @param strength the noise that is assumed, as a multiple of what the quantizer's step implies: 1/32 to 255/32
 */
public record Denoising(int steps, double strength) {
    /** More than any use needs; a hostile file shall not keep a decoder busy for long. */
    public static final int MAX_STEPS = 50;

    /**
     * As many as the original codec's calls of the UNet (Bühlmann 2022), though those are made otherwise. Not measured
     * by us: that would need the published weights.
     */
    public static final int DEFAULT_STEPS = 3;

    /** The latent as it is. */
    public static final Denoising NONE = new Denoising(0, 1);

    /** A file stores the strength in this fraction. */
    private static final int UNITS = 32;

    private static final int MAX_UNITS = 255;

    /** @throws IllegalArgumentException if a value is out of range */
    public Denoising {
        if (steps < 0 || steps > MAX_STEPS) {
            throw new IllegalArgumentException("the number of steps is 0 to " + MAX_STEPS + ", not " + steps);
        }
        if (!(strength >= 1.0 / UNITS && strength <= (double) MAX_UNITS / UNITS)) {
            throw new IllegalArgumentException(
                    "the strength is " + 1.0 / UNITS + " to " + (double) MAX_UNITS / UNITS + ", not " + strength);
        }
    }
}
