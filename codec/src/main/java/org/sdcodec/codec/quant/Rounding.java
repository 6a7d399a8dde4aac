package org.sdcodec.codec.quant;

/**
 * How the encoder rounds |value| / step to a magnitude; the decoder need not know. A value becomes
 * {@code floor(|value| / step + other)}, but 0 instead of 1 unless {@code |value| / step + zero >= 1}. Offsets below 1/2
 * widen the dead zone around zero and favour the smaller magnitude, which costs fewer bytes than it loses in accuracy.
 *
 * @param zero offset between 0 and 1, more than 0 and at most {@code other}
 * @param other offset between all other magnitudes, at most 0.5
 */
public record Rounding(float zero, float other) {
    /** To the nearest multiple of the step. */
    public static final Rounding NEAREST = new Rounding(0.5f, 0.5f);

    /**
     * Measured with this project's coder on 16-channel latents of photographs, most of whose values lie near zero: 1 %
     * (fine steps) to 4 % (coarse steps) fewer bytes than {@link #NEAREST} at equal squared error.
     */
    public static final Rounding DEAD_ZONE = new Rounding(0.35f, 0.45f);

    /** Below this {@link #suiting} chooses the dead zone; measured: 0.54..0.82 with 4 channels, 0.08..0.23 with 16. */
    private static final double PEAKED = 0.4;

    /**
     * @throws IllegalArgumentException unless 0 &lt; zero &le; other &le; 0.5
     */
    public Rounding {
        if (!(zero > 0 && zero <= other && other <= 0.5f)) {
            throw new IllegalArgumentException(
                    "Rounding offsets must satisfy 0 < zero <= other <= 0.5, but are " + zero + " and " + other + ".");
        }
    }

    /**
     * The better of {@link #NEAREST} and {@link #DEAD_ZONE} for a latent, by how peaked its values are at zero:
     * (mean |value|)^2 / mean value^2, which is 2/pi for a normal law and small where few values are large. On latents
     * like Stable Diffusion's, which are near normal and well predicted, a dead zone costs up to 5 %.
     *
     * @param values the latent; not modified
     */
    public static Rounding suiting(float[] values) {
        double magnitudes = 0;
        double squares = 0;
        for (float value : values) {
            magnitudes += Math.abs(value);
            squares += (double) value * value;
        }
        return magnitudes * magnitudes < PEAKED * squares * values.length ? DEAD_ZONE : NEAREST;
    }
}
