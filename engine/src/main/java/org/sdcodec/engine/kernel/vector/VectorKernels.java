package org.sdcodec.engine.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.sdcodec.engine.kernel.RowGroups;
import org.sdcodec.engine.kernel.ScalarMath;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;

/** Kernels on the Vector API, as wide as the machine prefers but at most 512 bits. Tails are done by the scalar formulas. */
public final class VectorKernels extends VectorWinograd {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int LANES = SPECIES.length();
    /** A tile of twelve rows needs 27 registers. AVX2 has 16. */
    private static final boolean TWELVE_ROWS = LANES == 16;
    /** With 128 bits, tiles of six rows by four vectors are faster than those of twelve by two. */
    private static final boolean FOUR_VECTORS = LANES == 4;

    @Override
    public String name() {
        return "vector-" + SPECIES.vectorBitSize();
    }

    @Override
    public int lanes() {
        return LANES;
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
            float[] from,
            int fromOff,
            int fromStride,
            float[] c,
            int cOff,
            int cStride) {
        if (FOUR_VECTORS) {
            WideTiles.multiply(
                    rows, columns, k, a, aOff, aStride, 1, b, bOff, from, fromOff, fromStride, c, cOff, cStride);
            return;
        }
        for (int j = 0; j < columns; j += 2 * LANES) {
            int i = 0;
            while (i < rows) {
                int tile = tileRows(rows - i);
                int ai = aOff + i * aStride;
                int fi = fromOff + i * fromStride + j;
                int ci = cOff + i * cStride + j;
                switch (tile) {
                    case 12 -> GemmTiles.rows12(k, a, ai, aStride, b, bOff + j, from, fi, fromStride, c, ci, cStride);
                    case 6 -> GemmTiles.rows6(k, a, ai, aStride, b, bOff + j, from, fi, fromStride, c, ci, cStride);
                    case 4 -> GemmTiles.rows4(k, a, ai, aStride, b, bOff + j, from, fi, fromStride, c, ci, cStride);
                    default -> GemmTiles.rows1(k, a, ai, aStride, b, bOff + j, from, fi, fromStride, c, ci, cStride);
                }
                i += tile;
            }
        }
    }

    /** The rows of the next register tile. */
    private static int tileRows(int rows) {
        if (TWELVE_ROWS) {
            return rows >= 12 ? 12 : rows >= 4 ? 4 : 1;
        }
        return smallTileRows(rows);
    }

    /** The rows of the next tile of up to six. */
    static int smallTileRows(int rows) {
        // Large tiles read B less often; two of four rows are better than one of six and two of one.
        return rows >= 6 && rows != 8 ? 6 : rows >= 4 ? 4 : 1;
    }

    @Override
    public void gemmPacked(
            int rows, int k, float[] a, int aOff, float[] b, int bOff, boolean add, float[] c, int cOff) {
        RowGroups groups = RowGroups.of(rows);
        float[] from = add ? c : PackedTiles.ZEROS;
        if (FOUR_VECTORS) {
            for (int group = 0; group < groups.count(); group++) {
                int height = groups.rows(group);
                int at = aOff + groups.first(group) * k;
                int to = cOff + groups.first(group) * PANEL;
                int f = add ? to : 0;
                WideTiles.multiply(height, PANEL, k, a, at, 1, height, b, bOff, from, f, PANEL, c, to, PANEL);
            }
            return;
        }
        for (int j = 0; j < PANEL; j += 2 * LANES) {
            int q = bOff + j;
            int at = aOff;
            int to = cOff + j;
            if (TWELVE_ROWS) {
                PackedTiles.rows12(groups.twelves(), k, a, at, 12 * k, 12, b, q, from, c, to);
                at += 12 * groups.twelves() * k;
                to += 12 * groups.twelves() * PANEL;
                PackedTiles.rows10(groups.tens(), k, a, at, 10 * k, 10, b, q, from, c, to);
                at += 10 * groups.tens() * k;
                to += 10 * groups.tens() * PANEL;
            } else {
                for (int group = 0; group < groups.twelves(); group++, at += 12 * k, to += 12 * PANEL) {
                    PackedTiles.rows6(2, k, a, at, 6, 12, b, q, from, c, to);
                }
                for (int group = 0; group < groups.tens(); group++, at += 10 * k, to += 10 * PANEL) {
                    PackedTiles.rows5(2, k, a, at, 5, 10, b, q, from, c, to);
                }
            }
            int rest = groups.rest();
            int sixes = rest / 6;
            int fives = rest % 6 / 5;
            int done = 6 * sixes + 5 * fives;
            PackedTiles.rows6(sixes, k, a, at, 6, rest, b, q, from, c, to);
            PackedTiles.rows5(fives, k, a, at + 6 * sixes, 5, rest, b, q, from, c, to + 6 * sixes * PANEL);
            PackedTiles.rows1(rest - done, k, a, at + done, 1, rest, b, q, from, c, to + done * PANEL);
        }
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
    public float sumOfSquares(int n, float[] x, int xOff, float centre) {
        float[] partial = new float[PARTIAL_SUMS];
        int whole = n - n % PARTIAL_SUMS;
        for (int j = 0; j < PARTIAL_SUMS; j += LANES) {
            FloatVector s = FloatVector.zero(SPECIES);
            for (int i = 0; i < whole; i += PARTIAL_SUMS) {
                FloatVector d = load(x, xOff + i + j).sub(centre);
                s = d.fma(d, s);
            }
            s.intoArray(partial, j);
        }
        for (int i = whole; i < n; i++) {
            float d = x[xOff + i] - centre;
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
            float[] centres,
            int centresOff,
            float[] squares,
            int squaresOff) {
        int c = 0;
        for (; c <= channels - LANES; c += LANES) {
            FloatVector centre = load(centres, centresOff + c);
            FloatVector s = FloatVector.zero(SPECIES);
            for (int p = 0; p < pixels; p++) {
                FloatVector d = load(x, xOff + p * channels + c).sub(centre);
                s = d.fma(d, s);
            }
            s.intoArray(squares, squaresOff + c);
        }
        for (; c < channels; c++) {
            float s = 0;
            for (int p = 0; p < pixels; p++) {
                float d = x[xOff + p * channels + c] - centres[centresOff + c];
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
