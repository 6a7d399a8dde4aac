package org.sdcodec.codec.metrics;

import org.sdcodec.Picture;
import org.sdcodec.engine.Workers;

/**
 * How far the texture of a picture is from that of its original, wherever each grain lies: a blurred picture is far,
 * one with different grain of the same kind is near.
 *
 * <p>It is a sliced Wasserstein distance of patches, level by level of a Laplacian pyramid of the luma:
 *
 * <ol>
 *   <li>A level is cut into tiles of 64 to 127 pixels a side, so that texture counts where the original has it. The
 *       patches of a tile are those of 7x7 values whose upper left corner lies in the tile, at every second row and
 *       column.
 *   <li>They are projected on 32 directions, which pseudo-random integers determine once for all, and the projections
 *       rounded to sixteenths. For each direction, the mean absolute difference of the sorted projections of both
 *       pictures is their Wasserstein distance. It is computed as the area between their cumulative distributions,
 *       without sorting.
 *   <li>A tile's distance is the mean over the directions, divided by the root mean square of the original's values in
 *       the tile plus one 8-bit step. A level's distance is the mean over its tiles. </ol>
 *
 * <p>0 means equal pictures, about 0.8 (the mean magnitude of a normal variable) a strong texture that is lost. A
 * texture that is too strong has no upper bound.
 *
 * <p>Sources: T. Karras, T. Aila, S. Laine and J. Lehtinen, "Progressive growing of GANs for improved quality,
 * stability, and variation", ICLR 2018, section 5 (7x7 patches of a Laplacian pyramid); J. Rabin, G. Peyré, J. Delon
 * and M. Bernot, "Wasserstein barycenter and its application to texture mixing", SSVM 2011 (the distance). Unlike the
 * former, it compares two pictures, tile by tile, and normalizes both by the original, so that lost contrast counts.
 *
 * <p>The distance has the same bits on every machine and for any number of threads.
 *
 * @param finest of the level 1:1, NaN if the picture is too small for it; and so on
 * @param half of the level 1:2
 * @param quarter of the level 1:4
 */
public record TextureDistance(double finest, double half, double quarter) {
    /** The shortest side of a level that is compared. */
    public static final int MIN_SIDE = 32;

    private static final int LEVELS = 3;
    private static final int TILE = 64;
    private static final int PATCH = 7;
    private static final int STRIDE = 2;
    private static final int DIRECTIONS = 32;
    private static final int SIXTEENTHS = 16;

    /**
     * More than the sixteenths between the projections of patches whose values are −255 to 255: a patch is at most 7 ·
     * 255 long.
     */
    private static final int KEYS = 1 << 16;

    /**
     * How much the state of SplitMix64 grows (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number
     * generators", 2014).
     */
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    /** By direction: a unit vector over the values of a patch, row by row. */
    private static final float[][] UNIT_VECTORS = unitVectors();

    private static float[][] unitVectors() {
        float[][] vectors = new float[DIRECTIONS][PATCH * PATCH];
        long state = 0;
        for (float[] vector : vectors) {
            double squares = 0;
            for (int i = 0; i < vector.length; i++) {
                state += GOLDEN_GAMMA;
                long bits = mixed(state);
                // The sum of eight bytes is nearly normal, so that all directions are about equally likely.
                int sum = 0;
                for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
                    sum += (int) (bits >>> shift & 255);
                }
                vector[i] = sum - 1020;
                squares += (double) vector[i] * vector[i];
            }
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) (vector[i] / Math.sqrt(squares));
            }
        }
        return vectors;
    }

    private static long mixed(long state) {
        long z = (state ^ state >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /** The mean over the levels that the picture has. */
    public double mean() {
        double sum = 0;
        int count = 0;
        for (double level : new double[] {finest, half, quarter}) {
            if (!Double.isNaN(level)) {
                sum += level;
                count++;
            }
        }
        return sum / count;
    }

    /**
     * Compares two pictures on the calling thread.
     *
     * @return as {@link #of(Picture, Picture, Workers)}
     */
    public static TextureDistance of(Picture original, Picture other) {
        try (Workers alone = new Workers(1)) {
            return of(original, other, alone);
        }
    }

    /**
     * Compares two pictures. Transparent ones are laid on white first.
     *
     * @param original each side at least {@link #MIN_SIDE}
     * @param other of the same size. The order of the two matters
     * @param workers threads that share the work
     * @throws IllegalArgumentException if the sizes differ or a side is too short
     */
    public static TextureDistance of(Picture original, Picture other, Workers workers) {
        Pair pair = Pair.of(original, other);
        int levels = 0;
        int side = Math.min(original.width(), original.height());
        while (levels < LEVELS && side >= MIN_SIDE) {
            levels++;
            side = (side + 1) / 2;
        }
        if (levels == 0) {
            throw new IllegalArgumentException("the texture of pictures of less than " + MIN_SIDE + "x" + MIN_SIDE
                    + " pixels cannot be compared, and this one has " + original.width() + "x" + original.height());
        }
        LaplacianPyramid.Level[] a = LaplacianPyramid.of(Plane.luma(pair.a()), levels);
        LaplacianPyramid.Level[] b = LaplacianPyramid.of(Plane.luma(pair.b()), levels);
        double[] distances = new double[LEVELS];
        for (int k = 0; k < LEVELS; k++) {
            distances[k] = k < levels ? distance(a[k], b[k], workers) : Double.NaN;
        }
        return new TextureDistance(distances[0], distances[1], distances[2]);
    }

    private static double distance(LaplacianPyramid.Level a, LaplacianPyramid.Level b, Workers workers) {
        int columns = Math.max(1, a.width() / TILE);
        int rows = Math.max(1, a.height() / TILE);
        double[] distances = new double[rows * columns];
        workers.run(distances.length, i -> {
            int column = i % columns;
            int row = i / columns;
            Tile tile = new Tile(
                    column * a.width() / columns,
                    row * a.height() / rows,
                    (column + 1) * a.width() / columns,
                    (row + 1) * a.height() / rows);
            distances[i] = tile.distance(a, b);
        });
        double sum = 0;
        for (double distance : distances) {
            sum += distance;
        }
        return sum / distances.length;
    }

    /** The columns {@code left} to before {@code right} and the rows {@code top} to before {@code bottom}. */
    private record Tile(int left, int top, int right, int bottom) {

        double distance(LaplacianPyramid.Level a, LaplacianPyramid.Level b) {
            float[][] patchesA = patches(a);
            float[][] patchesB = patches(b);
            int count = patchesA[0].length;
            int[] surplus = new int[KEYS];
            long area = 0;
            for (float[] direction : UNIT_VECTORS) {
                int[] keysA = projections(patchesA, direction);
                int[] keysB = projections(patchesB, direction);
                int least = KEYS - 1;
                int greatest = 0;
                for (int i = 0; i < count; i++) {
                    surplus[keysA[i]]++;
                    surplus[keysB[i]]--;
                    least = Math.min(least, Math.min(keysA[i], keysB[i]));
                    greatest = Math.max(greatest, Math.max(keysA[i], keysB[i]));
                }
                int cumulative = 0;
                for (int key = least; key <= greatest; key++) {
                    cumulative += surplus[key];
                    area += Math.abs(cumulative);
                    surplus[key] = 0;
                }
            }
            return (double) area / SIXTEENTHS / count / UNIT_VECTORS.length / (rootMeanSquare(a) + 1);
        }

        /** By value of a patch, row by row: this value of all patches. */
        private float[][] patches(LaplacianPyramid.Level level) {
            int endX = Math.min(right, level.width() - PATCH + 1);
            int endY = Math.min(bottom, level.height() - PATCH + 1);
            int columns = (endX - left + STRIDE - 1) / STRIDE;
            int rows = (endY - top + STRIDE - 1) / STRIDE;
            float[][] patches = new float[PATCH * PATCH][columns * rows];
            for (int k = 0; k < patches.length; k++) {
                for (int row = 0; row < rows; row++) {
                    int from = (top + row * STRIDE + k / PATCH) * level.width() + left + k % PATCH;
                    for (int column = 0; column < columns; column++) {
                        patches[k][row * columns + column] = level.data()[from + column * STRIDE];
                    }
                }
            }
            return patches;
        }

        /** In sixteenths, more than 0. */
        private static int[] projections(float[][] patches, float[] direction) {
            float[] sums = new float[patches[0].length];
            for (int k = 0; k < direction.length; k++) {
                accumulate(direction[k], patches[k], sums);
            }
            int[] keys = new int[sums.length];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = (int) (sums[i] * SIXTEENTHS + KEYS / 2 + 0.5f);
            }
            return keys;
        }

        private static void accumulate(float factor, float[] values, float[] sums) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += factor * values[i];
            }
        }

        private double rootMeanSquare(LaplacianPyramid.Level level) {
            double squares = 0;
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    double value = level.data()[y * level.width() + x];
                    squares += value * value;
                }
            }
            return Math.sqrt(squares / ((double) (right - left) * (bottom - top)));
        }
    }
}
