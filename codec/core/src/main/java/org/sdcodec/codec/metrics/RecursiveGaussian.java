package org.sdcodec.codec.metrics;

/**
 * The Gaussian of σ = 1.5 that SSIMULACRA 2 blurs with: a sum of three cosines, cut off where all are 0, each run as a
 * recursion of second order.
 *
 * <p>Source: D. Charalampidis, "Recursive Implementation of the Gaussian Filter Using Truncated Cosine Functions", IEEE
 * Transactions on Signal Processing 64 (14), 2016; numbers of equations below are this paper's.
 *
 * <p>The filter's response is nine values wide, so a sum of nine products would be as good; but a recursion's rounding
 * errors grow with the row, and the reference program's scores contain them: 0.4 less for a score of 91 at 768x512. So
 * this class computes in float and in the reference program's order, with {@code fma} where that has it: along a row
 * four outputs at a time from the last two before them, across rows one row at a time.
 *
 * <p>The loops across rows index all arrays alike, without which the JIT compiler of Java 17 does not vectorize them.
 */
final class RecursiveGaussian {
    /** Zeros that a row needs before its first value and behind its last one. */
    static final int PAD = 8;

    /** How far above the row that is put out the first row lies that is added. */
    static final int ABOVE = 6;

    /** How far below the row that is put out the second row lies that is added. */
    static final int BELOW = 4;

    /** How many cosines there are. */
    static final int COSINES = 3;

    /** How many arrays a blur along a row works in. */
    static final int WORK = COSINES + 1;

    private static final double SIGMA = 1.5;
    /** Half the filter's period, by equation 57. */
    private static final int N = (int) StrictMath.rint(3.2795 * SIGMA + 0.2546);

    /** Outputs along a row that are computed together. */
    private static final int LANES = 4;

    /** By cosine: the factor of the new input, and minus that of the last output: equation 33. */
    private static final float[] INPUT = new float[COSINES];

    private static final float[] LAST = new float[COSINES];

    /**
     * By cosine and lane i: what an input does to the output i places behind it, and what the last and the last but one
     * output before four new ones do to the i-th of these: equation 35, put into itself.
     */
    private static final float[][] INPUT_AHEAD = new float[COSINES][LANES];

    private static final float[][] LAST_AHEAD = new float[COSINES][LANES];
    private static final float[][] BEFORE_LAST_AHEAD = new float[COSINES][LANES];

    static {
        double[] omega = new double[COSINES];
        for (int k = 0; k < COSINES; k++) {
            omega[k] = (2 * k + 1) * StrictMath.PI / (2 * N);
        }
        double[] beta = beta(omega);
        for (int k = 0; k < COSINES; k++) {
            double input = -beta[k] * StrictMath.cos(omega[k] * (N + 1));
            double last = 2 * StrictMath.cos(omega[k]);
            INPUT[k] = (float) input;
            LAST[k] = (float) last;
            double power = 1;
            double powerBefore = 0;
            for (int i = 0; i < LANES; i++) {
                INPUT_AHEAD[k][i] = (float) (power * input);
                double next = last * power - powerBefore;
                LAST_AHEAD[k][i] = (float) next;
                BEFORE_LAST_AHEAD[k][i] = (float) -power;
                powerBefore = power;
                power = next;
            }
        }
    }

    private RecursiveGaussian() {}

    /** The cosines' amplitudes: equation 53 with the matrices of 55 and 56, solved by Cramer's rule. */
    private static double[] beta(double[] omega) {
        double[] p = new double[COSINES];
        double[] r = new double[COSINES];
        double[] rho = new double[COSINES];
        for (int k = 0; k < COSINES; k++) {
            // Equations 37, 44 and 50.
            double sign = k % 2 == 0 ? 1 : -1;
            p[k] = sign / StrictMath.tan(omega[k] / 2);
            r[k] = sign * p[k] * p[k] / StrictMath.sin(omega[k]);
            rho[k] = StrictMath.exp(-SIGMA * SIGMA * omega[k] * omega[k] / 2) / N;
        }
        double[] zeta = cross(p, r);
        double scale = zeta[2];
        for (int k = 0; k < COSINES; k++) {
            // Equation 52.
            zeta[k] /= scale;
        }
        double[] right = {1, N * N - SIGMA * SIGMA, zeta[0] * rho[0] + zeta[1] * rho[1] + rho[2]};
        double[] forFirst = cross(r, zeta);
        double[] forSecond = cross(zeta, p);
        double[] forThird = cross(p, r);
        double determinant = p[0] * forFirst[0] + p[1] * forFirst[1] + p[2] * forFirst[2];
        double[] beta = new double[COSINES];
        for (int k = 0; k < COSINES; k++) {
            beta[k] = (right[0] * forFirst[k] + right[1] * forSecond[k] + right[2] * forThird[k]) / determinant;
        }
        return beta;
    }

    private static double[] cross(double[] a, double[] b) {
        return new double[] {
            a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0],
        };
    }

    /**
     * Blurs along a row.
     *
     * @param in {@link #PAD} zeros, the row's {@code width} values, {@link #PAD} zeros; not modified
     * @param work {@link #WORK} arrays of the same length; overwritten
     * @param out its {@code width} values behind the first {@link #PAD} are overwritten; none of the others
     */
    static void alongRow(float[] in, float[][] work, float[] out, int width) {
        float[] sums = work[COSINES];
        // The first outputs lie before the row, where only the lower input is inside.
        for (int n = 1 - N; n < width; n++) {
            sums[PAD + n] = in[Math.max(0, PAD + n - ABOVE)] + in[PAD + n + BELOW];
        }
        for (int k = 0; k < COSINES; k++) {
            cosine(k, sums, work[k], width);
        }
        add(work[0], work[1], work[2], out, PAD, PAD + width);
    }

    private static void cosine(int k, float[] sums, float[] out, int width) {
        int n = PAD + 1 - N;
        n = oneByOne(k, sums, out, n, PAD + Math.min(2 * LANES, width));
        // As far as the reference program goes by four.
        n = byFour(k, sums, out, n, PAD + width - N - 2);
        oneByOne(k, sums, out, n, PAD + width);
    }

    /**
     * Computes outputs from {@code from} to before {@code to}; those before the first are 0. Returns the next place.
     */
    private static int oneByOne(int k, float[] sums, float[] out, int from, int to) {
        float last = from > PAD + 1 - N ? out[from - 1] : 0;
        float before = from > PAD + 1 - N ? out[from - 2] : 0;
        for (int i = from; i < to; i++) {
            float next = Math.fma(LAST[k], last, sums[i] * INPUT[k] - before);
            out[i] = next;
            before = last;
            last = next;
        }
        return Math.max(from, to);
    }

    /** As {@link #oneByOne}, four at a time while the first of them is before {@code to}. */
    private static int byFour(int k, float[] sums, float[] out, int from, int to) {
        float a0 = INPUT_AHEAD[k][0];
        float a1 = INPUT_AHEAD[k][1];
        float a2 = INPUT_AHEAD[k][2];
        float a3 = INPUT_AHEAD[k][3];
        float l0 = LAST_AHEAD[k][0];
        float l1 = LAST_AHEAD[k][1];
        float l2 = LAST_AHEAD[k][2];
        float l3 = LAST_AHEAD[k][3];
        float b1 = BEFORE_LAST_AHEAD[k][1];
        float b2 = BEFORE_LAST_AHEAD[k][2];
        float b3 = BEFORE_LAST_AHEAD[k][3];
        float last = out[from - 1];
        float before = out[from - 2];
        int i = from;
        for (; i < to; i += LANES) {
            float s0 = sums[i];
            float s1 = sums[i + 1];
            float s2 = sums[i + 2];
            float s3 = sums[i + 3];
            out[i] = Math.fma(l0, last, s0 * a0 - before);
            out[i + 1] = Math.fma(l1, last, Math.fma(b1, before, Math.fma(a0, s1, s0 * a1)));
            float y2 = Math.fma(l2, last, Math.fma(b2, before, Math.fma(a0, s2, Math.fma(a1, s1, s0 * a2))));
            float y3 = Math.fma(
                    l3, last, Math.fma(b3, before, Math.fma(a0, s3, Math.fma(a1, s2, Math.fma(a2, s1, s0 * a3)))));
            out[i + 2] = y2;
            out[i + 3] = y3;
            before = y2;
            last = y3;
        }
        return i;
    }

    /**
     * Blurs across rows: from the sum of two rows, {@link #ABOVE} above and {@link #BELOW} below, and the last two
     * outputs to the next.
     *
     * @param above and {@code below}: 0 where they are outside of the picture; not modified
     * @param last by cosine, the last outputs; not modified
     * @param before by cosine, the outputs before them; replaced by the next outputs
     * @param sums overwritten
     * @param out the sum of the next outputs
     * @param from of all arrays, the values from here to before {@code to} take part
     */
    static void acrossRows(
            float[] above,
            float[] below,
            float[][] last,
            float[][] before,
            float[] sums,
            float[] out,
            int from,
            int to) {
        for (int x = from; x < to; x++) {
            sums[x] = above[x] + below[x];
        }
        for (int k = 0; k < COSINES; k++) {
            next(INPUT[k], LAST[k], sums, last[k], before[k], from, to);
        }
        add(before[0], before[1], before[2], out, from, to);
    }

    private static void next(
            float input, float lastFactor, float[] sums, float[] last, float[] before, int from, int to) {
        for (int x = from; x < to; x++) {
            before[x] = Math.fma(input, sums[x], Math.fma(lastFactor, last[x], -before[x]));
        }
    }

    private static void add(float[] a, float[] b, float[] c, float[] out, int from, int to) {
        for (int x = from; x < to; x++) {
            out[x] = a[x] + (b[x] + c[x]);
        }
    }
}
