package org.sdcodec.engine.layer;

import java.util.Arrays;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.RowGroups;
import org.sdcodec.engine.kernel.ScalarMath;
import org.sdcodec.engine.kernel.Transpose;
import org.sdcodec.engine.kernel.WarmUp;

/**
 * Scaled dot-product attention, {@code softmax(Q·Kᵀ·scale)·V} for each head (Vaswani et al. 2017), tiled with an online
 * softmax (Milakov and Gimelshein 2018), so that the tokens × tokens matrix never exists.
 *
 * <p>It is computed transposed: 32 queries lie side by side in the lanes, so that scores, their maxima and sums need no
 * step from lane to lane, and no width of a head is padded. The softmax is one to the base 2. K and Vᵀ are packed once,
 * for {@link Kernels#gemmPacked}.
 *
 * <pre>
 *   per 32 queries and 128 keys:      S  =  K · (Q·scale·log₂ e)ᵀ      128 × 32  =  128 × d  ·  d × 32
 *                                     P  =  2^(S − max)
 *                                     O += Vᵀ · P               d × 32    =  d × 128  ·  128 × 32
 * </pre>
 */
public final class Attention {
    /** Queries that share the lanes. */
    private static final int LANES = Kernels.PANEL;
    /**
     * Queries per task, at most, which use a block of keys and values while it is in the L2 cache; later ones read it
     * from further away.
     */
    private static final int QUERIES = 16 * LANES;
    /** Floats of queries and outputs of a task, at most: half of a usual L2 cache. */
    private static final int TASK = 1 << 17;
    /** Keys per step of the online softmax, whose scores stay in the L1 cache; part of the order of summation. */
    private static final int KEYS = 128;

    /** Channels of a head whose queries are used at a time: 20 kB, which stay in the L1 cache. */
    private static final int DEPTH = 160;

    /** Where the scores of a block of keys begin in a task's work array. */
    private static final int SCORES = Kernels.LINE_START;
    /** Where its panels begin. */
    private static final int PANELS = SCORES + KEYS * LANES;

    private Attention() {}

    /**
     * @param q queries: {@code tokens × (heads·d)}, head by head within a token
     * @param k keys: {@code otherTokens × (heads·d)}
     * @param v values: as {@code k}
     * @param scale usually 1/√d
     * @return the shape of {@code q}, newly taken from the work memory
     */
    public static Tensor forward(Engine engine, Tensor q, Tensor k, Tensor v, int heads, float scale) {
        return forward(engine, q, k, v, heads, scale, false);
    }

    /** As {@link #forward}, but query i sees keys 0 to i only: the mask of a language model. */
    public static Tensor causal(Engine engine, Tensor q, Tensor k, Tensor v, int heads, float scale) {
        return forward(engine, q, k, v, heads, scale, true);
    }

    private static Tensor forward(Engine engine, Tensor q, Tensor k, Tensor v, int heads, float scale, boolean causal) {
        int width = q.channels();
        if (heads < 1
                || width % heads != 0
                || k.channels() != width
                || v.channels() != width
                || k.pixels() != v.pixels()) {
            throw new IllegalArgumentException(
                    "attention with %d heads cannot take q %s, k %s, v %s".formatted(heads, q, k, v));
        }
        WarmUp.startAttention(engine.kernels()).await();
        int keyBlocks = (k.pixels() + KEYS - 1) / KEYS;
        int queries = Math.max(LANES, Math.min(QUERIES, TASK / (2 * width / heads) / LANES * LANES));
        int queryBlocks = (q.pixels() + queries - 1) / queries;
        float[] keys = engine.memory().take(k.size());
        float[] values = engine.memory().take(v.size());
        engine.workers().run(keyBlocks, block -> {
            packKeys(k, block, width / heads, keys);
            packValues(v, block, width / heads, values);
        });
        Tensor out = engine.tensor(q.height(), q.width(), width);
        Heads all = new Heads(engine, q, k, keys, values, out, width / heads, scale, causal);
        engine.workers().run(heads * queryBlocks, task -> all.attend(task % heads, task / heads * queries, queries));
        engine.memory().give(values);
        engine.memory().give(keys);
        return out;
    }

    /**
     * Writes a block of keys to {@code to}, packed for {@link Kernels#gemmPacked}: head by head, {@value #DEPTH}
     * channels at a time.
     */
    private static void packKeys(Tensor k, int block, int d, float[] to) {
        int width = k.channels();
        int key = block * KEYS;
        int keys = Math.min(KEYS, k.pixels() - key);
        RowGroups groups = RowGroups.of(keys);
        for (int channel = 0; channel < width; channel += d) {
            for (int p = channel; p < channel + d; p += DEPTH) {
                int depth = Math.min(DEPTH, channel + d - p);
                for (int group = 0; group < groups.count(); group++) {
                    int first = groups.first(group);
                    int rows = groups.rows(group);
                    int from = (key + first) * width + p;
                    int at = key * width + p * keys + first * depth;
                    Transpose.copy(rows, depth, k.data(), from, width, 1f, to, at, rows);
                }
            }
        }
    }

    /** Writes the transpose of a block of values to {@code to}, packed for {@link Kernels#gemmPacked}, head by head. */
    private static void packValues(Tensor v, int block, int d, float[] to) {
        int width = v.channels();
        int key = block * KEYS;
        int keys = Math.min(KEYS, v.pixels() - key);
        RowGroups groups = RowGroups.of(d);
        for (int channel = 0; channel < width; channel += d) {
            for (int group = 0; group < groups.count(); group++) {
                int first = channel + groups.first(group);
                int rows = groups.rows(group);
                int at = key * width + first * keys;
                for (int p = 0; p < keys; p++) {
                    int from = (key + p) * width + first;
                    for (int i = 0; i < rows; i++) {
                        to[at + p * rows + i] = v.data()[from + i];
                    }
                }
            }
        }
    }

    /**
     * The operands of all heads.
     *
     * @param keys K in blocks of {@value #KEYS} keys, as {@link #packKeys} leaves them
     * @param values V likewise, as {@link #packValues} leaves them
     * @param d channels of a head
     */
    private record Heads(
            Engine engine,
            Tensor q,
            Tensor k,
            float[] keys,
            float[] values,
            Tensor out,
            int d,
            float scale,
            boolean causal) {
        /** Computes one head of up to {@code most} queries from {@code query} on. */
        void attend(int head, int query, int most) {
            int queries = Math.min(most, q.pixels() - query);
            Panel[] panels = new Panel[(queries + LANES - 1) / LANES];
            float[] work = engine.memory().take(PANELS + panels.length * Panel.workSize(d));
            for (int i = 0; i < panels.length; i++) {
                int first = query + i * LANES;
                int workOff = PANELS + i * Panel.workSize(d);
                panels[i] = new Panel(this, head, first, Math.min(LANES, q.pixels() - first), work, workOff);
            }
            for (int key = 0; key < k.pixels(); key += KEYS) {
                for (Panel panel : panels) {
                    panel.add(key);
                }
            }
            for (Panel panel : panels) {
                panel.finish();
            }
            engine.memory().give(work);
        }
    }

    /** One head of up to 32 queries, between the blocks of keys. */
    private static final class Panel {
        private final Heads heads;
        private final int head;
        private final int query;
        private final int queries;
        /** The scores of a block from {@link #SCORES} on, {@code 128 × 32}; what follows belongs to the panels. */
        private final float[] work;
        /** Where Qᵀ times the scale and log₂ e begins, {@code d × 32}; zeros in lanes without a query. */
        private final int qOff;
        /** Where Oᵀ before the division by the sums begins, {@code d × 32}. */
        private final int oOff;
        /** Where the state of the softmax begins. */
        private final int stateOff;

        Panel(Heads heads, int head, int query, int queries, float[] work, int workOff) {
            this.heads = heads;
            this.head = head;
            this.query = query;
            this.queries = queries;
            this.work = work;
            this.qOff = workOff;
            int d = heads.d;
            this.oOff = qOff + d * LANES;
            this.stateOff = oOff + d * LANES;
            int width = heads.q.channels();
            Arrays.fill(work, queries < LANES ? qOff : oOff, stateOff + Kernels.SOFTMAX_STATE, 0f);
            float scale = heads.scale * ScalarMath.LOG2_E;
            Transpose.copy(queries, d, heads.q.data(), query * width + head * d, width, scale, work, qOff, LANES);
            Arrays.fill(work, stateOff, stateOff + LANES, Kernels.NO_SCORE);
        }

        /** What a panel needs of the work array. */
        static int workSize(int d) {
            return 2 * d * LANES + Kernels.SOFTMAX_STATE;
        }

        /** Attends to the block of keys from {@code key} on. */
        void add(int key) {
            if (heads.causal && key >= query + queries) {
                return;
            }
            int d = heads.d;
            int keys = Math.min(KEYS, heads.k.pixels() - key);
            int at = key * heads.k.channels() + head * d * keys;
            Kernels kernels = heads.engine.kernels();
            for (int p = 0; p < d; p += DEPTH) {
                int q = qOff + p * LANES;
                kernels.gemmPacked(
                        keys, Math.min(DEPTH, d - p), heads.keys, at + p * keys, work, q, p > 0, work, SCORES);
            }
            mask(key, keys, Kernels.NO_SCORE);
            kernels.softmaxStep(keys, work, SCORES, work, stateOff);
            mask(key, keys, 0f);
            kernels.scaleColumns(d, work, oOff, work, stateOff + Kernels.SOFTMAX_FACTOR);
            kernels.gemmPacked(d, keys, heads.values, at, work, SCORES, true, work, oOff);
        }

        /** Gives every key that comes after a query this value. */
        private void mask(int key, int keys, float value) {
            if (!heads.causal) {
                return;
            }
            for (int p = Math.max(0, query + 1 - key); p < keys; p++) {
                int hidden = Math.min(queries, key + p - query);
                int scores = SCORES + p * LANES;
                Arrays.fill(work, scores, scores + hidden, value);
            }
        }

        void finish() {
            int d = heads.d;
            int width = heads.out.channels();
            int factor = stateOff + Kernels.SOFTMAX_FACTOR;
            for (int i = 0; i < LANES; i++) {
                work[factor + i] = 1f / work[stateOff + Kernels.SOFTMAX_SUM + i];
            }
            heads.engine.kernels().scaleColumns(d, work, oOff, work, factor);
            Transpose.copy(d, queries, work, oOff, LANES, 1f, heads.out.data(), query * width + head * d, width);
        }
    }
}
