package org.sdcodec.engine.kernel;

/**
 * Winograd's minimal filtering for 3 × 3 convolutions (Lavin and Gray, "Fast algorithms for convolutional neural
 * networks", 2016): a tile of m × m outputs, which sees 6 × 6 inputs d through a filter g, is
 *
 * <pre>
 *   Y = Aᵀ · [ (G·g·Gᵀ) ⊙ (Bᵀ·d·B) ] · A        36 products instead of 9m²
 *
 *                 m    products per output
 *   F4            4    36/16     = 2.25
 *   UPSAMPLED     5    4·36/10²  = 1.44
 *   HALVED        5    121/25    = 4.84
 * </pre>
 *
 * <p>{@link #UPSAMPLED} is a 3 × 3 convolution, with a border of 1, of a picture whose pixels are doubled along both
 * sides. Of the three neighbors that an output sees along a side two are the same pixel, so that there are two kinds of
 * outputs, the phases:
 *
 * <pre>
 *   phase 0:   y[2j]     = g₀·x[j−1] + (g₁ + g₂)·x[j]        outputs j = 5t … 5t + 4 see x[5t − 1 … 5t + 4]
 *   phase 1:   y[2j + 1] = (g₀ + g₁)·x[j] + g₂·x[j+1]        outputs j = 5t − 1 … 5t + 3 see the same
 * </pre>
 *
 * Each of the four combinations of a phase of the rows and one of the columns is a filter of 2 × 2 taps, done by F(5×5,
 * 2×2); all share one transform of the pixels before they are doubled. The outputs of a tile together are 10 × 10
 * pixels from row 10·ty − 1 and column 10·tx − 1 on.
 *
 * <p>{@link #HALVED} is a 3 × 3 convolution of stride 2. It sees the even inputs along a side through two taps and the
 * odd ones through one, {@code y[j] = g₀·x[2j] + g₂·x[2j+2] + g₁·x[2j+1]}; so the input falls into four phases, each of
 * them filtered by F(5×5, 2×2), whose products add up. A filter of one tap is 0 at ∞, which leaves 36 + 30 + 30 + 25 of
 * the 4·36 products. Phases lie in the order (odd, even), (even, even), (even, odd), (odd, odd) of rows and columns, in
 * which those that a point needs are neighbors.
 *
 * <p>The polynomials behind it are evaluated at 0, ±a, ±b, ∞ with a = 2/3 and b = 3/2. On normally distributed data of
 * 256 channels the relative error in float is 1.3e-6; the usual points 0, ±1, ±2, ∞ give 3.0e-6 and direct summation
 * 0.9e-6. Because a·b = 1, the rows of 0 and ∞ need no multiplication by a²b².
 *
 * <pre>
 *        ⎡ 1    0   −s    0   1   0 ⎤            ⎡ 1   0   0    ⎤ · 1/a²b² = 1           ⎡ 1  1   1  1   1  0 ⎤
 *        ⎢ 0 −ab²  −b²    a   1   0 ⎥            ⎢ 1   a   a²   ⎥ · α                Aᵀ = ⎢ 0  a  −a  b  −b  0 ⎥
 *   Bᵀ = ⎢ 0  ab²  −b²   −a   1   0 ⎥   G =      ⎢ 1  −a   a²   ⎥ · α                     ⎢ 0  a²  a² b²  b² 0 ⎥
 *        ⎢ 0 −ba²  −a²    b   1   0 ⎥            ⎢ 1   b   b²   ⎥ · β                     ⎣ 0  a³ −a³ b³ −b³ 1 ⎦
 *        ⎢ 0  ba²  −a²   −b   1   0 ⎥            ⎢ 1  −b   b²   ⎥ · β
 *        ⎣ 0    1    0   −s   0   1 ⎦            ⎣ 0   0   1    ⎦
 *
 *   s = a² + b²      α = 1/(2a²(a² − b²))      β = 1/(2b²(b² − a²))
 *
 *   two taps:  G without its last column but for the 1, which belongs to the second tap; Aᵀ with the 1 in a fifth row:  a⁴ a⁴ b⁴ b⁴ 1
 * </pre>
 *
 * <p>{@link Kernels} applies these matrices, and says in which order.
 */
public enum Winograd {
    /** F(4×4, 3×3). */
    F4(4, 1, 1, new float[][][] {
        {
            {1, 0, 0},
            {Factors.A0, Factors.A1, Factors.A2},
            {Factors.A0, -Factors.A1, Factors.A2},
            {Factors.B0, Factors.B1, Factors.B2},
            {Factors.B0, -Factors.B1, Factors.B2},
            {0, 0, 1}
        }
    }),

    /** F(5×5, 2×2) for each of the four phases of a picture whose pixels are doubled along both sides. */
    UPSAMPLED(5, 2, 1, new float[][][] {
        {
            {1, 0, 0},
            {Factors.A0, Factors.A1, Factors.A1},
            {Factors.A0, -Factors.A1, -Factors.A1},
            {Factors.B0, Factors.B1, Factors.B1},
            {Factors.B0, -Factors.B1, -Factors.B1},
            {0, 1, 1}
        },
        {
            {1, 1, 0},
            {Factors.A0, Factors.A0, Factors.A1},
            {Factors.A0, Factors.A0, -Factors.A1},
            {Factors.B0, Factors.B0, Factors.B1},
            {Factors.B0, Factors.B0, -Factors.B1},
            {0, 0, 1}
        }
    }),

    /** F(5×5, 2×2) on the four phases of the input of a convolution of stride 2. */
    HALVED(5, 1, 2, new float[][][] {
        {
            {1, 0, 0},
            {Factors.A0, 0, Factors.A1},
            {Factors.A0, 0, -Factors.A1},
            {Factors.B0, 0, Factors.B1},
            {Factors.B0, 0, -Factors.B1},
            {0, 0, 1}
        },
        {
            {0, 1, 0},
            {0, Factors.A0, 0},
            {0, Factors.A0, 0},
            {0, Factors.B0, 0},
            {0, Factors.B0, 0},
            {0, 0, 0}
        }
    });

    /**
     * Inputs that a tile sees along each side, before they are doubled, and points at which polynomials are evaluated.
     */
    public static final int IN = 6;

    /** Products per tile, phase, input channel and output channel. */
    public static final int POINTS = IN * IN;

    /** Taps of the filter along each side. */
    public static final int TAPS = 3;

    public static final float A = 2f / 3f;
    public static final float A_SQUARED = 4f / 9f;
    public static final float A_CUBED = 8f / 27f;
    public static final float A_FOURTH = 16f / 81f;
    public static final float B = 1.5f;
    public static final float B_SQUARED = 2.25f;
    public static final float B_CUBED = 3.375f;
    public static final float B_FOURTH = 5.0625f;
    /** a² + b². */
    public static final float S = (float) (4.0 / 9 + 9.0 / 4);

    private final int out;
    private final int zoom;
    private final int stride;
    private final float[][][] filters;

    Winograd(int out, int zoom, int stride, float[][][] filters) {
        this.out = out;
        this.zoom = zoom;
        this.stride = stride;
        this.filters = filters;
    }

    /** Outputs of a tile and a phase along each side: m. */
    public int out() {
        return out;
    }

    /** How often every pixel of the input is repeated along each side. */
    public int zoom() {
        return zoom;
    }

    /** Inputs from one output to the next along each side. */
    public int stride() {
        return stride;
    }

    /** Phases of the outputs: all combinations of one of the rows and one of the columns, the latter fastest. */
    public int phases() {
        return zoom * zoom;
    }

    /** Phases of the inputs, whose products add up. */
    public int inputPhases() {
        return stride * stride;
    }

    /**
     * Filters that a 3 × 3 filter becomes: all combinations of a phase of the rows and one of the columns, the latter
     * fastest.
     */
    public int filters() {
        return filters.length * filters.length;
    }

    /** The place of a phase of the inputs in the order in which they are added up. */
    public int place(int rowPhase, int columnPhase) {
        return stride == 1 ? 0 : columnPhase == 0 ? 1 - rowPhase : 2 + rowPhase;
    }

    /** The place of the first phase of the inputs whose products at a point are not always 0. */
    public int firstPlace(int i, int j) {
        return stride > 1 && i == IN - 1 ? 1 : 0;
    }

    /** The place after the last phase of the inputs whose products at a point are not always 0. */
    public int endPlace(int i, int j) {
        return stride == 1 ? 1 : j == IN - 1 ? 2 : i == IN - 1 ? 3 : 4;
    }

    /** Outputs of a tile along each side, all phases together. */
    public int pixels() {
        return zoom * out;
    }

    /**
     * What becomes of three taps at a point: a row of G, and of the taps or sums of taps that a phase begins with.
     *
     * @param phase along one side
     * @param point along one side: 0 to {@link #IN} − 1
     * @return three factors; not to be modified
     */
    public float[] filter(int phase, int point) {
        return filters[phase][point];
    }

    /** α, αa, αa², and the same of β and b. */
    private static final class Factors {
        static final double ALPHA = 1 / (2 * (4.0 / 9) * (4.0 / 9 - 9.0 / 4));
        static final double BETA = 1 / (2 * (9.0 / 4) * (9.0 / 4 - 4.0 / 9));
        static final float A0 = (float) ALPHA;
        static final float A1 = (float) (ALPHA * 2 / 3);
        static final float A2 = (float) (ALPHA * 4 / 9);
        static final float B0 = (float) BETA;
        static final float B1 = (float) (BETA * 3 / 2);
        static final float B2 = (float) (BETA * 9 / 4);
    }
}
