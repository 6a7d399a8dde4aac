package org.sdcodec.engine.kernel;

/**
 * The order in which {@link Kernels#gemmPacked} reads its left-hand side: rows in groups of twelve, then in groups of
 * ten, then what is left; a group lies column by column. Twelve and ten rows, or half as many, are what register tiles
 * have; together they leave nothing of an even number of rows from 40 on, and five of an odd one from 45 on.
 *
 * <pre>
 *   group of 12:  a[0..11][0] a[0..11][1] … a[0..11][k−1] | next group: a[12..23][0] …
 * </pre>
 *
 * <p>The layout is the same on every machine.
 *
 * @param twelves groups of twelve rows
 * @param tens groups of ten rows, after those of twelve
 * @param rest rows of the last group, less than 12; 0 if there is none
 */
public record RowGroups(int twelves, int tens, int rest) {
    private static final int TWELVE = 12;
    private static final int TEN = 10;
    /** A rest that register tiles have. */
    private static final int FIVE = 5;

    /**
     * The groups of a number of rows, which depend on nothing else.
     *
     * @param rows at least 0
     */
    public static RowGroups of(int rows) {
        int rest = rows % 2 == 0 ? 0 : FIVE;
        int tens = tens(rows - rest);
        if (rows < rest + TEN * tens) {
            return new RowGroups(rows / TWELVE, 0, rows % TWELVE);
        }
        return new RowGroups((rows - rest - TEN * tens) / TWELVE, tens, rest);
    }

    /** How many tens leave a multiple of twelve of an even number. */
    private static int tens(int rows) {
        return (TWELVE - rows % TWELVE) / 2 % 6;
    }

    /** The number of groups. */
    public int count() {
        return twelves + tens + (rest > 0 ? 1 : 0);
    }

    /**
     * Rows of a group.
     *
     * @param group from 0 to {@code count() − 1}
     */
    public int rows(int group) {
        return group < twelves ? TWELVE : group < twelves + tens ? TEN : rest;
    }

    /**
     * The first row of a group.
     *
     * @param group from 0 to {@code count() − 1}
     */
    public int first(int group) {
        return TWELVE * Math.min(group, twelves) + TEN * Math.max(0, Math.min(group - twelves, tens));
    }
}
