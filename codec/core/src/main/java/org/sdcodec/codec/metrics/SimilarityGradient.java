package org.sdcodec.codec.metrics;

import java.util.Arrays;
import org.sdcodec.engine.Workers;

/**
 * One scale of {@link MsSsimGradient}: the mean of {@link Similarity}'s contrast-structure, or of SSIM, over all
 * windows, and its gradient by the second plane b. With the window's means μ of b, q of b² and p of ab, the gradient is
 * the sum over all windows that hold a value, weighted as the window weights it, of {@code ∂/∂μ + 2b ∂/∂q + a ∂/∂p}.
 */
final class SimilarityGradient {
    private static final int WINDOW = Similarity.WINDOW;
    private static final float[] WEIGHTS = Similarity.weights();
    private static final float C1 = (float) Similarity.C1;
    private static final float C2 = (float) Similarity.C2;

    private final int width;
    private final int height;
    private final int columns;
    private final int rows;
    private final boolean luminance;
    private final float[] a;
    private final float[] meanA;
    private final float[] squareA;

    /** Rows filtered along the row: of b, b², ab. */
    private final float[][] filtered;
    /** The derivatives of each window's figure by its three means. */
    private final float[][] derivatives;

    private float[] b;

    /** @param luminance whether SSIM counts, not contrast-structure alone */
    SimilarityGradient(Workers workers, float[] a, int width, int height, boolean luminance) {
        this.a = a;
        this.width = width;
        this.height = height;
        this.luminance = luminance;
        columns = width - WINDOW + 1;
        rows = height - WINDOW + 1;
        filtered = new float[3][height * columns];
        derivatives = new float[3][rows * columns];
        meanA = new float[rows * columns];
        squareA = new float[rows * columns];
        filterRows(workers, a);
        workers.run(rows, y -> {
            vertical(filtered[0], y, meanA, y * columns);
            vertical(filtered[1], y, squareA, y * columns);
        });
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** The mean; keeps what {@link #gradient} needs. */
    double compare(Workers workers, float[] plane) {
        b = plane;
        filterRows(workers, plane);
        double[] sums = new double[rows];
        workers.run(rows, y -> sums[y] = compareRow(y));
        double sum = 0;
        for (double row : sums) {
            sum += row;
        }
        return sum / ((double) rows * columns);
    }

    /** Writes {@code factor} times the mean's gradient. */
    void gradient(Workers workers, float factor, float[] to) {
        float share = (float) (factor / ((double) rows * columns));
        workers.run(height, y -> gradientRow(y, share, to));
    }

    private void filterRows(Workers workers, float[] plane) {
        workers.run(height, y -> {
            float[] values = new float[3 * width];
            for (int x = 0; x < width; x++) {
                float v = plane[y * width + x];
                values[x] = v;
                values[width + x] = v * v;
                values[2 * width + x] = v * a[y * width + x];
            }
            for (int i = 0; i < 3; i++) {
                horizontal(values, i * width, filtered[i], y * columns, columns);
            }
        });
    }

    /** {@code to[x] = Σ weight[k] · from[x + k]}. */
    private static void horizontal(float[] from, int fromOff, float[] to, int toOff, int n) {
        for (int x = 0; x < n; x++) {
            to[toOff + x] = 0;
        }
        for (int k = 0; k < WINDOW; k++) {
            float weight = WEIGHTS[k];
            for (int x = 0; x < n; x++) {
                to[toOff + x] += weight * from[fromOff + k + x];
            }
        }
    }

    /** The window's mean from row {@code y} on. */
    private void vertical(float[] rowsOf, int y, float[] to, int toOff) {
        for (int x = 0; x < columns; x++) {
            to[toOff + x] = 0;
        }
        for (int k = 0; k < WINDOW; k++) {
            float weight = WEIGHTS[k];
            int from = (y + k) * columns;
            for (int x = 0; x < columns; x++) {
                to[toOff + x] += weight * rowsOf[from + x];
            }
        }
    }

    private double compareRow(int y) {
        float[] means = new float[columns];
        float[] squares = new float[columns];
        float[] products = new float[columns];
        vertical(filtered[0], y, means, 0);
        vertical(filtered[1], y, squares, 0);
        vertical(filtered[2], y, products, 0);
        double sum = 0;
        for (int x = 0; x < columns; x++) {
            int at = y * columns + x;
            float mb = means[x];
            float ma = meanA[at];
            float above = 2 * (products[x] - ma * mb) + C2;
            float below = (squareA[at] - ma * ma) + (squares[x] - mb * mb) + C2;
            float inverse = 1 / below;
            float cs = above * inverse;
            float byProduct = 2 * inverse;
            float bySquare = -cs * inverse;
            float byMean = 2 * inverse * (cs * mb - ma);
            if (luminance) {
                float inverseL = 1 / (ma * ma + mb * mb + C1);
                float l = (2 * ma * mb + C1) * inverseL;
                byMean = byMean * l + cs * 2 * inverseL * (ma - l * mb);
                byProduct *= l;
                bySquare *= l;
                cs *= l;
            }
            derivatives[0][at] = byMean;
            derivatives[1][at] = bySquare;
            derivatives[2][at] = byProduct;
            sum += cs;
        }
        return sum;
    }

    private void gradientRow(int y, float share, float[] to) {
        int padded = columns + 2 * (WINDOW - 1);
        float[] column = new float[padded];
        float[][] parts = new float[3][width];
        int first = Math.max(0, y - WINDOW + 1);
        int last = Math.min(rows - 1, y);
        for (int i = 0; i < 3; i++) {
            float[] from = derivatives[i];
            Arrays.fill(column, 0f);
            for (int row = first; row <= last; row++) {
                float weight = WEIGHTS[y - row];
                int at = row * columns;
                for (int x = 0; x < columns; x++) {
                    column[WINDOW - 1 + x] += weight * from[at + x];
                }
            }
            // The window is symmetric, so that turned round it is the same.
            horizontal(column, 0, parts[i], 0, width);
        }
        int at = y * width;
        for (int x = 0; x < width; x++) {
            to[at + x] = share * (parts[0][x] + 2 * b[at + x] * parts[1][x] + a[at + x] * parts[2][x]);
        }
    }
}
