package org.sdcodec;

import java.util.List;
import java.util.Optional;

/**
 * Header information of an {@code .sdc} file.
 *
 * @param width of the picture in pixels
 * @param height of the picture in pixels
 * @param codedWidth columns at which it is coded; the decoder enlarges them to the width
 * @param codedHeight rows at which it is coded
 * @param alpha whether the picture has an alpha plane
 * @param gamut what colors the picture has
 * @param gray whether every pixel is gray
 * @param version of the format
 * @param mode how the latent is coded, in lower case, e.g. {@code scalar}
 * @param dependent whether its values are quantized jointly, at the higher {@linkplain EncodeOptions.Builder#effort
 *     efforts}
 * @param step of the quantizer, on the scale of the diffusion model; 0 in mode original, which has none
 * @param fingerprint of what a decoder must have, the latent space and in mode scalar the coder's prior: 8 hexadecimal
 *     digits, as {@link ModelInfo#fingerprints} gives them, or in a file of at most 2,048 bytes the first 4
 * @param checked whether the file's check was verified. That of a postcard, a file of some hundred bytes with the
 *     shortest header, can only be by one of the models that come with sdcodec: where it is not, the file was made with
 *     another model, or is damaged, and its fingerprint is arbitrary then
 * @param bytes size of the file
 * @param headerBytes size of the header, checksum included
 * @param latentBytes size of the coded latent
 * @param alphaBytes size of the coded alpha plane; 0 without alpha
 * @param metadataBytes size of the metadata, deflated
 * @param otherBytes size of all else: further chunks, and the types and lengths of all chunks
 * @param slices of the coded latent, row by row; one that covers the picture if it is not cut into slices
 * @param denoising what the encoder found best for a model with a UNet, if it looked
 * @param metadata what goes with the picture
 */
public record SdcInfo(
        int width,
        int height,
        int codedWidth,
        int codedHeight,
        boolean alpha,
        Gamut gamut,
        boolean gray,
        int version,
        String mode,
        boolean dependent,
        float step,
        String fingerprint,
        boolean checked,
        long bytes,
        int headerBytes,
        int latentBytes,
        int alphaBytes,
        int metadataBytes,
        long otherBytes,
        List<Slice> slices,
        Optional<Denoising> denoising,
        Metadata metadata) {

    private static final int BITS_PER_BYTE = 8;

    /**
     * A part of the coded latent that is coded without the others.
     *
     * @param row of slices, from 0
     * @param column of slices, from 0
     * @param bytes its size
     */
    public record Slice(int row, int column, int bytes) {}

    /** Size of the whole file for each pixel of the picture. */
    public double bitsPerPixel() {
        return (double) bytes * BITS_PER_BYTE / ((double) width * height);
    }
}
