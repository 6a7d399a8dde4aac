package org.sdcodec.codec.original;

import java.util.Arrays;

/**
 * Up to 256 colors of four channels, 0..255 each. A color is also one int, channel 0 in its highest byte; colors ascend
 * by that number, unsigned. Immutable.
 */
final class Palette {
    static final int CHANNELS = 4;
    static final int MAX_COLORS = 256;

    /**
     * Distances are computed in sixteenths of a level, which error diffusion needs; channel c of color i at 4 i + c.
     */
    static final int UNIT = 16;

    private final int[] colors;
    private final int[] fine;

    /** @param colors 1 to 256 of them, packed, in any order; not modified */
    Palette(int[] colors) {
        this.colors = sorted(colors);
        fine = new int[CHANNELS * colors.length];
        for (int i = 0; i < fine.length; i++) {
            fine[i] = UNIT * channel(this.colors[i / CHANNELS], i % CHANNELS);
        }
    }

    int size() {
        return colors.length;
    }

    /** The color at an index, packed. */
    int color(int index) {
        return colors[index];
    }

    /** Channel {@code channel} of the color at an index, in sixteenths of a level. */
    int fine(int index, int channel) {
        return fine[CHANNELS * index + channel];
    }

    /** The index of the color nearest to a point in sixteenths of a level. */
    int nearest(int a, int b, int c, int d) {
        return nearest(fine, a, b, c, d);
    }

    /**
     * The nearest of some points by the squared Euclidean distance, the first one of several.
     *
     * @param points four coordinates after each other, each in ±2^14 as those of the point sought
     */
    static int nearest(int[] points, int a, int b, int c, int d) {
        int best = 0;
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < points.length; i += CHANNELS) {
            int da = a - points[i];
            int db = b - points[i + 1];
            int dc = c - points[i + 2];
            int dd = d - points[i + 3];
            int distance = da * da + db * db + dc * dc + dd * dd;
            if (distance < least) {
                least = distance;
                best = i;
            }
        }
        return best / CHANNELS;
    }

    /** A channel, 0..255, of a packed color. */
    static int channel(int color, int channel) {
        return color >>> 24 - 8 * channel & 255;
    }

    /** A sorted copy; the packed colors ascend as unsigned numbers. */
    static int[] sorted(int[] colors) {
        int[] copy = colors.clone();
        flipSigns(copy);
        Arrays.sort(copy);
        flipSigns(copy);
        return copy;
    }

    private static void flipSigns(int[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] ^= Integer.MIN_VALUE;
        }
    }
}
