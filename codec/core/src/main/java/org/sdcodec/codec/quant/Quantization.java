package org.sdcodec.codec.quant;

/** How values of a latent become integers, in mode scalar. */
public enum Quantization {
    /** Each on its own: the values are multiples of the step. */
    UNIFORM(0, 0),
    /**
     * Dependent quantization: two quantizers of that step, one of which has its points half a step beside the other's;
     * which one a value has follows from the symbols before it. The values are multiples of half the step. Half the
     * step's points at little more than a whole step's bits, if the path through them is chosen well: trellis-coded
     * quantization (M. Marcellin, T. Fischer, IEEE Transactions on Communications 38, 1990), in the form of H. Schwarz
     * et al., "Hybrid video coding with trellis-coded quantization", DCC 2019.
     */
    DEPENDENT(1, 1);

    private final int code;
    private final int shift;

    Quantization(int code, int shift) {
        this.code = code;
        this.shift = shift;
    }

    /**
     * The quantization of an entropy coder's number.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Quantization ofCode(int code) {
        for (Quantization each : values()) {
            if (each.code == code) {
                return each;
            }
        }
        throw new IllegalArgumentException("there is no quantization " + code);
    }

    /** The number in the file, 0..3. */
    public int code() {
        return code;
    }

    /** Of what the integers are multiples: {@code step / 2^shift}. */
    public int shift() {
        return shift;
    }

    /**
     * Of what the integers are multiples; exact.
     *
     * @param stepCode 0..255, see {@link StepSize}
     */
    public float unit(int stepCode) {
        return StepSize.of(stepCode) / (1 << shift);
    }
}
