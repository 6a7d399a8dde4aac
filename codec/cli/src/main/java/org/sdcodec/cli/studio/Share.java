package org.sdcodec.cli.studio;

/**
 * A share that was observed, with its 95 % confidence interval by E. B. Wilson, "Probable inference, the law of
 * succession, and statistical inference", Journal of the American Statistical Association 22 (158), 1927.
 *
 * @param value 0 to 1
 * @param low the lower end of the interval, at least 0
 * @param high the upper end, at most 1
 */
record Share(double value, double low, double high) {

    /** The normal distribution's quantile of 0.975. */
    private static final double Z = 1.959964;

    /**
     * @param successes 0 to {@code count}; a half counts
     * @param count how many were observed; without any the interval is 0 to 1
     */
    static Share of(double successes, int count) {
        if (count == 0) {
            return new Share(0.5, 0, 1);
        }
        double share = successes / count;
        double spread = Z * Z / count;
        double center = (share + spread / 2) / (1 + spread);
        double half = Z * Math.sqrt(share * (1 - share) / count + spread / (4 * count)) / (1 + spread);
        return new Share(share, Math.max(0, center - half), Math.min(1, center + half));
    }
}
