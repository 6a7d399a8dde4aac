package org.sdcodec.codec.quant;

/**
 * The steps that a file can name: codes 0..255 for 2^(code/24 - 6), from 0.0156 to 24.7, each 2.9 % above the one
 * before. The values are defined by a table of integers, so every machine has the same ones to the bit.
 */
public final class StepSize {
    /** The smallest code, of the smallest step. */
    public static final int MIN_CODE = 0;

    /** The largest code, of the largest step. */
    public static final int MAX_CODE = 255;

    private static final int PER_OCTAVE = 24;
    /** Exponent of the unit of {@link #MANTISSAS} at code 0. */
    private static final int FIRST_EXPONENT = -6 - 23;

    /** round(2^23 * 2^(k/24)) for k = 0..23. */
    private static final int[] MANTISSAS = {
        8388608, 8634413, 8887421, 9147842, 9415894, 9691801, 9975792, 10268105, 10568984, 10878679, 11197448, 11525559,
        11863283, 12210904, 12568711, 12937002, 13316085, 13706276, 14107901, 14521294, 14946800, 15384775, 15835583,
        16299601
    };

    private StepSize() {}

    /**
     * The step of a code: {@code MANTISSAS[code % 24] * 2^(code / 24 - 29)}, exact in float.
     *
     * @param code 0..255
     * @throws IllegalArgumentException if the code is out of range
     */
    public static float of(int code) {
        if (code < MIN_CODE || code > MAX_CODE) {
            throw new IllegalArgumentException("The step code " + code + " is outside 0..255.");
        }
        return Math.scalb((float) mantissa(code), exponent(code));
    }

    /** For arithmetic in integers: the step of {@code code}, or of any larger one, is {@code mantissa · 2^exponent}. */
    public static int mantissa(int code) {
        return MANTISSAS[code % PER_OCTAVE];
    }

    /** @see #mantissa */
    public static int exponent(int code) {
        return FIRST_EXPONENT + code / PER_OCTAVE;
    }

    /**
     * The code whose step is nearest to the given one; the smallest or largest code beyond the ends.
     *
     * @param step more than 0
     * @throws IllegalArgumentException if the step is not a positive number
     */
    public static int nearestCode(float step) {
        if (!(step > 0)) {
            throw new IllegalArgumentException("A step must be a positive number, but it is " + step + ".");
        }
        int code = MIN_CODE;
        while (code < MAX_CODE && Math.abs(of(code + 1) - step) <= Math.abs(of(code) - step)) {
            code++;
        }
        return code;
    }
}
