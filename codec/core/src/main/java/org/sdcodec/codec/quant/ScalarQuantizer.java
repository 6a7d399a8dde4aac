package org.sdcodec.codec.quant;

/**
 * Uniform scalar quantizer, to the nearest multiple of the step. Every value is treated alike, so the layout of the
 * latent does not matter.
 */
public final class ScalarQuantizer {
    private final float step;

    /**
     * @param stepCode 0..255, see {@link StepSize}
     * @throws IllegalArgumentException if the code is out of range
     */
    public ScalarQuantizer(int stepCode) {
        step = StepSize.of(stepCode);
    }

    /** The step as a number. */
    public float step() {
        return step;
    }

    /**
     * @param values a latent in the scale of the diffusion model; not modified
     * @return one symbol per value, in -32767..32767, to which larger values are limited
     * @throws IllegalArgumentException if a value is not finite
     */
    public int[] quantize(float[] values) {
        int[] symbols = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            float value = values[i];
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("The latent value " + i + " is " + value
                        + ", but only finite numbers can be coded; the model or its input is at fault.");
            }
            float ratio = Math.abs(value) / step;
            // The conversion to int truncates and limits to 2^31 - 1.
            int magnitude = Math.min((int) (ratio + 0.5f), LatentSymbols.MAX_MAGNITUDE);
            symbols[i] = value < 0 ? -magnitude : magnitude;
        }
        return symbols;
    }

    /**
     * @param symbols of any layout, each in -32767..32767; not modified
     * @param reconstruction where each magnitude lies
     * @return one value per symbol, the same on every machine to the bit
     */
    public float[] dequantize(int[] symbols, Reconstruction reconstruction) {
        return reconstruction.values(symbols, step);
    }
}
