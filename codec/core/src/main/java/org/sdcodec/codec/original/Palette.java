package org.sdcodec.codec.original;

import java.util.Arrays;

/**
 * Up to 256 colours of four channels, 0..255 each. A colour is also one int, channel 0 in its highest byte; colours ascend by that
 * number, unsigned. Immutable.
 */
final class Palette {
    static final int CHANNELS = 4;
    static final int MAX_COLOURS = 256;

    /** Distances are computed in sixteenths of a level, which error diffusion needs; channel c of colour i at 4 i + c. */
    static final int UNIT = 16;

    private final int[] colours;
    private final int[] fine;

    /** @param colours 1 to 256 of them, packed, in any order; not modified */
    Palette(int[] colours) {
        this.colours = sorted(colours);
        fine = new int[CHANNELS * colours.length];
        for (int i = 0; i < fine.length; i++) {
            fine[i] = UNIT * channel(this.colours[i / CHANNELS], i % CHANNELS);
        }
    }

    int size() {
        return colours.length;
    }

    /** The colour at an index, packed. */
    int colour(int index) {
        return colours[index];
    }

    /** Channel {@code channel} of the colour at an index, in sixteenths of a level. */
    int fine(int index, int channel) {
        return fine[CHANNELS * index + channel];
    }

    /** The index of the colour nearest to a point in sixteenths of a level. */
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

    /** A channel, 0..255, of a packed colour. */
    static int channel(int colour, int channel) {
        return colour >>> 24 - 8 * channel & 255;
    }

    /** A sorted copy; the packed colours ascend as unsigned numbers. */
    static int[] sorted(int[] colours) {
        int[] copy = colours.clone();
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
