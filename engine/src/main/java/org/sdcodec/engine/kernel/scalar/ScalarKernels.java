package org.sdcodec.engine.kernel.scalar;

import java.util.Arrays;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.RowGroups;
import org.sdcodec.engine.kernel.ScalarMath;

/** Plain Java loops, for JVMs without the Vector API and as the definition of what the vector kernels must give. */
public final class ScalarKernels extends ScalarWinograd {
    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public String tile() {
        return "1x8";
    }

    @Override
    public boolean slabTiles() {
        return false;
    }

    @Override
    public int tileRows() {
        return 1;
    }

    @Override
    public void gemm(
            int rows,
            int columns,
            int k,
            float[] a,
            int aOff,
            int aStride,
            float[] b,
            int bOff,
            int bPanel,
            float[] from,
            int fromOff,
            int fromStride,
            float[] c,
            int cOff,
            int cStride) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j += 8) {
                int at = fromOff + i * fromStride + j;
                int q = bOff + j / PANEL * bPanel + j % PANEL;
                rowOf8(k, a, aOff + i * aStride, b, q, from, at, c, cOff + i * cStride + j);
            }
        }
    }

    /** Eight sums at a time, in registers: several times as fast as adding to memory. */
    private static void rowOf8(
            int k, float[] a, int aOff, float[] b, int bOff, float[] from, int fromOff, float[] c, int cOff) {
        float s0 = from[fromOff];
        float s1 = from[fromOff + 1];
        float s2 = from[fromOff + 2];
        float s3 = from[fromOff + 3];
        float s4 = from[fromOff + 4];
        float s5 = from[fromOff + 5];
        float s6 = from[fromOff + 6];
        float s7 = from[fromOff + 7];
        for (int p = 0, q = bOff; p < k; p++, q += PANEL) {
            float x = a[aOff + p];
            s0 = Math.fma(x, b[q], s0);
            s1 = Math.fma(x, b[q + 1], s1);
            s2 = Math.fma(x, b[q + 2], s2);
            s3 = Math.fma(x, b[q + 3], s3);
            s4 = Math.fma(x, b[q + 4], s4);
            s5 = Math.fma(x, b[q + 5], s5);
            s6 = Math.fma(x, b[q + 6], s6);
            s7 = Math.fma(x, b[q + 7], s7);
        }
        c[cOff] = s0;
        c[cOff + 1] = s1;
        c[cOff + 2] = s2;
        c[cOff + 3] = s3;
        c[cOff + 4] = s4;
        c[cOff + 5] = s5;
        c[cOff + 6] = s6;
        c[cOff + 7] = s7;
    }

    @Override
    public void gemmPacked(
            int rows, int k, float[] a, int aOff, float[] b, int bOff, boolean add, float[] c, int cOff) {
        if (!add) {
            Arrays.fill(c, cOff, cOff + rows * PANEL, 0f);
        }
        float[] row = new float[k];
        RowGroups groups = RowGroups.of(rows);
        for (int group = 0; group < groups.count(); group++) {
            int first = groups.first(group);
            int step = groups.rows(group);
            for (int i = 0; i < step; i++) {
                for (int p = 0; p < k; p++) {
                    row[p] = a[aOff + first * k + p * step + i];
                }
                gemm(1, PANEL, k, row, 0, k, b, bOff, c, cOff + (first + i) * PANEL, PANEL);
            }
        }
    }

    @Override
    public void addRows(int n, int count, int[] starts, int[] x, int[] rows, int rowOff, int[] sums, int sumsOff) {
        for (int k = 0; k < count; k++) {
            int factor = x[k];
            int row = starts[k] + rowOff;
            for (int j = 0; j < n; j++) {
                sums[sumsOff + j] += factor * rows[row + j];
            }
        }
    }

    @Override
    public float fmaChains(int n, float x, float y) {
        float s0 = y;
        float s1 = y + 1f;
        float s2 = y + 2f;
        float s3 = y + 3f;
        float s4 = y + 4f;
        float s5 = y + 5f;
        float s6 = y + 6f;
        float s7 = y + 7f;
        float s8 = y + 8f;
        float s9 = y + 9f;
        float s10 = y + 10f;
        float s11 = y + 11f;
        for (int i = 0; i < n; i++) {
            s0 = Math.fma(x, y, s0);
            s1 = Math.fma(x, y, s1);
            s2 = Math.fma(x, y, s2);
            s3 = Math.fma(x, y, s3);
            s4 = Math.fma(x, y, s4);
            s5 = Math.fma(x, y, s5);
            s6 = Math.fma(x, y, s6);
            s7 = Math.fma(x, y, s7);
            s8 = Math.fma(x, y, s8);
            s9 = Math.fma(x, y, s9);
            s10 = Math.fma(x, y, s10);
            s11 = Math.fma(x, y, s11);
        }
        return (s0 + s1 + s2 + s3 + s4 + s5) + (s6 + s7 + s8 + s9 + s10 + s11);
    }

    @Override
    public void add(int n, float[] x, int xOff, float[] y, int yOff) {
        for (int i = 0; i < n; i++) {
            y[yOff + i] = x[xOff + i] + y[yOff + i];
        }
    }

    @Override
    public void scale(int n, float[] x, int xOff, float factor, float[] y, int yOff) {
        for (int i = 0; i < n; i++) {
            y[yOff + i] = x[xOff + i] * factor;
        }
    }

    @Override
    public void relu(int n, float[] x, int xOff, float[] y, int yOff) {
        for (int i = 0; i < n; i++) {
            y[yOff + i] = Math.max(x[xOff + i], 0f);
        }
    }

    @Override
    public void reluGradient(int n, float[] y, int yOff, float[] g, int gOff) {
        for (int i = 0; i < n; i++) {
            g[gOff + i] = y[yOff + i] > 0 ? g[gOff + i] : 0f;
        }
    }

    @Override
    public void silu(int n, float[] x, int xOff, float[] y, int yOff) {
        for (int i = 0; i < n; i++) {
            y[yOff + i] = ScalarMath.silu(x[xOff + i]);
        }
    }

    @Override
    public void gelu(int n, float[] x, int xOff, float[] y, int yOff) {
        for (int i = 0; i < n; i++) {
            y[yOff + i] = ScalarMath.gelu(x[xOff + i]);
        }
    }

    @Override
    public void quickGelu(int n, float[] x, int xOff, float[] y, int yOff) {
        for (int i = 0; i < n; i++) {
            y[yOff + i] = ScalarMath.quickGelu(x[xOff + i]);
        }
    }

    @Override
    public void tanh(int n, float[] x, int xOff, float[] y, int yOff) {
        for (int i = 0; i < n; i++) {
            y[yOff + i] = ScalarMath.tanh(x[xOff + i]);
        }
    }

    @Override
    public void softmaxStep(int rows, float[] x, int xOff, float[] state, int stateOff) {
        for (int j = 0; j < PANEL; j++) {
            int end = xOff + j + rows * PANEL;
            int max = stateOff + j;
            // As integers, the bits of floats are in order where one is positive, and in reverse where all are
            // negative.
            int high = Float.floatToRawIntBits(state[max]);
            int low = high;
            for (int i = xOff + j; i < end; i += PANEL) {
                int bits = Float.floatToRawIntBits(x[i]);
                high = Math.max(high, bits);
                low = Math.min(low, bits);
            }
            float m = Float.intBitsToFloat(high < 0 ? low : high);
            float s = 0;
            for (int i = xOff + j; i < end; i += PANEL) {
                x[i] = ScalarMath.decay(m - x[i]);
                s += x[i];
            }
            float factor = ScalarMath.decay(m - state[max]);
            state[max + SOFTMAX_FACTOR] = factor;
            state[max + SOFTMAX_SUM] = Math.fma(state[max + SOFTMAX_SUM], factor, s);
            state[max] = m;
        }
    }

    @Override
    public void scaleColumns(int rows, float[] x, int xOff, float[] factor, int factorOff) {
        for (int p = 0; p < rows; p++) {
            for (int j = 0; j < PANEL; j++) {
                x[xOff + p * PANEL + j] *= factor[factorOff + j];
            }
        }
    }

    @Override
    public void multiplyByGelu(
            int rows, int n, float[] x, int xOff, int xStride, int gate, float[] y, int yOff, int yStride) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < n; j++) {
                int from = xOff + i * xStride + j;
                y[yOff + i * yStride + j] = x[from] * ScalarMath.gelu(x[from + gate]);
            }
        }
    }

    @Override
    public float sum(int n, float[] x, int xOff) {
        float[] partial = new float[PARTIAL_SUMS];
        for (int i = 0; i < n; i++) {
            partial[i % PARTIAL_SUMS] += x[xOff + i];
        }
        return sumOfPartials(partial);
    }

    @Override
    public float sumOfSquares(int n, float[] x, int xOff, float center) {
        float[] partial = new float[PARTIAL_SUMS];
        for (int i = 0; i < n; i++) {
            float d = x[xOff + i] - center;
            partial[i % PARTIAL_SUMS] = Math.fma(d, d, partial[i % PARTIAL_SUMS]);
        }
        return sumOfPartials(partial);
    }

    /**
     * The upper part of the fixed tree; shared by all implementations.
     *
     * @param partial {@link Kernels#PARTIAL_SUMS} elements; modified
     */
    public static float sumOfPartials(float[] partial) {
        for (int half = PARTIAL_SUMS / 2; half > 0; half /= 2) {
            for (int j = 0; j < half; j++) {
                partial[j] += partial[j + half];
            }
        }
        return partial[0];
    }

    @Override
    public void channelSums(int pixels, int channels, float[] x, int xOff, float[] sums, int sumsOff) {
        Arrays.fill(sums, sumsOff, sumsOff + channels, 0f);
        for (int p = 0; p < pixels; p++) {
            for (int c = 0; c < channels; c++) {
                sums[sumsOff + c] += x[xOff + p * channels + c];
            }
        }
    }

    @Override
    public void channelSquares(
            int pixels,
            int channels,
            float[] x,
            int xOff,
            float[] centers,
            int centersOff,
            float[] squares,
            int squaresOff) {
        Arrays.fill(squares, squaresOff, squaresOff + channels, 0f);
        for (int p = 0; p < pixels; p++) {
            for (int c = 0; c < channels; c++) {
                float d = x[xOff + p * channels + c] - centers[centersOff + c];
                squares[squaresOff + c] = Math.fma(d, d, squares[squaresOff + c]);
            }
        }
    }

    @Override
    public void tapSums(
            int pixels,
            int n,
            int taps,
            float[] from,
            float[] x,
            int xOff,
            int xStep,
            int tapStep,
            float[] y,
            int yOff,
            int yStep) {
        for (int p = 0; p < pixels; p++) {
            for (int c = 0; c < n; c++) {
                float sum = from[c];
                for (int t = 0; t < taps; t++) {
                    sum += x[xOff + p * xStep + t * tapStep + c];
                }
                y[yOff + p * yStep + c] = sum;
            }
        }
    }

    @Override
    public void scaleShift(
            int pixels, int channels, float[] x, int xOff, float[] scale, float[] shift, float[] y, int yOff) {
        for (int p = 0; p < pixels; p++) {
            for (int c = 0; c < channels; c++) {
                int i = p * channels + c;
                y[yOff + i] = Math.fma(x[xOff + i], scale[c], shift[c]);
            }
        }
    }

    @Override
    public void scaleShiftSilu(
            int pixels, int channels, float[] x, int xOff, float[] scale, float[] shift, float[] y, int yOff) {
        scaleShift(pixels, channels, x, xOff, scale, shift, y, yOff);
        silu(pixels * channels, y, yOff, y, yOff);
    }

    @Override
    public void standardise(
            int n,
            float[] x,
            int xOff,
            float mean,
            float reciprocal,
            float[] weight,
            float[] bias,
            float[] y,
            int yOff) {
        for (int i = 0; i < n; i++) {
            y[yOff + i] = Math.fma((x[xOff + i] - mean) * reciprocal, weight[i], bias[i]);
        }
    }
}
