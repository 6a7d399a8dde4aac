package org.sdcodec.benchmarks.rd;

/**
 * A range of rates.
 *
 * @param low and {@code high}: in bits per pixel, 0 &lt; low &lt; high
 */
record Rates(double low, double high) {
    Rates {
        if (!(low > 0 && low < high && high < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "a range of rates needs two positive numbers, the smaller first, not " + low + " and " + high);
        }
    }

    /**
     * Reads a range.
     *
     * @param text two numbers with a hyphen between them, for example {@code 0.08-0.5}
     * @throws IllegalArgumentException if it is none, with a sentence that says so
     */
    static Rates parse(String text) {
        String[] parts = text.split("-", -1);
        try {
            if (parts.length == 2) {
                return new Rates(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]));
            }
        } catch (NumberFormatException e) {
            // Said below, for the whole text.
        }
        throw new IllegalArgumentException("a range of rates is two numbers like 0.08-0.5, not '" + text + "'");
    }

    boolean contains(double rate) {
        return low <= rate && rate <= high;
    }
}
