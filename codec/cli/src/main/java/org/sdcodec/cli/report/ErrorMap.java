package org.sdcodec.cli.report;

import org.sdcodec.Picture;

/**
 * Where two pictures differ, as a picture: black for equal pixels, over violet and orange to light yellow for
 * {@value #BRIGHTEST} levels of 255 and more. The difference of a pixel is the root of the mean of the squared
 * differences of its three samples.
 */
public final class ErrorMap {

    /** The difference in levels from which on the map is brightest. */
    public static final int BRIGHTEST = 48;

    private static final int CHANNELS = 3;

    /** Colors at equal distances of the scale, of rising lightness, so that it reads without color too. */
    private static final int[] ANCHORS = {
        0x000004, 0x1f0c48, 0x550f6d, 0x88226a, 0xba3655, 0xe35933, 0xf98c0a, 0xf9c932, 0xfcffa4
    };

    private static final int[] COLORS = colors();

    private ErrorMap() {}

    /**
     * The map.
     *
     * @param a of the size of {@code b}; transparent pixels count as they lie on white
     * @return opaque, of the same size
     * @throws IllegalArgumentException if the sizes differ
     */
    public static Picture of(Picture a, Picture b) {
        if (a.width() != b.width() || a.height() != b.height()) {
            throw new IllegalArgumentException("only pictures of one size have an error map");
        }
        Picture first = a.onWhite();
        Picture second = b.onWhite();
        int[] row = new int[a.width()];
        int[] other = new int[a.width()];
        Picture.Builder map = Picture.builder(a.width(), a.height());
        for (int y = 0; y < a.height(); y++) {
            first.copyRows(y, 1, row, 0);
            second.copyRows(y, 1, other, 0);
            for (int x = 0; x < row.length; x++) {
                row[x] = COLORS[Math.min(BRIGHTEST, difference(row[x], other[x]))];
            }
            map.row(y, row, 0);
        }
        return map.build();
    }

    private static int difference(int p, int q) {
        int sum = 0;
        for (int shift = 0; shift < CHANNELS * Byte.SIZE; shift += Byte.SIZE) {
            int d = (p >> shift & 255) - (q >> shift & 255);
            sum += d * d;
        }
        return (int) Math.round(Math.sqrt((double) sum / CHANNELS));
    }

    private static int[] colors() {
        int[] colors = new int[BRIGHTEST + 1];
        for (int level = 0; level <= BRIGHTEST; level++) {
            int scaled = level * (ANCHORS.length - 1);
            int at = Math.min(ANCHORS.length - 2, scaled / BRIGHTEST);
            int part = scaled - at * BRIGHTEST;
            int rgb = 0;
            for (int shift = 0; shift < CHANNELS * Byte.SIZE; shift += Byte.SIZE) {
                int low = ANCHORS[at] >> shift & 255;
                int high = ANCHORS[at + 1] >> shift & 255;
                rgb |= (low * (BRIGHTEST - part) + high * part) / BRIGHTEST << shift;
            }
            colors[level] = 0xff000000 | rgb;
        }
        return colors;
    }
}
