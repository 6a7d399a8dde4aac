package org.sdcodec.codec.original;

import java.util.Arrays;
import java.util.Random;

/**
 * Chooses a palette: k-means in four dimensions (Lloyd 1982) from seeds chosen as in k-means++ (Arthur and
 * Vassilvitskii 2007). In integers throughout, with {@link Random}, whose numbers the Java specification fixes, so
 * equal colors give an equal palette everywhere.
 */
final class KMeans {
    private static final long SEED = 2022;

    /** Lloyd's iterations change next to nothing after this many. */
    private static final int ITERATIONS = 60;

    /** From more cells every second, third … one is taken: the palette hardly changes, the time would grow. */
    private static final int MAX_CELLS = 1 << 16;

    /** Coordinates in sixteenths of a level, four for each point, and how many cells have it. */
    private final int[] points;

    private final int[] counts;
    private final int[] centers;

    private KMeans(int[] colors, int[] counts) {
        this.counts = counts;
        points = new int[Palette.CHANNELS * colors.length];
        for (int i = 0; i < points.length; i++) {
            points[i] = Palette.UNIT * Palette.channel(colors[i / Palette.CHANNELS], i % Palette.CHANNELS);
        }
        centers = new int[Palette.CHANNELS * Palette.MAX_COLORS];
    }

    /**
     * The palette for some cells. If they have at most 256 colors, it is exactly those.
     *
     * @param cells packed colors, at least one; not modified
     * @param check called often; what it throws ends the work
     */
    static Palette palette(int[] cells, Runnable check) {
        int[] all = distinct(Palette.sorted(cells));
        if (all.length <= Palette.MAX_COLORS) {
            return new Palette(all);
        }
        int stride = (cells.length + MAX_CELLS - 1) / MAX_CELLS;
        int[] sample = new int[(cells.length + stride - 1) / stride];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = cells[i * stride];
        }
        sample = Palette.sorted(sample);
        int[] colors = distinct(sample);
        if (colors.length <= Palette.MAX_COLORS) {
            return new Palette(colors);
        }
        KMeans means = new KMeans(colors, counts(sample, colors));
        means.seed(check);
        means.iterate(check);
        return means.palette();
    }

    private static int[] distinct(int[] sorted) {
        int[] colors = new int[sorted.length];
        int size = 0;
        for (int color : sorted) {
            if (size == 0 || colors[size - 1] != color) {
                colors[size++] = color;
            }
        }
        return Arrays.copyOf(colors, size);
    }

    private static int[] counts(int[] sorted, int[] colors) {
        int[] counts = new int[colors.length];
        int at = 0;
        for (int color : sorted) {
            if (color != colors[at]) {
                at++;
            }
            counts[at]++;
        }
        return counts;
    }

    /**
     * Each further center is a point drawn with the probability of count · squared distance to the nearest center so
     * far.
     */
    private void seed(Runnable check) {
        Random random = new Random(SEED);
        long[] weights = new long[counts.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = counts[i];
        }
        int[] distances = new int[counts.length];
        Arrays.fill(distances, Integer.MAX_VALUE);
        for (int k = 0; k < centers.length; k += Palette.CHANNELS) {
            check.run();
            int chosen = draw(random, weights);
            System.arraycopy(points, Palette.CHANNELS * chosen, centers, k, Palette.CHANNELS);
            for (int i = 0; i < distances.length; i++) {
                distances[i] = Math.min(distances[i], distance(i, k));
                weights[i] = (long) counts[i] * distances[i];
            }
        }
    }

    /** An index with the probability of its weight. There are more points than centers, so some weight is positive. */
    private static int draw(Random random, long[] weights) {
        long total = 0;
        for (long weight : weights) {
            total += weight;
        }
        long rest = Math.floorMod(random.nextLong(), total);
        int i = 0;
        while (rest >= weights[i]) {
            rest -= weights[i++];
        }
        return i;
    }

    private int distance(int point, int center) {
        int sum = 0;
        for (int c = 0; c < Palette.CHANNELS; c++) {
            int difference = points[Palette.CHANNELS * point + c] - centers[center + c];
            sum += difference * difference;
        }
        return sum;
    }

    private void iterate(Runnable check) {
        int[] nearest = new int[counts.length];
        Arrays.fill(nearest, -1);
        for (int iteration = 0; iteration < ITERATIONS && assign(nearest); iteration++) {
            check.run();
            moveToMeans(nearest);
        }
    }

    /** Finds the nearest center of each point, and whether that has changed for any. */
    private boolean assign(int[] nearest) {
        boolean changed = false;
        for (int i = 0; i < nearest.length; i++) {
            int p = Palette.CHANNELS * i;
            int center = Palette.nearest(centers, points[p], points[p + 1], points[p + 2], points[p + 3]);
            changed |= nearest[i] != center;
            nearest[i] = center;
        }
        return changed;
    }

    /** A center that no point is nearest to stays where it is. */
    private void moveToMeans(int[] nearest) {
        long[] sums = new long[centers.length];
        long[] cells = new long[Palette.MAX_COLORS];
        for (int i = 0; i < nearest.length; i++) {
            cells[nearest[i]] += counts[i];
            for (int c = 0; c < Palette.CHANNELS; c++) {
                sums[Palette.CHANNELS * nearest[i] + c] += (long) counts[i] * points[Palette.CHANNELS * i + c];
            }
        }
        for (int i = 0; i < centers.length; i++) {
            long count = cells[i / Palette.CHANNELS];
            if (count > 0) {
                centers[i] = (int) ((sums[i] + count / 2) / count);
            }
        }
    }

    private Palette palette() {
        int[] colors = new int[Palette.MAX_COLORS];
        for (int i = 0; i < centers.length; i++) {
            int level = (centers[i] + Palette.UNIT / 2) / Palette.UNIT;
            colors[i / Palette.CHANNELS] = colors[i / Palette.CHANNELS] << 8 | level;
        }
        return new Palette(colors);
    }
}
