package org.sdcodec.codec.quant;

/**
 * Where in its interval a magnitude is reconstructed: magnitude 1 at {@code 1 - inner/32} steps, a larger magnitude m
 * at {@code m - outer/32}. Latent values crowd around zero, so the center of mass lies below the middle. One byte in
 * the file: {@code inner} in the upper four bits, {@code outer} in the lower four, each in two's complement.
 *
 * @param inner -8..7, in 1/32 step towards zero
 * @param outer -8..7, in 1/32 step towards zero
 */
public record Reconstruction(int inner, int outer) {
    /** Exactly at the multiples of the step. */
    public static final Reconstruction MIDDLE = new Reconstruction(0, 0);

    private static final int MIN = -8;
    private static final int MAX = 7;
    private static final int UNITS = 32;

    /**
     * @throws IllegalArgumentException if one is outside -8..7
     */
    public Reconstruction {
        if (inner < MIN || inner > MAX || outer < MIN || outer > MAX) {
            throw new IllegalArgumentException(
                    "Reconstruction offsets must be in -8..7, but are " + inner + " and " + outer + ".");
        }
    }

    /** The offsets of a byte of the file; every value 0..255 (higher bits are ignored) is valid. */
    public static Reconstruction ofCode(int code) {
        return new Reconstruction(code << 24 >> 28, code << 28 >> 28);
    }

    /** The byte of the file, 0..255. */
    public int code() {
        return (inner & 15) << 4 | outer & 15;
    }

    /**
     * The offsets nearest to the centers of mass, which give the least squared error.
     *
     * @param values the latent; not modified
     * @param symbols what {@link ScalarQuantizer#quantize} made of it; not modified
     * @param step the step it used
     */
    public static Reconstruction fitting(float[] values, int[] symbols, float step) {
        return new Shortfall(values, symbols, step).fitting();
    }

    /**
     * By how much the magnitudes of a latent's values lie below those of their symbols: sums, so that parts of a latent
     * add up.
     */
    public static final class Shortfall {
        private final double[] sum = new double[2];
        private final long[] count = new long[2];

        /** That of nothing. */
        public Shortfall() {}

        /** As {@link Reconstruction#fitting} takes them. */
        public Shortfall(float[] values, int[] symbols, float step) {
            for (int i = 0; i < values.length; i++) {
                int magnitude = Math.abs(symbols[i]);
                if (magnitude > 0) {
                    int kind = magnitude == 1 ? 0 : 1;
                    sum[kind] += magnitude - Math.abs(values[i]) / step;
                    count[kind]++;
                }
            }
        }

        /** Adds that of another part. */
        public void add(Shortfall other) {
            for (int kind = 0; kind < sum.length; kind++) {
                sum[kind] += other.sum[kind];
                count[kind] += other.count[kind];
            }
        }

        /** The offsets nearest to the centers of mass. */
        public Reconstruction fitting() {
            return new Reconstruction(offset(sum[0], count[0]), offset(sum[1], count[1]));
        }
    }

    /**
     * The value of a symbol: {@code sign * (32 |symbol| - offset) * (step / 32)} with one rounding to float.
     *
     * @param symbol -32767..32767
     * @param step as {@link StepSize#of} gives it
     */
    public float value(int symbol, float step) {
        if (symbol == 0) {
            return 0f;
        }
        int magnitude = Math.abs(symbol);
        int units = UNITS * magnitude - (magnitude == 1 ? inner : outer);
        return (symbol > 0 ? units : -units) * (step / UNITS);
    }

    /**
     * The values of symbols.
     *
     * @param symbols of any layout, each in -32767..32767; not modified
     * @param step as {@link StepSize#of} gives it, or half of that
     * @return one value per symbol, the same on every machine to the bit
     */
    public float[] values(int[] symbols, float step) {
        float[] values = new float[symbols.length];
        for (int i = 0; i < symbols.length; i++) {
            values[i] = value(symbols[i], step);
        }
        return values;
    }

    private static int offset(double shortfall, long count) {
        if (count == 0) {
            return 0;
        }
        return (int) Math.max(MIN, Math.min(MAX, Math.rint(UNITS * shortfall / count)));
    }
}
