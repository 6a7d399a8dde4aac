package org.sdcodec.codec.mode;

import org.sdcodec.codec.container.HeaderForm;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.vae.LatentSource;

/**
 * A latent as a mode coded it: its bytes, the mode's fields of the header, and the latent that a decoder will find in
 * them.
 *
 * @param mode that coded it
 * @param coder as {@link SdcHeader#coder}
 * @param stepCode as {@link SdcHeader#stepCode}
 * @param reconstruction as {@link SdcHeader#reconstruction}
 * @param bytes the coded latent; not a copy
 * @param decoded makes what {@link CodingMode#decode} makes of the bytes, without decoding them: made row by row when
 *     it is read
 */
public record CodedLatent(
        CodingMode mode, int coder, int stepCode, int reconstruction, byte[] bytes, LatentSource decoded) {

    /**
     * The header of a file with this latent.
     *
     * @param width of the picture in pixels
     * @param height of the picture in pixels
     * @param resolution at which it was coded, as {@link SdcHeader#resolution}
     * @param fingerprint that the header names, see {@link CodingMode#fingerprint}
     * @param gray as {@link SdcHeader#gray}
     */
    public SdcHeader header(int width, int height, int resolution, int fingerprint, boolean gray) {
        return new SdcHeader(width, height, mode.code(), coder, stepCode, reconstruction, fingerprint, HeaderForm.FULL)
                .withResolution(resolution)
                .withGray(gray);
    }
}
