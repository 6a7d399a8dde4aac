package org.sdcodec.codec.metrics;

import java.util.Arrays;

/**
 * The two means that SSIM and MS-SSIM are made of, over all 11x11 windows that lie inside the pictures.
 *
 * <p>With the Gaussian-weighted means μ, variances σ² and covariance σab of a window, C1 = (0.01·255)² and
 * C2 = (0.03·255)²: contrast-structure = (2σab + C2) / (σa² + σb² + C2), luminance = (2μaμb + C1) / (μa² + μb² + C1).
 * Source: Z. Wang, A. Bovik, H. Sheikh, E. Simoncelli, "Image Quality Assessment: From Error Visibility to Structural
 * Similarity", IEEE Transactions on Image Processing 13 (4), 2004, equations 6 and 9 to 16.
 *
 * @param ssim the mean of luminance · contrast-structure
 * @param contrastStructure the mean of contrast-structure alone
 */
record Similarity(double ssim, double contrastStructure) {
    /** The side of the window; smaller pictures have no window at all. */
    static final int WINDOW = 11;

    private static final double SIGMA = 1.5;
    static final double C1 = 0.01 * 255 * 0.01 * 255;
    static final double C2 = 0.03 * 255 * 0.03 * 255;
    private static final double[] GAUSSIAN = gaussian();

    /** What is averaged over a window: a, b, a², b², ab. */
    private static final int MOMENTS = 5;

    private static double[] gaussian() {
        double[] weights = new double[WINDOW];
        double sum = 0;
        for (int i = 0; i < WINDOW; i++) {
            double d = i - WINDOW / 2;
            weights[i] = StrictMath.exp(-d * d / (2 * SIGMA * SIGMA));
            sum += weights[i];
        }
        for (int i = 0; i < WINDOW; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    /** The window's weights along one side, in floats. */
    static float[] weights() {
        float[] weights = new float[WINDOW];
        for (int i = 0; i < WINDOW; i++) {
            weights[i] = (float) GAUSSIAN[i];
        }
        return weights;
    }

    /**
     * Compares two planes of the same size, each side at least {@link #WINDOW}; neither is modified. The window's
     * weights are separable: rows are filtered as they come, and only the last eleven of them are kept.
     */
    static Similarity of(Plane a, Plane b) {
        int columns = a.width() - WINDOW + 1;
        int rows = a.height() - WINDOW + 1;
        double[][] filtered = new double[WINDOW][columns * MOMENTS];
        double[] moments = new double[columns * MOMENTS];
        double ssim = 0;
        double structure = 0;
        for (int y = 0; y < a.height(); y++) {
            filterRow(a, b, y, filtered[y % WINDOW]);
            if (y < WINDOW - 1) {
                continue;
            }
            Arrays.fill(moments, 0);
            for (int k = 0; k < WINDOW; k++) {
                double[] row = filtered[(y + 1 + k) % WINDOW];
                double weight = GAUSSIAN[k];
                for (int i = 0; i < moments.length; i++) {
                    moments[i] += weight * row[i];
                }
            }
            for (int x = 0; x < columns; x++) {
                double meanA = moments[x];
                double meanB = moments[columns + x];
                double varianceA = moments[2 * columns + x] - meanA * meanA;
                double varianceB = moments[3 * columns + x] - meanB * meanB;
                double covariance = moments[4 * columns + x] - meanA * meanB;
                double cs = (2 * covariance + C2) / (varianceA + varianceB + C2);
                structure += cs;
                ssim += cs * (2 * meanA * meanB + C1) / (meanA * meanA + meanB * meanB + C1);
            }
        }
        double windows = (double) rows * columns;
        return new Similarity(ssim / windows, structure / windows);
    }

    /** Filters the five moments of a row along it, one after the other in {@code out}. */
    private static void filterRow(Plane a, Plane b, int y, double[] out) {
        int columns = a.width() - WINDOW + 1;
        int at = y * a.width();
        for (int x = 0; x < columns; x++) {
            double meanA = 0;
            double meanB = 0;
            double squareA = 0;
            double squareB = 0;
            double product = 0;
            for (int k = 0; k < WINDOW; k++) {
                double va = a.data()[at + x + k];
                double vb = b.data()[at + x + k];
                double wa = GAUSSIAN[k] * va;
                double wb = GAUSSIAN[k] * vb;
                meanA += wa;
                meanB += wb;
                squareA += wa * va;
                squareB += wb * vb;
                product += wa * vb;
            }
            out[x] = meanA;
            out[columns + x] = meanB;
            out[2 * columns + x] = squareA;
            out[3 * columns + x] = squareB;
            out[4 * columns + x] = product;
        }
    }
}
