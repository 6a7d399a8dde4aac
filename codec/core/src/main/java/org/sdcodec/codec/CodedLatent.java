package org.sdcodec.codec;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.sdcodec.codec.container.Mode;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.entropy.DependentQuantizer;
import org.sdcodec.codec.entropy.LatentCoder;
import org.sdcodec.codec.entropy.LatentPart;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.entropy.LatentSymbols;
import org.sdcodec.codec.original.OriginalCoder;
import org.sdcodec.codec.quant.Quantization;
import org.sdcodec.codec.quant.Reconstruction;
import org.sdcodec.codec.quant.ScalarQuantizer;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.engine.Tensor;
import org.sdcodec.weights.Fingerprint;

/**
 * A latent as the bytes of a file, and what the header says of them; the one place that knows all modes.
 *
 * @param mode how the latent is coded
 * @param quantization of mode scalar; uniform in mode original
 * @param stepCode of the quantiser; 0 in mode original
 * @param reconstruction of the quantiser
 * @param bytes the coded latent
 */
record CodedLatent(Mode mode, Quantization quantization, int stepCode, Reconstruction reconstruction, byte[] bytes) {

    /** Measured: 6 to 9 step codes, from fine to coarse steps, between dependent and uniform quantisation of the same error. */
    private static final int COARSER = 7;

    /** From this effort on costs are estimated twice. */
    private static final int EFFORT_OF_TWO = 7;

    /**
     * @param latent in the scale of the diffusion model, finite; not modified; its array has no more than its size
     * @param stepCode of uniform quantisation with such an error; without effect in mode original
     * @param effort 1..9, see {@link EncodeOptions#withEffort}
     * @param rounded whether the decoder was trained behind rounding: it pays for whatever else is done to its values
     */
    static CodedLatent encode(Tensor latent, LatentPrior prior, Mode mode, int stepCode, int effort, boolean rounded) {
        return switch (mode) {
            case SCALAR -> scalar(latent, prior, stepCode, effort, rounded);
            case ORIGINAL ->
                new CodedLatent(
                        Mode.ORIGINAL, Quantization.UNIFORM, 0, Reconstruction.MIDDLE, OriginalCoder.encode(latent));
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
                LatentSymbols symbols = LatentCoder.decode(
                        file.latent(), height, width, channels, header.stepCode(), header.quantization(), prior);
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
        SdcHeader header = file.header();
        LatentPart part = LatentCoder.decodePart(
                file.latent(), height, width, channels, header.stepCode(), header.quantization(), prior);
        listener.accept(
                new DecodedPart(part.known(), (long) height * width * channels, part.wholeChannels(), channels));
        return dequantized(part.symbols(), header);
    }

    private static Tensor dequantized(LatentSymbols symbols, SdcHeader header) {
        float unit = header.quantization().unit(header.stepCode());
        float[] values = header.reconstruction().values(symbols.toArray(), unit);
        return Tensor.of(symbols.height(), symbols.width(), symbols.channels(), values);
    }

    SdcHeader header(int width, int height, Fingerprint latentSpace, LatentPrior prior) {
        return new SdcHeader(
                width,
                height,
                mode,
                quantization,
                stepCode,
                reconstruction,
                needed(mode, latentSpace.short32(), prior),
                false);
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

    /** {@link #encode} in mode scalar. */
    static CodedLatent scalar(Tensor latent, LatentPrior prior, int stepCode, int effort, boolean rounded) {
        Quantization quantization = quantization(effort, rounded);
        return quantize(latent, prior, quantization, fileCode(quantization, stepCode), effort, rounded);
    }

    /** How latents are quantised in mode scalar. */
    static Quantization quantization(int effort, boolean rounded) {
        return rounded || effort == EncodeOptions.MIN_EFFORT ? Quantization.UNIFORM : Quantization.DEPENDENT;
    }

    /** The step of the file, which has about the error of a uniform quantiser of {@code stepCode}. */
    static int fileCode(Quantization quantization, int stepCode) {
        return quantization == Quantization.UNIFORM ? stepCode : dependentCode(stepCode);
    }

    private static int dependentCode(int stepCode) {
        return Math.min(StepSize.MAX_CODE, stepCode + COARSER);
    }

    private static CodedLatent quantize(
            Tensor latent, LatentPrior prior, Quantization quantization, int stepCode, int effort, boolean wholeSteps) {
        float[] values = latent.data();
        LatentSymbols symbols = quantization == Quantization.DEPENDENT
                ? DependentQuantizer.quantize(latent, stepCode, prior, passes(effort))
                : LatentSymbols.of(
                        latent.height(),
                        latent.width(),
                        latent.channels(),
                        new ScalarQuantizer(stepCode).quantize(values));
        Reconstruction reconstruction = wholeSteps
                ? Reconstruction.MIDDLE
                : Reconstruction.fitting(values, symbols.toArray(), quantization.unit(stepCode));
        byte[] bytes = LatentCoder.encode(symbols, stepCode, quantization, prior);
        return new CodedLatent(Mode.SCALAR, quantization, stepCode, reconstruction, bytes);
    }

    /** How often the costs of symbols are estimated. */
    private static int passes(int effort) {
        return effort < EFFORT_OF_TWO ? 1 : effort < EncodeOptions.MAX_EFFORT ? 2 : 3;
    }
}
