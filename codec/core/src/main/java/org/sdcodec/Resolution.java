package org.sdcodec;

import java.util.Objects;

/**
 * At which resolution a picture is coded. A file states the picture's own size in any case, and the decoder enlarges
 * what was coded
 * at a lower one. Immutable.
 */
public final class Resolution {

    /**
     * The encoder lowers the resolution where that gives a closer picture in as many bytes: where the step of the
     * quantizer would be
     * coarser than the model is good at, as in files of some hundred bytes.
     */
    public static final Resolution AUTO = new Resolution(0, 0);

    /** That of the picture. */
    public static final Resolution FULL = new Resolution(1, 1);

    private final int numerator;
    private final int denominator;

    private Resolution(int numerator, int denominator) {
        this.numerator = numerator;
        this.denominator = denominator;
    }

    /**
     * A part of the picture's width and height: the one nearest to it of those that a file can name, which are
     * 2^(−1/4), 2^(−2/4), …
     * 2^(−63/4), in pixels a multiple of 16 where there are as many.
     *
     * @throws IllegalArgumentException unless 0 &lt; numerator ≤ denominator
     */
    public static Resolution of(int numerator, int denominator) {
        if (numerator < 1 || denominator < numerator) {
            throw new IllegalArgumentException("a resolution is a part of the picture's, above 0 and at most 1, not "
                    + numerator + "/" + denominator);
        }
        return numerator == denominator ? FULL : new Resolution(numerator, denominator);
    }

    /** Whether the encoder chooses. */
    public boolean isAuto() {
        return denominator == 0;
    }

    /**
     * The part of width and height, above 0 and at most 1.
     *
     * @throws IllegalStateException if the encoder {@linkplain #isAuto chooses}
     */
    public double factor() {
        if (isAuto()) {
            throw new IllegalStateException("the encoder chooses this resolution");
        }
        return (double) numerator / denominator;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Resolution that
                && (long) numerator * that.denominator == (long) that.numerator * denominator
                && isAuto() == that.isAuto();
    }

    @Override
    public int hashCode() {
        return isAuto() ? 0 : Objects.hash(factor());
    }

    /** {@code auto}, {@code full}, or e.g. {@code 1/2}. */
    @Override
    public String toString() {
        return isAuto() ? "auto" : equals(FULL) ? "full" : numerator + "/" + denominator;
    }
}
