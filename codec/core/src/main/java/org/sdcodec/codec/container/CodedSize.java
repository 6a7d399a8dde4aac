package org.sdcodec.codec.container;

/**
 * At which size pictures are coded that a decoder enlarges: resolution code r stands for sides of 2^(−r/4) of the
 * picture's, rounded to
 * multiples of {@value #UNIT} pixels where they have as many, so that they are whole cells of a latent. Specified in
 * {@code codec/FORMAT.md}.
 */
public final class CodedSize {
    /** The resolution code of pictures that are coded at their own size. */
    public static final int FULL = 0;

    /** The largest resolution code. */
    public static final int MAX_CODE = 63;

    private static final int UNIT = 16;

    /** 2^(16 − i/4), rounded. */
    private static final int[] FACTORS = {65536, 55109, 46341, 38968};

    private static final int FACTOR_BITS = 16;

    /** 2^(−1/8), from a factor to the middle between it and the next. */
    private static final double HALFWAY = 0.917004;

    private CodedSize() {}

    /**
     * The coded side.
     *
     * @param side of the picture in pixels, 1..65535
     * @param code 0..{@value #MAX_CODE}
     * @return 1..side
     */
    public static int of(int side, int code) {
        if (code == FULL) {
            return side;
        }
        long scaled = (long) side * FACTORS[code % FACTORS.length];
        int shift = FACTOR_BITS + code / FACTORS.length;
        if (scaled >> shift < UNIT) {
            return (int) Math.max(1, rounded(scaled, shift));
        }
        long units = (scaled + ((long) UNIT << shift - 1)) / ((long) UNIT << shift);
        return (int) Math.min(side, units * UNIT);
    }

    /**
     * The code whose factor is nearest to another, by their ratio.
     *
     * @param factor above 0 and at most 1
     */
    public static int nearest(double factor) {
        int code = FULL;
        while (code < MAX_CODE
                && factor
                        < Math.scalb(FACTORS[code % FACTORS.length] * HALFWAY, -FACTOR_BITS - code / FACTORS.length)) {
            code++;
        }
        return code;
    }

    private static long rounded(long scaled, int shift) {
        return scaled + (1L << shift - 1) >> shift;
    }
}
