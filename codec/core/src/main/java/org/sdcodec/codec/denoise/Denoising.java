package org.sdcodec.codec.denoise;

import org.sdcodec.codec.SdcFormatException;

/**
 * How much denoising a decode does.
 *
 * @param steps calls of the UNet, 0 ({@link #NONE}) to {@link #MAX_STEPS}
 * @param strength the noise that is assumed, as a multiple of what the quantiser's step implies: 1/32 to 255/32
 */
public record Denoising(int steps, double strength) {
    /** More than any use needs; a hostile file shall not keep a decoder busy for long. */
    public static final int MAX_STEPS = 50;

    /**
     * As many as the original codec's calls of the UNet (Bühlmann 2022), though those are made otherwise. Not measured by us:
     * that would need the published weights.
     */
    public static final int DEFAULT_STEPS = 3;

    /** The latent as it is. */
    public static final Denoising NONE = new Denoising(0, 1);

    /** A file stores the strength in this fraction. */
    private static final int UNITS = 32;

    private static final int MAX_UNITS = 255;
    private static final int BYTES = 2;

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

    /**
     * From a file's chunk.
     *
     * @param data not modified
     * @throws SdcFormatException with the offset in {@code data} if it is not valid
     */
    public static Denoising of(byte[] data) {
        if (data.length != BYTES) {
            throw new SdcFormatException(0, "the denoising takes " + BYTES + " bytes, but has " + data.length);
        }
        int steps = data[0] & 255;
        if (steps > MAX_STEPS) {
            throw new SdcFormatException(0, "the file asks for " + steps + " steps, more than " + MAX_STEPS);
        }
        int units = data[1] & 255;
        if (units == 0) {
            throw new SdcFormatException(1, "the strength of the denoising is 0, but 1 to 255 was expected");
        }
        return new Denoising(steps, (double) units / UNITS);
    }

    /** The chunk of a file; the strength is rounded to the nearest multiple of 1/32. */
    public byte[] toBytes() {
        return new byte[] {(byte) steps, (byte) (int) (strength * UNITS + 0.5)};
    }
}
