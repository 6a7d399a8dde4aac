package org.sdcodec.codec;

import java.util.function.Consumer;
import org.sdcodec.codec.container.Mode;
import org.sdcodec.codec.container.SdcChunk;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SdcReader;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.entropy.PlaneCoder;
import org.sdcodec.engine.Tensor;

/**
 * A file on its way to a picture: what it consists of, decoded without any network.
 *
 * @param file as parsed
 * @param partial null if the file is whole, else who hears how much of its latent there is
 */
record FileContent(SdcFile file, Consumer<DecodedPart> partial) {

    static FileContent ofWhole(SdcFile file) {
        return new FileContent(file, null);
    }

    /** @throws SdcFormatException if it is no {@code .sdc} file, or is damaged further than the options allow */
    static FileContent read(byte[] sdc, DecodeOptions options) {
        try {
            return ofWhole(SdcReader.read(sdc));
        } catch (SdcFormatException e) {
            if (options.partial().isEmpty()) {
                throw e;
            }
            SdcFile file = SdcReader.readUnchecked(sdc);
            if (file.header().mode() != Mode.SCALAR) {
                throw e;
            }
            return new FileContent(file, options.partial().get());
        }
    }

    SdcHeader header() {
        return file.header();
    }

    /** Cells of a latent along a side of so many pixels. */
    static int cells(int pixels, int downsampling) {
        return (pixels + downsampling - 1) / downsampling;
    }

    /**
     * @param prior with which the file was made
     * @param channels of the latent
     * @param downsampling pixels per cell along each side
     * @return the latent in the scale of the diffusion model
     * @throws SdcFormatException if it is damaged
     */
    Tensor latent(LatentPrior prior, int channels, int downsampling) {
        int rows = cells(header().height(), downsampling);
        int columns = cells(header().width(), downsampling);
        if (partial != null) {
            return CodedLatent.decodePart(file, prior, rows, columns, channels, partial);
        }
        try {
            return CodedLatent.decode(file, prior, rows, columns, channels);
        } catch (SdcFormatException e) {
            throw e.within(file.latentOffset());
        }
    }

    /**
     * @return opacities in the size of the picture, null if it is opaque
     * @throws SdcFormatException if they are damaged
     */
    byte[] alpha() {
        if (file.chunk(SdcChunk.ALPHA).isEmpty()) {
            return null;
        }
        byte[] coded = file.chunk(SdcChunk.ALPHA).get().data();
        try {
            return PlaneCoder.decode(coded, header().height(), header().width());
        } catch (SdcFormatException e) {
            throw e.within(file.chunkOffset(SdcChunk.ALPHA));
        }
    }
}
