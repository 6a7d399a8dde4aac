package org.sdcodec.codec;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.sdcodec.codec.container.Mode;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.entropy.LatentCoder;
import org.sdcodec.codec.entropy.LatentPart;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.entropy.LatentSymbols;
import org.sdcodec.codec.original.OriginalCoder;
import org.sdcodec.codec.quant.Reconstruction;
import org.sdcodec.codec.quant.ScalarQuantizer;
import org.sdcodec.engine.Tensor;
import org.sdcodec.weights.Fingerprint;

/**
 * A latent as the bytes of a file, and what the header says of them; the one place that knows all modes.
 *
 * @param mode how the latent is coded
 * @param stepCode of the quantiser; 0 in mode original
 * @param reconstruction of the quantiser
 * @param bytes the coded latent
 */
record CodedLatent(Mode mode, int stepCode, Reconstruction reconstruction, byte[] bytes) {

    /**
     * @param latent in the scale of the diffusion model, finite; not modified; its array has no more than its size
     * @param stepCode of the quantiser; without effect in mode original
     */
    static CodedLatent encode(Tensor latent, LatentPrior prior, Mode mode, int stepCode) {
        return switch (mode) {
            case SCALAR -> scalar(latent, prior, stepCode);
            case ORIGINAL -> new CodedLatent(Mode.ORIGINAL, 0, Reconstruction.MIDDLE, OriginalCoder.encode(latent));
        };
    }

    /**
     * Decodes the latent of a file.
     *
     * @return height×width×channels, in the scale of the diffusion model; a new tensor whose array has no more than its size
     * @throws SdcFormatException if the coded latent is damaged; its offset counts from the start of the coded latent
     */
    static Tensor decode(SdcFile file, LatentPrior prior, int height, int width, int channels) {
        SdcHeader header = file.header();
        return switch (header.mode()) {
            case SCALAR -> {
                LatentSymbols symbols =
                        LatentCoder.decode(file.latent(), height, width, channels, header.stepCode(), prior);
                yield dequantized(symbols, header);
            }
            case ORIGINAL -> OriginalCoder.decode(file.latent(), height, width);
        };
    }

    /**
     * Decodes the latent of a file of mode scalar that is cut short or damaged.
     *
     * @param listener hears how much there was
     * @return as {@link #decode}, 0 where nothing is known
     */
    static Tensor decodePart(
            SdcFile file, LatentPrior prior, int height, int width, int channels, Consumer<DecodedPart> listener) {
        LatentPart part = LatentCoder.decodePart(
                file.latent(), height, width, channels, file.header().stepCode(), prior);
        listener.accept(
                new DecodedPart(part.known(), (long) height * width * channels, part.wholeChannels(), channels));
        return dequantized(part.symbols(), file.header());
    }

    private static Tensor dequantized(LatentSymbols symbols, SdcHeader header) {
        ScalarQuantizer quantizer = new ScalarQuantizer(header.stepCode());
        float[] values = quantizer.dequantize(symbols.toArray(), header.reconstruction());
        return Tensor.of(symbols.height(), symbols.width(), symbols.channels(), values);
    }

    SdcHeader header(int width, int height, Fingerprint latentSpace, LatentPrior prior) {
        return new SdcHeader(width, height, mode, stepCode, reconstruction, needed(mode, latentSpace.short32(), prior));
    }

    /** The header's fingerprint: what a decoder must have, latent space and, where it is used, prior. */
    static int needed(Mode mode, int latentSpace, LatentPrior prior) {
        return mode == Mode.SCALAR ? latentSpace ^ prior.check() : latentSpace;
    }

    /**
     * The prior with which a file was made: the decoder's, or none in a progressive file.
     *
     * @param latentSpace that the decoder is for
     * @param prior of the decoder
     * @return nothing if the file is for another decoder
     */
    static Optional<LatentPrior> priorOf(SdcHeader header, int latentSpace, LatentPrior prior) {
        return Stream.of(prior, LatentPrior.NONE)
                .filter(each -> header.isFor(needed(header.mode(), latentSpace, each)))
                .findFirst();
    }

    private static CodedLatent scalar(Tensor latent, LatentPrior prior, int stepCode) {
        ScalarQuantizer quantizer = new ScalarQuantizer(stepCode);
        float[] values = latent.data();
        int[] symbols = quantizer.quantize(values);
        Reconstruction reconstruction = Reconstruction.suiting(values, symbols, quantizer.step());
        byte[] bytes = LatentCoder.encode(
                LatentSymbols.of(latent.height(), latent.width(), latent.channels(), symbols),
                quantizer.stepCode(),
                prior);
        return new CodedLatent(Mode.SCALAR, quantizer.stepCode(), reconstruction, bytes);
    }
}
