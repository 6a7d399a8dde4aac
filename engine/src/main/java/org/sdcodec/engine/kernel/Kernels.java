package org.sdcodec.engine.kernel;

/**
 * The stateless innermost loops of the engine, on primitive arrays with offsets.
 *
 * <p>Every method states the order of its floating-point operations; implementations follow it to the letter, so that
 * all give the same bits. Lanes go across outputs. Where outputs are sums over contiguous elements ({@link #sum}), the
 * order is a fixed tree of {@value #PARTIAL_SUMS} partial sums that no lane count changes. Arrays may be larger than
 * what is addressed; only the stated outputs are modified. Offsets and lengths must address existing elements,
 * otherwise {@link IndexOutOfBoundsException}.
 */
public interface Kernels {
    /** Columns of a panel of a {@link PackedMatrix}. */
    int PANEL = 32;

    /**
     * Partial sums of the fixed tree: element i goes to partial sum i mod 16, in ascending order; then partial sum j
     * takes j + 8, then j + 4, j + 2, j + 1.
     */
    int PARTIAL_SUMS = 16;

    /** Chains of {@link #fmaChains}: more than two units of a latency of 4 or 5 cycles need. */
    int FMA_CHAINS = 12;

    /** Lower than any score of an attention: the maximum before {@link #softmaxStep} has seen one. */
    float NO_SCORE = -1e30f;

    /** Floats of the state of {@link #softmaxStep}. */
    int SOFTMAX_STATE = 4 * PANEL;

    /** Where the sums begin in the state of {@link #softmaxStep}, whose maxima come first. */
    int SOFTMAX_SUM = PANEL;

    /** Where the factors begin in the state of {@link #softmaxStep}. */
    int SOFTMAX_FACTOR = 2 * PANEL;

    /**
     * Element of an array at which a cache line begins if the array does so too, as the JVM has 16 bytes before the
     * first element: large arrays of the G1 collector, and all arrays with {@code -XX:ObjectAlignmentInBytes=64}.
     * Matrices that are read vector by vector begin there, as a processor takes a vector of 64 bytes from two lines at
     * half the rate.
     */
    int LINE_START = 12;

    /**
     * Floats from row to row of A that {@link #gemm} may know beforehand ({@link #slabTiles}): an odd number of cache
     * lines.
     */
    int SLAB_STRIDE = 144;

    /**
     * Elements of a row of A in a slab of {@link #SLAB_STRIDE}. With them, a panel pair of B is 32 kB, which the L1
     * cache may hold.
     */
    int SLAB_DEPTH = 128;

    /** For people: "scalar", "vector-512". */
    String name();

    /** Floats per vector; 1 for scalar. */
    int lanes();

    /** The register tiles of the matrix product, rows × vectors: "6x4". They make a difference to time alone. */
    String tile();

    /**
     * Rows of the largest register tile of {@link #gemm} with several panels: so many rows of A are read side by side.
     */
    int tileRows();

    /**
     * Whether {@link #gemm} is so much faster with an A whose rows are {@link #SLAB_STRIDE} apart that it pays to copy
     * A.
     */
    boolean slabTiles();

    /**
     * Runs {@value #FMA_CHAINS} independent chains of fused multiply-adds in registers, to measure the most that a
     * processor can do: sum i begins at {@code y + i} in every lane, then {@code s = fma(x, y, s)} n times.
     *
     * @return lane 0 of {@code (s₀ + … + s₅) + (s₆ + … + s₁₁)}, summed from the left
     */
    float fmaChains(int n, float x, float y);

    /**
     * Matrix product with packed panels, {@code C = C₀ + A·B}: every c[i, j] begins at c₀[i, j], then {@code c[i, j] =
     * fma(a[i, p], b[p, j], c[i, j])} for p = 0, 1, … k − 1 in this order.
     *
     * <pre>
     *   A: rows × k,  row i starts at aOff + i·aStride, elements contiguous. Rows may overlap: that is what makes a convolution
     *                 of this product (see Conv2d)
     *   B: k × n,     panels of 32 columns; row p of panel q starts at bOff + q·bPanel + 32·p
     *   C₀: rows × n, row i starts at fromOff + i·fromStride; with a stride of 0, every row begins alike
     *   C: rows × n,  row i starts at cOff + i·cStride; columns from `columns` on are undefined afterwards
     * </pre>
     *
     * @param columns how many columns are wanted, at least 1; n is {@code columns} rounded up to a multiple of 32. C₀
     *     and C must have room for n. Several panels in one call can be faster than one after the other
     * @param bPanel floats from one panel to the next; of no account with a single one
     * @param from holds C₀, and may be C itself; beyond that the two must not overlap
     */
    void gemm(
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
            int cStride);

    /**
     * The matrix product with one panel that goes on with sums begun earlier, {@code C += A·B}: the general one with C
     * itself as C₀.
     */
    default void gemm(
            int rows,
            int columns,
            int k,
            float[] a,
            int aOff,
            int aStride,
            float[] b,
            int bOff,
            float[] c,
            int cOff,
            int cStride) {
        gemm(rows, columns, k, a, aOff, aStride, b, bOff, 0, c, cOff, cStride, c, cOff, cStride);
    }

    /**
     * Matrix product with both sides packed, {@code C = A·B} or {@code C += A·B}: every c[i, j] begins at 0 or at
     * itself, then {@code c[i, j] = fma(a[i, p], b[p, j], c[i, j])} for p = 0, 1, … k − 1 in this order. Faster than
     * {@link #gemm} where sums are short.
     *
     * <pre>
     *   A: rows × k,  packed from aOff on as {@link RowGroups} says
     *   B: k × 32,    contiguous from bOff on
     *   C: rows × 32, contiguous from cOff on
     * </pre>
     *
     * @param rows at least 0; any number is right, those of {@link RowGroups} are fast
     * @param k at least 0
     * @param c must not overlap {@code a} or {@code b}
     * @param add whether sums begin at what is in C; at 0 otherwise
     */
    void gemmPacked(int rows, int k, float[] a, int aOff, float[] b, int bOff, boolean add, float[] c, int cOff);

    /**
     * Adds multiples of rows of a matrix to a vector of sums, in integers modulo 2³²:
     * {@code sums[sumsOff + j] += Σ x[k] · rows[starts[k] + rowOff + j]} for j = 0 … n − 1. The order of the sum does
     * not matter, so every implementation has the same results.
     *
     * @param n elements of a row that count
     * @param count rows to add
     * @param starts where each of them begins in {@code rows}; may name a row several times
     * @param x by what each of them is multiplied
     * @param rowOff the first element of a row that counts
     * @param sums modified
     */
    void addRows(int n, int count, int[] starts, int[] x, int[] rows, int rowOff, int[] sums, int sumsOff);

    /** {@code y[i] = x[i] + y[i]} for n elements. */
    void add(int n, float[] x, int xOff, float[] y, int yOff);

    /** {@code y[i] = x[i] · factor} for n elements; x and y may be the same. */
    void scale(int n, float[] x, int xOff, float factor, float[] y, int yOff);

    /** {@code y[i] = max(x[i], 0)} for n elements; x and y may be the same. */
    void relu(int n, float[] x, int xOff, float[] y, int yOff);

    /**
     * The gradient of {@link #relu} towards its input: {@code g[i] = 0} where not {@code y[i] > 0}, y the function's
     * result.
     */
    void reluGradient(int n, float[] y, int yOff, float[] g, int gOff);

    /**
     * {@code y[i] = x[i] / (1 + exp(−x[i]))} for n elements, with the engine's {@link ScalarMath#exp exp}; x and y may
     * be the same.
     */
    void silu(int n, float[] x, int xOff, float[] y, int yOff);

    /** {@code y[i] = x[i]/2 · (1 + erf(x[i]/√2))} for n elements ({@link ScalarMath#gelu}); x and y may be the same. */
    void gelu(int n, float[] x, int xOff, float[] y, int yOff);

    /** {@code y[i] = x[i] / (1 + exp(−1.702·x[i]))} for n elements; x and y may be the same. */
    void quickGelu(int n, float[] x, int xOff, float[] y, int yOff);

    /** {@code y[i] = tanh(x[i])} for n elements ({@link ScalarMath#tanh}); x and y may be the same. */
    void tanh(int n, float[] x, int xOff, float[] y, int yOff);

    /**
     * One step of an online softmax to the base 2 (Milakov and Gimelshein 2018) for 32 columns at once; for each column
     * j:
     *
     * <pre>
     *   m = the largest of max[j], x[0, j], x[1, j], …        factor[j] = 2^(max[j] − m)        max[j] = m
     *   x[p, j] = 2^(x[p, j] − m)                             sum[j] = fma(sum[j], factor[j], x[0, j] + x[1, j] + …)
     * </pre>
     *
     * <p>with the sum in ascending order of p, starting at 0, and {@code 2^−y} as {@link ScalarMath#decay}, so that a
     * NaN or an infinity among x becomes a NaN in sum. Scores that are multiplied by log₂ e before give the usual
     * softmax. What was summed before with the old maxima is to be multiplied by {@code factor} ({@link
     * #scaleColumns}).
     *
     * @param x rows × 32, contiguous from {@code xOff} on; replaced
     * @param state from {@code stateOff} on 32 elements each of max ({@link #NO_SCORE} before the first step), sum (0
     *     before the first step), factor, which is overwritten, and of what is undefined afterwards
     */
    void softmaxStep(int rows, float[] x, int xOff, float[] state, int stateOff);

    /**
     * {@code x[p, j] = x[p, j] · factor[j]} for 32 columns.
     *
     * @param x rows × 32, contiguous from {@code xOff} on
     * @param factor 32 elements from {@code factorOff} on
     */
    void scaleColumns(int rows, float[] x, int xOff, float[] factor, int factorOff);

    /**
     * {@code y[i, j] = x[i, j] · gelu(x[i, gate + j])}: a gated linear unit (Shazeer 2020).
     *
     * @param gate how far behind its factor a gate lies
     * @param x rows × n, row i from {@code xOff + i·xStride} on; y likewise
     */
    void multiplyByGelu(int rows, int n, float[] x, int xOff, int xStride, int gate, float[] y, int yOff, int yStride);

    /** The sum of n contiguous elements in the fixed tree of {@link #PARTIAL_SUMS}. */
    float sum(int n, float[] x, int xOff);

    /**
     * The sum of {@code d·d} with {@code d = x[i] − center}, in the fixed tree of {@link #PARTIAL_SUMS}, added with
     * {@code fma}.
     */
    float sumOfSquares(int n, float[] x, int xOff, float center);

    /**
     * Per-channel sums over pixels: {@code sums[c] = x[0, c] + x[1, c] + …} in ascending order of the pixels.
     *
     * @param x pixels × channels; pixel p starts at {@code xOff + p·channels}
     * @param sums channels elements from {@code sumsOff} on; overwritten
     */
    void channelSums(int pixels, int channels, float[] x, int xOff, float[] sums, int sumsOff);

    /**
     * Per-channel sums of squared deviations: {@code squares[c] = fma(d, d, squares[c])}, starting at 0, with
     * {@code d = x[p, c] − centers[c]}, in ascending order of the pixels. Shapes as in {@link #channelSums}.
     */
    void channelSquares(
            int pixels,
            int channels,
            float[] x,
            int xOff,
            float[] centers,
            int centersOff,
            float[] squares,
            int squaresOff);

    /**
     * Sums of neighbors, for each of some pixels: {@code y[p, c] = from[c] + x[p, 0, c] + x[p, 1, c] + …} in ascending
     * order of the taps.
     *
     * @param n elements per pixel; y has room for n rounded up to a multiple of 16, of which those from n on are
     *     undefined afterwards unless a later pixel's elements lie there. x and {@code from} have as much room
     * @param from where the sums begin, from 0 on
     * @param x element c of tap t of pixel p is {@code x[xOff + p·xStep + t·tapStep + c]}
     * @param y element c of pixel p is {@code y[yOff + p·yStep + c]}
     */
    void tapSums(
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
            int yStep);

    /**
     * Per-channel affine map of pixels: {@code y[p, c] = fma(x[p, c], scale[c], shift[c])}; x and y may be the same.
     *
     * @param x pixels × channels, contiguous; y likewise
     * @param scale channels elements from 0 on; {@code shift} likewise
     */
    void scaleShift(int pixels, int channels, float[] x, int xOff, float[] scale, float[] shift, float[] y, int yOff);

    /** {@link #scaleShift} and then {@link #silu}, in one pass. */
    void scaleShiftSilu(
            int pixels, int channels, float[] x, int xOff, float[] scale, float[] shift, float[] y, int yOff);

    /**
     * {@code y[i] = fma((x[i] − mean)·reciprocal, weight[i], bias[i])} for n elements: one token of a layer
     * normalization.
     *
     * @param weight n elements from 0 on; {@code bias} likewise
     */
    void standardise(
            int n,
            float[] x,
            int xOff,
            float mean,
            float reciprocal,
            float[] weight,
            float[] bias,
            float[] y,
            int yOff);

    /**
     * One dimension of the input transform of {@link Winograd}: {@code y = Bᵀ·x} for n vectors of 6 elements.
     *
     * <pre>
     *   y₀     = fma(x₂, −s, x₄) + x₀                 y₅ = fma(x₃, −s, x₅) + x₁
     *   y₁, y₂ = fma(u, ±a, t)                        t = fma(x₂, −b², x₄)    u = fma(x₁, −b², x₃)
     *   y₃, y₄ = fma(w, ±b, v)                        v = fma(x₂, −a², x₄)    w = fma(x₁, −a², x₃)
     * </pre>
     *
     * @param x element i of vector j is {@code x[xOff + i·xStep + j]}; y likewise
     */
    void winogradInput(int n, float[] x, int xOff, int xStep, float[] y, int yOff, int yStep);

    /**
     * The weight transform of {@link Winograd} along both dimensions, for n filters of 3 × 3: {@code y = G·x·Gᵀ}. With
     * g a row of G (see {@link Winograd#filter}):
     *
     * <pre>
     *   along the columns of x:  h[k] = fma(x[2, k], g₂, fma(x[1, k], g₁, x[0, k]·g₀))
     *   along the rows:          three taps: y = h₀ for 0, h₂ for ∞, fma(h₁, g₁, fma(h₂, g₂, h₀·g₀)) otherwise
     *                            two phases: f₀ = fma(h₁, u₁, h₀·u₀), f₁ = fma(h₁, v₁, h₂·v₂), u and v the phase's g for 0 and ∞, and
     *                                        y = f₀ for 0, f₁ for ∞, fma(f₁, ±αa, f₀·α) or fma(f₁, ±βb, f₀·β) otherwise
     * </pre>
     *
     * @param phase below {@code tile.filters()}
     * @param x tap (ky, kx) of filter j is {@code x[xOff + (3·ky + kx)·xStep + j]}
     * @param y point i of filter j is {@code y[yOff + i·yStep + j]}
     */
    void winogradWeight(
            Winograd tile, int phase, int n, float[] x, int xOff, int xStep, float[] y, int yOff, int yStep);

    /**
     * One dimension of the output transform of {@link Winograd}: {@code y = Aᵀ·x} for n vectors of 6 elements that
     * become {@code tile.out()}. Layout as in {@link #winogradInput}.
     *
     * <pre>
     *   p = x₁ + x₂   q = x₁ − x₂   r = x₃ + x₄   t = x₃ − x₄
     *   y₀ = (x₀ + p) + r      y₁ = fma(t, b, q·a)      y₂ = fma(r, b², p·a²)
     *   F4:         y₃ = fma(t, b³, fma(q, a³, x₅))
     *   otherwise:  y₃ = fma(t, b³, q·a³)      y₄ = fma(r, b⁴, fma(p, a⁴, x₅))
     * </pre>
     */
    void winogradOutput(Winograd tile, int n, float[] x, int xOff, int xStep, float[] y, int yOff, int yStep);

    /**
     * The last dimension of the output transform of {@link Winograd} for n channels, with what follows a convolution:
     * {@code y = max(Aᵀ·x + bias + residual, floor)}, in this order.
     *
     * @param x element i of channel c is {@code x[xOff + i·xStep + c]}; y likewise
     * @param bias n elements from {@code biasOff} on
     * @param residual laid out as y, with its own offset and step; with a step of 0, the same for all elements
     * @param floor −∞ for none
     */
    void winogradPixels(
            Winograd tile,
            int n,
            float[] x,
            int xOff,
            int xStep,
            float[] bias,
            int biasOff,
            float[] residual,
            int residualOff,
            int residualStep,
            float floor,
            float[] y,
            int yOff,
            int yStep);
}
