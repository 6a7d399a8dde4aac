package org.sdcodec.codec.quant;

/**
 * The quality scale 1..100 of the command line. Quality 1 is step 8, quality 100 step 0.125, and equal differences of
 * quality are equal ratios of the step: {@code code = 216 - floor((144 (q - 1) + 49) / 99)}, so that every quality has
 * a step of its own and a higher one a smaller step, 4.3 % on average. Quality 50 is step 1.03.
 *
 * <p>A smaller step means a larger file and a smaller error on average. A single picture may differ: where many values
 * lie near a few numbers, as in screenshots, the larger of two neighboring steps may happen to meet those better.
 */
public final class Quality {
    /** The lowest quality: the smallest file. */
    public static final int MIN = 1;

    /** The highest quality: the largest file. */
    public static final int MAX = 100;

    /** Code of step 8. */
    private static final int COARSEST = 216;
    /** Code of step 0.125. */
    private static final int FINEST = 72;

    private Quality() {}

    /**
     * The step code ({@link StepSize}) of a quality.
     *
     * @param quality 1..100
     * @return 216..72, strictly falling with the quality
     * @throws IllegalArgumentException if the quality is out of range
     */
    public static int stepCode(int quality) {
        if (quality < MIN || quality > MAX) {
            throw new IllegalArgumentException("The quality " + quality + " is outside " + MIN + ".." + MAX + ".");
        }
        int span = MAX - MIN;
        return COARSEST - ((COARSEST - FINEST) * (quality - MIN) + span / 2) / span;
    }
}
