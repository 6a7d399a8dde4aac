package org.sdcodec.codec.metrics;

import org.sdcodec.Picture;

/**
 * Structural similarity of Wang, Bovik, Sheikh and Simoncelli (2004) on the luma: Gaussian window of 11x11 with σ =
 * 1.5, K1 = 0.01, K2 = 0.03, L = 255, the mean over all windows inside the picture ("valid"), and no downsampling
 * before.
 */
public final class Ssim {
    /** The shortest side that a picture may have: the side of the window. */
    public static final int MIN_SIDE = Similarity.WINDOW;

    private Ssim() {}

    /**
     * Compares two pictures. Transparent ones are laid on white first.
     *
     * @param a and {@code b}: of the same size, each side at least {@link #MIN_SIDE}
     * @return at most 1, and 1 for pictures of equal luma
     * @throws IllegalArgumentException if the sizes differ or a side is too short
     */
    public static double of(Picture a, Picture b) {
        Pair pair = Pair.of(a, b);
        requireWindow(a.width(), a.height());
        return Similarity.of(Plane.luma(pair.a()), Plane.luma(pair.b())).ssim();
    }

    static void requireWindow(int width, int height) {
        if (Math.min(width, height) < MIN_SIDE) {
            throw new IllegalArgumentException("SSIM compares windows of " + MIN_SIDE + "x" + MIN_SIDE
                    + " pixels, and a picture of " + width + "x" + height + " has none; use PSNR for it");
        }
    }
}
