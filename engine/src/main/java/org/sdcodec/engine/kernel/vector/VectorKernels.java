package org.sdcodec.engine.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.sdcodec.engine.kernel.ScalarMath;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;

/**
 * Kernels on the Vector API, as wide as the machine prefers but at most 512 bits. Tails are done by the scalar
 * formulas.
 */
public final class VectorKernels extends VectorGemm {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int LANES = SPECIES.length();

    /** With the register tiles that are usual for vectors of this width. */
    public VectorKernels() {
        this(TileShape.usual(LANES));
    }

    /**
     * With certain register tiles.
     *
     * @param tile as of {@link #tile()}
     * @throws IllegalArgumentException if there is no such tile
     */
    public VectorKernels(String tile) {
        this(TileShape.of(tile));
    }

    private VectorKernels(TileShape shape) {
        super(shape);
    }

    @Override
    public String name() {
        return "vector-" + SPECIES.vectorBitSize();
    }

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public void addRows(int n, int count, int[] starts, int[] x, int[] rows, int rowOff, int[] sums, int sumsOff) {
        IntegerRows.add(n, count, starts, x, rows, rowOff, sums, sumsOff);
    }

    @Override
    public float fmaChains(int n, float x, float y) {
        return FmaChains.run(n, x, y);
    }

    @Override
    public void add(int n, float[] x, int xOff, float[] y, int yOff) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            load(x, xOff + i).add(load(y, yOff + i)).intoArray(y, yOff + i);
        }
        for (; i < n; i++) {
            y[yOff + i] = x[xOff + i] + y[yOff + i];
        }
    }

    @Override
    public void scale(int n, float[] x, int xOff, float factor, float[] y, int yOff) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            load(x, xOff + i).mul(factor).intoArray(y, yOff + i);
        }
        for (; i < n; i++) {
            y[yOff + i] = x[xOff + i] * factor;
        }
    }

    @Override
    public void relu(int n, float[] x, int xOff, float[] y, int yOff) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            load(x, xOff + i).max(0f).intoArray(y, yOff + i);
        }
        for (; i < n; i++) {
            y[yOff + i] = Math.max(x[xOff + i], 0f);
        }
    }

    @Override
    public void reluGradient(int n, float[] y, int yOff, float[] g, int gOff) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            VectorMask<Float> rises = load(y, yOff + i).compare(VectorOperators.GT, 0f);
            FloatVector.zero(SPECIES).blend(load(g, gOff + i), rises).intoArray(g, gOff + i);
        }
        for (; i < n; i++) {
            g[gOff + i] = y[yOff + i] > 0 ? g[gOff + i] : 0f;
        }
    }

    @Override
    public void silu(int n, float[] x, int xOff, float[] y, int yOff) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            VectorMath.silu(load(x, xOff + i)).intoArray(y, yOff + i);
        }
        for (; i < n; i++) {
            y[yOff + i] = ScalarMath.silu(x[xOff + i]);
        }
    }

    @Override
    public void gelu(int n, float[] x, int xOff, float[] y, int yOff) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            VectorMath.gelu(load(x, xOff + i)).intoArray(y, yOff + i);
        }
        for (; i < n; i++) {
            y[yOff + i] = ScalarMath.gelu(x[xOff + i]);
        }
    }

    @Override
    public void quickGelu(int n, float[] x, int xOff, float[] y, int yOff) {
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            VectorMath.quickGelu(load(x, xOff + i)).intoArray(y, yOff + i);
        }
        for (; i < n; i++) {
            y[yOff + i] = ScalarMath.quickGelu(x[xOff + i]);
        }
    }

    // Networks apply it to a latent at most: less work than to compile a vector loop of it.
    @Override
    public void tanh(int n, float[] x, int xOff, float[] y, int yOff) {
        for (int i = 0; i < n; i++) {
            y[yOff + i] = ScalarMath.tanh(x[xOff + i]);
        }
    }

    @Override
    public void softmaxStep(int rows, float[] x, int xOff, float[] state, int stateOff) {
        int sum = stateOff + SOFTMAX_SUM;
        int factor = stateOff + SOFTMAX_FACTOR;
        int added = stateOff + SOFTMAX_FACTOR + PANEL;
        System.arraycopy(state, stateOff, state, factor, PANEL);
        for (int j = 0; j < PANEL; j += 2 * LANES) {
            SoftmaxTile.maxima(rows, x, xOff + j, state, stateOff + j);
            SoftmaxTile.decay(1, state, factor + j, state, stateOff + j, added + j);
            SoftmaxTile.decay(rows, x, xOff + j, state, stateOff + j, added + j);
        }
        for (int j = 0; j < PANEL; j++) {
            state[sum + j] = Math.fma(state[sum + j], state[factor + j], state[added + j]);
        }
    }

    @Override
    public void scaleColumns(int rows, float[] x, int xOff, float[] factor, int factorOff) {
        for (int j = 0; j < PANEL; j += 2 * LANES) {
            FloatVector f0 = load(factor, factorOff + j);
            FloatVector f1 = load(factor, factorOff + j + LANES);
            for (int i = xOff + j; i < xOff + j + rows * PANEL; i += PANEL) {
                load(x, i).mul(f0).intoArray(x, i);
                load(x, i + LANES).mul(f1).intoArray(x, i + LANES);
            }
        }
    }

    @Override
    public void multiplyByGelu(
            int rows, int n, float[] x, int xOff, int xStride, int gate, float[] y, int yOff, int yStride) {
        int whole = n - n % LANES;
        for (int i = 0; i < rows; i++) {
            int from = xOff + i * xStride;
            int to = yOff + i * yStride;
            for (int j = 0; j < whole; j += LANES) {
                load(x, from + j).mul(VectorMath.gelu(load(x, from + gate + j))).intoArray(y, to + j);
            }
            for (int j = whole; j < n; j++) {
                y[to + j] = x[from + j] * ScalarMath.gelu(x[from + gate + j]);
            }
        }
    }

    @Override
    public float sum(int n, float[] x, int xOff) {
        float[] partial = new float[PARTIAL_SUMS];
        int whole = n - n % PARTIAL_SUMS;
        // One vector holds LANES of the 16 partial sums; narrower vectors walk the array once per group of partial
        // sums.
        for (int j = 0; j < PARTIAL_SUMS; j += LANES) {
            FloatVector s = FloatVector.zero(SPECIES);
            for (int i = 0; i < whole; i += PARTIAL_SUMS) {
                s = load(x, xOff + i + j).add(s);
            }
            s.intoArray(partial, j);
        }
        for (int i = whole; i < n; i++) {
            partial[i - whole] += x[xOff + i];
        }
        return ScalarKernels.sumOfPartials(partial);
    }

    @Override
    public float sumOfSquares(int n, float[] x, int xOff, float center) {
        float[] partial = new float[PARTIAL_SUMS];
        int whole = n - n % PARTIAL_SUMS;
        for (int j = 0; j < PARTIAL_SUMS; j += LANES) {
            FloatVector s = FloatVector.zero(SPECIES);
            for (int i = 0; i < whole; i += PARTIAL_SUMS) {
                FloatVector d = load(x, xOff + i + j).sub(center);
                s = d.fma(d, s);
            }
            s.intoArray(partial, j);
        }
        for (int i = whole; i < n; i++) {
            float d = x[xOff + i] - center;
            partial[i - whole] = Math.fma(d, d, partial[i - whole]);
        }
        return ScalarKernels.sumOfPartials(partial);
    }

    @Override
    public void channelSums(int pixels, int channels, float[] x, int xOff, float[] sums, int sumsOff) {
        int c = 0;
        for (; c <= channels - LANES; c += LANES) {
            FloatVector s = FloatVector.zero(SPECIES);
            for (int p = 0; p < pixels; p++) {
                s = load(x, xOff + p * channels + c).add(s);
            }
            s.intoArray(sums, sumsOff + c);
        }
        for (; c < channels; c++) {
            float s = 0;
            for (int p = 0; p < pixels; p++) {
                s += x[xOff + p * channels + c];
            }
            sums[sumsOff + c] = s;
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
        int c = 0;
        for (; c <= channels - LANES; c += LANES) {
            FloatVector center = load(centers, centersOff + c);
            FloatVector s = FloatVector.zero(SPECIES);
            for (int p = 0; p < pixels; p++) {
                FloatVector d = load(x, xOff + p * channels + c).sub(center);
                s = d.fma(d, s);
            }
            s.intoArray(squares, squaresOff + c);
        }
        for (; c < channels; c++) {
            float s = 0;
            for (int p = 0; p < pixels; p++) {
                float d = x[xOff + p * channels + c] - centers[centersOff + c];
                s = Math.fma(d, d, s);
            }
            squares[squaresOff + c] = s;
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
            for (int c = 0; c < n; c += LANES) {
                FloatVector sum = load(from, c);
                for (int t = 0; t < taps; t++) {
                    sum = load(x, xOff + p * xStep + t * tapStep + c).add(sum);
                }
                sum.intoArray(y, yOff + p * yStep + c);
            }
        }
    }

    @Override
    public void scaleShift(
            int pixels, int channels, float[] x, int xOff, float[] scale, float[] shift, float[] y, int yOff) {
        int whole = channels - channels % LANES;
        for (int p = 0; p < pixels; p++) {
            int xp = xOff + p * channels;
            int yp = yOff + p * channels;
            for (int c = 0; c < whole; c += LANES) {
                load(x, xp + c).fma(load(scale, c), load(shift, c)).intoArray(y, yp + c);
            }
            for (int c = whole; c < channels; c++) {
                y[yp + c] = Math.fma(x[xp + c], scale[c], shift[c]);
            }
        }
    }

    @Override
    public void scaleShiftSilu(
            int pixels, int channels, float[] x, int xOff, float[] scale, float[] shift, float[] y, int yOff) {
        int whole = channels - channels % LANES;
        for (int p = 0; p < pixels; p++) {
            int xp = xOff + p * channels;
            int yp = yOff + p * channels;
            for (int c = 0; c < whole; c += LANES) {
                VectorMath.silu(load(x, xp + c).fma(load(scale, c), load(shift, c)))
                        .intoArray(y, yp + c);
            }
            for (int c = whole; c < channels; c++) {
                y[yp + c] = ScalarMath.silu(Math.fma(x[xp + c], scale[c], shift[c]));
            }
        }
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
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            load(x, xOff + i)
                    .sub(mean)
                    .mul(reciprocal)
                    .fma(load(weight, i), load(bias, i))
                    .intoArray(y, yOff + i);
        }
        for (; i < n; i++) {
            y[yOff + i] = Math.fma((x[xOff + i] - mean) * reciprocal, weight[i], bias[i]);
        }
    }

    private static FloatVector load(float[] x, int offset) {
        return FloatVector.fromArray(SPECIES, x, offset);
    }
}
