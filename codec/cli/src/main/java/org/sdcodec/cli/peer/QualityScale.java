package org.sdcodec.cli.peer;

/**
 * A codec's settings from the one with the smallest files to the one with the largest.
 *
 * @param coarsest the setting that gives the smallest files
 * @param finest the setting that gives the largest files, less or more than the coarsest
 * @param count how many settings there are, evenly spaced; at least 2
 */
public record QualityScale(double coarsest, double finest, int count) {

    /** The n-th setting, 0 being the coarsest. */
    public double setting(int n) {
        return coarsest + (finest - coarsest) * n / (count - 1);
    }

    /**
     * Checks a setting that a user asks for.
     *
     * @throws IllegalArgumentException if it is not between the coarsest and the finest, with a sentence that says so
     */
    public void require(String codec, double setting) {
        double low = Math.min(coarsest, finest);
        double high = Math.max(coarsest, finest);
        if (!(setting >= low && setting <= high)) {
            throw new IllegalArgumentException(
                    "the settings of " + codec + " are " + text(low) + " to " + text(high) + ", not " + text(setting));
        }
    }

    /** A setting as programs take it: without a point where it is a whole number. */
    public static String text(double setting) {
        return setting == Math.rint(setting)
                ? String.valueOf((long) setting)
                : String.valueOf(Math.round(setting * 1000) / 1000.0);
    }
}
