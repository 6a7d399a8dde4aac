package org.sdcodec.codec.metrics;

import org.sdcodec.Picture;

/**
 * Peak signal-to-noise ratio: 10 · log10(255² / MSE), with the mean squared error over all pixels and the three
 * channels of 8-bit sRGB together.
 */
public final class Psnr {
    private Psnr() {}

    /**
     * Compares two pictures. Transparent ones are laid on white first, so what alpha hides does not count.
     *
     * @param a and {@code b}: of the same size
     * @return decibels, {@link Double#POSITIVE_INFINITY} for equal pictures
     * @throws IllegalArgumentException if the sizes differ
     */
    public static double of(Picture a, Picture b) {
        Pair pair = Pair.of(a, b);
        long squares = squaredError(pair.a(), pair.b());
        double mse = squares / (3.0 * a.width() * a.height());
        // Strict, because the encoder chooses a step by it: Math.log10 may differ between machines in its last bit.
        return squares == 0 ? Double.POSITIVE_INFINITY : 10 * StrictMath.log10(255.0 * 255.0 / mse);
    }

    /**
     * The sum of the squared differences of all red, green and blue samples, whatever the opacities.
     *
     * @param a and {@code b}: of the same size
     */
    public static long squaredError(Picture a, Picture b) {
        long squares = 0;
        int[] rowA = new int[a.width()];
        int[] rowB = new int[a.width()];
        for (int y = 0; y < a.height(); y++) {
            a.copyRows(y, 1, rowA, 0);
            b.copyRows(y, 1, rowB, 0);
            squares += squaredError(rowA, rowB);
        }
        return squares;
    }

    private static long squaredError(int[] a, int[] b) {
        long squares = 0;
        for (int i = 0; i < a.length; i++) {
            for (int shift = 0; shift <= 16; shift += 8) {
                int d = (a[i] >> shift & 255) - (b[i] >> shift & 255);
                squares += (long) d * d;
            }
        }
        return squares;
    }
}
