package org.sdcodec.codec.metrics;

import org.sdcodec.Picture;

/**
 * Multi-scale structural similarity of Z. Wang, E. Simoncelli and A. Bovik, "Multiscale structural similarity for image
 * quality assessment", Asilomar Conference on Signals, Systems and Computers, 2003, on the luma, or on the color
 * differences.
 *
 * <p>The convention, where the paper leaves it open: the planes are halved by the mean of 2x2 values, an odd last row
 * or column being repeated (as the authors' own program does). Of the scales but the coarsest the mean of
 * contrast-structure counts, of the coarsest the mean of SSIM; each is clamped to 0 from below and raised to its
 * weight, and the product is the result. Windows as in {@link Ssim}.
 *
 * <p>Five scales need a shorter side of 161 pixels, so that the coarsest still has a window of 11x11. A smaller picture
 * is compared at as many scales as it has windows for, with their weights scaled to a sum of 1; such figures cannot be
 * set beside those of larger pictures. {@link #scales} tells.
 */
public final class MsSsim {
    /** The shortest side that a picture may have, with a single scale left. */
    public static final int MIN_SIDE = Similarity.WINDOW;

    /** The weights of the scales, the finest first: section 3.2 of the paper. */
    private static final double[] WEIGHTS = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};

    private MsSsim() {}

    /** How many of the five scales a picture of that size is compared at; 0 if it cannot be compared. */
    public static int scales(int width, int height) {
        int side = Math.min(width, height);
        int scales = 0;
        while (scales < WEIGHTS.length && side >= Similarity.WINDOW) {
            scales++;
            side = (side + 1) / 2;
        }
        return scales;
    }

    /**
     * Compares the luma of two pictures. Transparent ones are laid on white first.
     *
     * @param a and {@code b}: of the same size, each side at least {@link #MIN_SIDE}
     * @return 0 to 1, and 1 for pictures of equal luma
     * @throws IllegalArgumentException if the sizes differ or a side is too short
     */
    public static double of(Picture a, Picture b) {
        Pair pair = Pair.of(a, b);
        Ssim.requireWindow(a.width(), a.height());
        return of(Plane.luma(pair.a()), Plane.luma(pair.b()));
    }

    /**
     * Compares the color differences of two pictures, at full resolution: the mean of the results for Cb and Cr, which
     * count equally, as in Z. Wang, L. Lu and A. Bovik, "Video quality assessment based on structural distortion
     * measurement", Signal Processing: Image Communication 19 (2), 2004. Transparent ones are laid on white first.
     *
     * @param a and {@code b}: of the same size, each side at least {@link #MIN_SIDE}
     * @return 0 to 1, and 1 for pictures of equal chroma
     * @throws IllegalArgumentException if the sizes differ or a side is too short
     */
    public static double ofChroma(Picture a, Picture b) {
        Pair pair = Pair.of(a, b);
        Ssim.requireWindow(a.width(), a.height());
        double blue = of(Plane.blueDifference(pair.a()), Plane.blueDifference(pair.b()));
        return (blue + of(Plane.redDifference(pair.a()), Plane.redDifference(pair.b()))) / 2;
    }

    /** The weights of so many scales, the finest first; their sum is 1. */
    static double[] weights(int scales) {
        double sum = 0;
        for (int s = 0; s < scales; s++) {
            sum += WEIGHTS[s];
        }
        double[] weights = new double[scales];
        for (int s = 0; s < scales; s++) {
            weights[s] = WEIGHTS[s] / sum;
        }
        return weights;
    }

    private static double of(Plane a, Plane b) {
        Plane[] planes = {a, b};
        int scales = scales(a.width(), a.height());
        double[] weights = weights(scales);
        double product = 1;
        for (int s = 0; s < scales; s++) {
            Similarity similarity = Similarity.of(planes[0], planes[1]);
            boolean coarsest = s == scales - 1;
            double term = coarsest ? similarity.ssim() : similarity.contrastStructure();
            product *= StrictMath.pow(Math.max(0, term), weights[s]);
            if (!coarsest) {
                planes[0] = planes[0].halved();
                planes[1] = planes[1].halved();
            }
        }
        return product;
    }
}
