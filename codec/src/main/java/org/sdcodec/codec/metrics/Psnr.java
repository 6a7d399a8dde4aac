package org.sdcodec.codec.metrics;

import java.awt.image.BufferedImage;

/**
 * Peak signal-to-noise ratio: 10 · log10(255² / MSE), with the mean squared error over all pixels and the three channels
 * of 8-bit sRGB together.
 */
public final class Psnr {
    private Psnr() {}

    /**
     * Compares two pictures. Transparent ones are laid on white first, so what alpha hides does not count.
     *
     * @param a and {@code b}: of the same size, of any type; not modified
     * @return decibels, {@link Double#POSITIVE_INFINITY} for equal pictures
     * @throws IllegalArgumentException if the sizes differ
     */
    public static double of(BufferedImage a, BufferedImage b) {
        Pair pair = Pair.of(a, b);
        long squares = 0;
        for (int i = 0; i < pair.a().length; i++) {
            for (int shift = 0; shift <= 16; shift += 8) {
                int d = (pair.a()[i] >> shift & 255) - (pair.b()[i] >> shift & 255);
                squares += (long) d * d;
            }
        }
        double mse = (double) squares / (3.0 * pair.a().length);
        // Strict, because the encoder chooses a step by it: Math.log10 may differ between machines in its last bit.
        return squares == 0 ? Double.POSITIVE_INFINITY : 10 * StrictMath.log10(255.0 * 255.0 / mse);
    }
}
