package org.sdcodec.codec.scalar;

import org.sdcodec.EncodeOptions;
import org.sdcodec.codec.entropy.DependentQuantizer;
import org.sdcodec.codec.entropy.LatentCoder;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.mode.CodedLatent;
import org.sdcodec.codec.mode.CodingMode;
import org.sdcodec.codec.quant.LatentSymbols;
import org.sdcodec.codec.quant.Quantization;
import org.sdcodec.codec.quant.Reconstruction;
import org.sdcodec.codec.quant.ScalarQuantizer;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.engine.Tensor;

/** Quantizes latents and codes the symbols. Immutable. */
public final class ScalarEncoder {

    /** Measured: 6 to 9 step codes, from fine to coarse steps, between dependent and uniform quantization of the same error. */
    private static final int COARSER = 7;

    /** From this effort on costs are estimated twice. */
    private static final int EFFORT_OF_TWO = 7;

    private final CodingMode mode;
    private final LatentPrior prior;
    private final int effort;
    private final boolean rounded;

    /**
     * @param mode that the coded latents name
     * @param prior of the entropy coder
     * @param effort 1..9, see {@link EncodeOptions.Builder#effort}
     * @param rounded whether the decoder was trained behind rounding: it pays for whatever else is done to its values
     */
    ScalarEncoder(CodingMode mode, LatentPrior prior, int effort, boolean rounded) {
        this.mode = mode;
        this.prior = prior;
        this.effort = effort;
        this.rounded = rounded;
    }

    /** As {@link #ScalarEncoder(CodingMode, LatentPrior, int, boolean)}, for latents without a model. */
    public ScalarEncoder(LatentPrior prior, int effort, boolean rounded) {
        this(new ScalarMode(), prior, effort, rounded);
    }

    /** How latents are quantized. */
    public Quantization quantization() {
        return rounded || effort == EncodeOptions.MIN_EFFORT ? Quantization.UNIFORM : Quantization.DEPENDENT;
    }

    /** The step of the file, which has about the error of a uniform quantizer of {@code stepCode}. */
    public int fileCode(int stepCode) {
        return quantization() == Quantization.UNIFORM ? stepCode : Math.min(StepSize.MAX_CODE, stepCode + COARSER);
    }

    /**
     * Quantizes and codes.
     *
     * @param latent in the scale of the diffusion model, finite; not modified; its array has no more than its size
     * @param stepCode of uniform quantization with such an error
     */
    public CodedLatent encode(Tensor latent, int stepCode) {
        int code = fileCode(stepCode);
        Quantization quantization = quantization();
        float[] values = latent.data();
        LatentSymbols symbols = quantization == Quantization.DEPENDENT
                ? DependentQuantizer.quantize(latent, code, prior, passes())
                : LatentSymbols.of(
                        latent.height(), latent.width(), latent.channels(), new ScalarQuantizer(code).quantize(values));
        Reconstruction reconstruction = rounded
                ? Reconstruction.MIDDLE
                : Reconstruction.fitting(values, symbols.toArray(), quantization.unit(code));
        byte[] bytes = LatentCoder.encode(symbols, code, quantization, prior);
        ScalarParameters parameters = new ScalarParameters(quantization, code, reconstruction);
        return new CodedLatent(
                mode, quantization.code(), code, reconstruction.code(), bytes, () -> dequantized(symbols, parameters));
    }

    /** The values that a decoder reconstructs; a new tensor. */
    static Tensor dequantized(LatentSymbols symbols, ScalarParameters parameters) {
        float[] values = parameters.reconstruction().values(symbols.toArray(), parameters.unit());
        return Tensor.of(symbols.height(), symbols.width(), symbols.channels(), values);
    }

    /** How often the costs of symbols are estimated. */
    private int passes() {
        return effort < EFFORT_OF_TWO ? 1 : effort < EncodeOptions.MAX_EFFORT ? 2 : 3;
    }
}
