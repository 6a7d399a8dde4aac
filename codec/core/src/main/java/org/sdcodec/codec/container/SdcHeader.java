package org.sdcodec.codec.container;

import org.sdcodec.codec.quant.Quantization;
import org.sdcodec.codec.quant.Reconstruction;
import org.sdcodec.codec.quant.StepSize;

/**
 * What the first bytes of a file say.
 *
 * @param width of the picture in pixels, 1..65535
 * @param height of the picture in pixels, 1..65535; width * height is at most 2^31 - 1
 * @param mode what the latent part holds
 * @param quantization how the latent is quantised; {@link Quantization#UNIFORM} in mode original
 * @param stepCode the step of the quantiser, 0..255, see {@link StepSize}; 0 in mode original, which has no use for it
 * @param reconstruction where in its interval a value is reconstructed; {@link Reconstruction#MIDDLE} in mode original
 * @param fingerprint 32 bits that name what a decoder must have; in a brief header the lower 16 are 0
 * @param brief whether the file is so short that its header is, too: half a fingerprint, half a checksum; for mode scalar
 */
public record SdcHeader(
        int width,
        int height,
        Mode mode,
        Quantization quantization,
        int stepCode,
        Reconstruction reconstruction,
        int fingerprint,
        boolean brief) {
    /** The format version that this program reads and writes. */
    public static final int VERSION = 1;

    /** The largest width and height. */
    public static final int MAX_SIDE = 65535;

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public SdcHeader {
        if (!isSize(width, height)) {
            throw new IllegalArgumentException("A picture of " + sizeFault(width, height));
        }
        if (stepCode < StepSize.MIN_CODE || stepCode > StepSize.MAX_CODE) {
            throw new IllegalArgumentException("The step code " + stepCode + " is outside 0..255.");
        }
        if (mode == null || quantization == null || reconstruction == null) {
            throw new IllegalArgumentException("A header needs a mode, a quantisation and a reconstruction.");
        }
        if (mode != Mode.SCALAR && quantization != Quantization.UNIFORM) {
            throw new IllegalArgumentException("Dependent quantisation is for mode scalar.");
        }
        if (!isQuantizer(mode, stepCode, reconstruction)) {
            throw new IllegalArgumentException(quantizerFault(mode, stepCode, reconstruction));
        }
        if (brief && (mode != Mode.SCALAR || (fingerprint & 0xFFFF) != 0)) {
            throw new IllegalArgumentException("A brief header is for mode scalar and has half a fingerprint.");
        }
    }

    /** A header of full length, uniform quantisation. */
    public SdcHeader(int width, int height, Mode mode, int stepCode, Reconstruction reconstruction, int fingerprint) {
        this(width, height, mode, Quantization.UNIFORM, stepCode, reconstruction, fingerprint, false);
    }

    /** The same in brief. */
    SdcHeader shortened() {
        return new SdcHeader(width, height, mode, quantization, stepCode, reconstruction, fingerprint & ~0xFFFF, true);
    }

    /** Whether a decoder that has what {@code own} names, 32 bits, is one for this file, as far as the header tells. */
    public boolean isFor(int own) {
        return brief ? (own ^ fingerprint) >>> 16 == 0 : own == fingerprint;
    }

    /** The step of the quantiser as a number; 0 in mode original, whose palette has none. */
    public float step() {
        return mode == Mode.ORIGINAL ? 0 : StepSize.of(stepCode);
    }

    /** Mode original has nothing to choose, so there is one header for it. */
    static boolean isQuantizer(Mode mode, int stepCode, Reconstruction reconstruction) {
        return mode != Mode.ORIGINAL || stepCode == 0 && reconstruction.equals(Reconstruction.MIDDLE);
    }

    static String quantizerFault(Mode mode, int stepCode, Reconstruction reconstruction) {
        return "step code and reconstruction are 0 in mode " + mode.title() + ", not " + stepCode + " and "
                + reconstruction.code();
    }

    static boolean isSize(int width, int height) {
        return width >= 1
                && height >= 1
                && width <= MAX_SIDE
                && height <= MAX_SIDE
                && (long) width * height <= Integer.MAX_VALUE;
    }

    static String sizeFault(int width, int height) {
        return width + " x " + height + " pixels cannot be stored: each side must be 1..65535 and their product at "
                + "most 2147483647";
    }
}
