package org.sdcodec.codec.scalar;

import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.quant.Quantization;
import org.sdcodec.codec.quant.Reconstruction;
import org.sdcodec.codec.quant.StepSize;

/**
 * The fields of a header of mode scalar.
 *
 * @param quantization each way to quantize has an entropy coder of its own
 * @param stepCode of the quantizer
 * @param reconstruction of the quantizer
 */
record ScalarParameters(Quantization quantization, int stepCode, Reconstruction reconstruction) {

    /** The standard deviation of an error that is uniform over a step of 1 is 1/√12. */
    private static final double NOISE_OF_STEP = 1 / Math.sqrt(12);

    /** Measured: dependent quantization leaves the noise of a uniform one of a step that is √1.5 times smaller. */
    private static final double NOISE_OF_DEPENDENT_STEP = 1 / Math.sqrt(18);

    static ScalarParameters of(SdcHeader header) {
        return new ScalarParameters(
                Quantization.ofCode(header.coder()), header.stepCode(), Reconstruction.ofCode(header.reconstruction()));
    }

    /** The step on the scale of the diffusion model. */
    float step() {
        return StepSize.of(stepCode);
    }

    /** Of what the symbols are multiples. */
    float unit() {
        return quantization.unit(stepCode);
    }

    /** The standard deviation of the quantizer's error, on the scale of the diffusion model. */
    double noise() {
        return step() * (quantization == Quantization.DEPENDENT ? NOISE_OF_DEPENDENT_STEP : NOISE_OF_STEP);
    }
}
