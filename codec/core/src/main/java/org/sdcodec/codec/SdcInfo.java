package org.sdcodec.codec;

import java.util.HexFormat;
import java.util.Optional;
import org.sdcodec.codec.container.SdcChunk;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.denoise.Denoising;
import org.sdcodec.codec.quant.Quantization;

/**
 * What an {@code .sdc} file says of itself.
 *
 * @param width of the picture in pixels
 * @param height of the picture in pixels
 * @param alpha whether the picture has an alpha plane
 * @param version of the format
 * @param mode how the latent is coded, in lower case, e.g. {@code scalar}
 * @param dependent whether its values are quantised in dependence on each other, at the higher {@linkplain EncodeOptions#withEffort efforts}
 * @param step of the quantiser, on the scale of the diffusion model; 0 in mode original, which has none
 * @param fingerprint of what a decoder must have, the latent space and in mode scalar the coder's prior: 8 hexadecimal digits, as
 *     {@link Codec#fingerprint} gives them, or in a file of at most 2,048 bytes the first 4
 * @param bytes size of the file
 * @param headerBytes size of the header, checksum included
 * @param latentBytes size of the coded latent
 * @param alphaBytes size of the coded alpha plane; 0 without alpha
 * @param otherBytes size of all else: further chunks, and the types and lengths of all chunks
 * @param denoising what the encoder found best for a model with a UNet, if it looked
 */
public record SdcInfo(
        int width,
        int height,
        boolean alpha,
        int version,
        String mode,
        boolean dependent,
        float step,
        String fingerprint,
        long bytes,
        int headerBytes,
        int latentBytes,
        int alphaBytes,
        long otherBytes,
        Optional<Denoising> denoising) {

    private static final int BITS_PER_BYTE = 8;

    static SdcInfo of(SdcFile file) {
        SdcHeader header = file.header();
        int alphaBytes = file.chunk(SdcChunk.ALPHA).map(SdcChunk::size).orElse(0);
        return new SdcInfo(
                header.width(),
                header.height(),
                file.chunk(SdcChunk.ALPHA).isPresent(),
                SdcHeader.VERSION,
                header.mode().title(),
                header.quantization() == Quantization.DEPENDENT,
                header.step(),
                fingerprint(header),
                file.size(),
                file.headerSize(),
                file.latentSize(),
                alphaBytes,
                file.size() - file.headerSize() - file.latentSize() - alphaBytes,
                file.chunk(SdcChunk.DENOISING).map(chunk -> Denoising.of(chunk.data())));
    }

    /** Size of the whole file for each pixel of the picture. */
    public double bitsPerPixel() {
        return (double) bytes * BITS_PER_BYTE / ((double) width * height);
    }

    /** As {@link #fingerprint(int)}, in a brief header the first half of it. */
    static String fingerprint(SdcHeader header) {
        return comparable(header.fingerprint(), header);
    }

    /** A fingerprint with as many digits as that of a file has. */
    static String comparable(int short32, SdcHeader header) {
        String all = fingerprint(short32);
        return header.brief() ? all.substring(0, all.length() / 2) : all;
    }

    /** A fingerprint as messages and {@link #fingerprint()} show it. */
    static String fingerprint(int short32) {
        return HexFormat.of().toHexDigits(short32);
    }
}
