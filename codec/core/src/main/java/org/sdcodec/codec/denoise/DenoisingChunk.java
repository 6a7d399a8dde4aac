package org.sdcodec.codec.denoise;

import org.sdcodec.Denoising;
import org.sdcodec.SdcFormatException;

/** {@link Denoising} as the data of a chunk of a file: the steps, and the strength in units of 1/32. */
public final class DenoisingChunk {
    private static final int UNITS = 32;
    private static final int BYTES = 2;

    private DenoisingChunk() {}

    /**
     * Parses the data.
     *
     * @param data not modified
     * @throws SdcFormatException with the offset in {@code data} if it is not valid
     */
    public static Denoising parse(byte[] data) {
        if (data.length != BYTES) {
            throw new SdcFormatException(0, "the denoising takes " + BYTES + " bytes, but has " + data.length);
        }
        int steps = data[0] & 255;
        if (steps > Denoising.MAX_STEPS) {
            throw new SdcFormatException(0, "the file asks for " + steps + " steps, more than " + Denoising.MAX_STEPS);
        }
        int units = data[1] & 255;
        if (units == 0) {
            throw new SdcFormatException(1, "the strength of the denoising is 0, but 1 to 255 was expected");
        }
        return new Denoising(steps, (double) units / UNITS);
    }

    /** The data; the strength is rounded to the nearest multiple of 1/32. */
    public static byte[] toBytes(Denoising denoising) {
        return new byte[] {(byte) denoising.steps(), (byte) (int) (denoising.strength() * UNITS + 0.5)};
    }
}
