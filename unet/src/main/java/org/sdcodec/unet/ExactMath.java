package org.sdcodec.unet;

/**
 * Elementary functions in double, made of exactly rounded operations only, so that they give the same bits on every
 * JVM; the standard library's may differ in the last place. Taylor series after a reduction of the argument.
 */
final class ExactMath {
    private static final double LOG2_E = 1.4426950408889634;
    /** ln 2 and π/2 as sums of two doubles (Cody and Waite). */
    private static final double LN2_HIGH = 0.6931471805599453;

    private static final double LN2_LOW = 2.3190468138462996e-17;
    private static final double HALF_PI_HIGH = 1.5707963267948966;
    private static final double HALF_PI_LOW = 6.123233995736766e-17;

    /** Where the series end: the next term is below 1e-18 for the reduced arguments. */
    private static final int EXP_DEGREE = 14;

    private static final int SIN_DEGREE = 17;
    private static final int COS_DEGREE = 18;
    private static final double[] RECIPROCAL_FACTORIALS = reciprocalFactorials();

    private ExactMath() {}

    private static double[] reciprocalFactorials() {
        double[] reciprocals = new double[COS_DEGREE + 1];
        double factorial = 1;
        for (int n = 0; n < reciprocals.length; n++) {
            // Exact in double up to 18!.
            factorial *= Math.max(1, n);
            reciprocals[n] = 1 / factorial;
        }
        return reciprocals;
    }

    /** e^x for |x| ≤ 700, relative error below 5e-16. */
    static double exp(double x) {
        double n = Math.rint(x * LOG2_E);
        double r = Math.fma(-n, LN2_LOW, Math.fma(-n, LN2_HIGH, x));
        double sum = RECIPROCAL_FACTORIALS[EXP_DEGREE];
        for (int k = EXP_DEGREE - 1; k >= 0; k--) {
            sum = Math.fma(sum, r, RECIPROCAL_FACTORIALS[k]);
        }
        return Math.scalb(sum, (int) n);
    }

    /** sin x for |x| ≤ 100000, absolute error below 4e-16. */
    static double sin(double x) {
        return sinOfQuadrants(x, 0);
    }

    /** cos x for |x| ≤ 100000, absolute error below 4e-16. */
    static double cos(double x) {
        return sinOfQuadrants(x, 1);
    }

    /** sin(x + quadrants · π/2). */
    private static double sinOfQuadrants(double x, int quadrants) {
        double n = Math.rint(x / HALF_PI_HIGH);
        double r = Math.fma(-n, HALF_PI_LOW, Math.fma(-n, HALF_PI_HIGH, x));
        int quadrant = (int) n + quadrants & 3;
        double value = quadrant % 2 == 0 ? r * series(r * r, SIN_DEGREE) : series(r * r, COS_DEGREE);
        return quadrant < 2 ? value : -value;
    }

    /** 1/d₀! − s/d₁! + s²/d₂! − … with degrees d in steps of two up to the last. */
    private static double series(double s, int lastDegree) {
        double sum = 0;
        for (int degree = lastDegree; degree >= 0; degree -= 2) {
            sum = Math.fma(-s, sum, RECIPROCAL_FACTORIALS[degree]);
        }
        return sum;
    }
}
