package org.sdcodec.engine.layer;

import java.util.Arrays;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.PackedMatrix;
import org.sdcodec.engine.kernel.ScalarMath;

/**
 * Scaled dot-product attention, {@code softmax(Q·Kᵀ·scale)·V} for each head (Vaswani et al. 2017), tiled with an online softmax
 * (Milakov and Gimelshein 2018), so that the tokens × tokens matrix never exists.
 */
public final class Attention {
    /** Queries per task: a multiple of the register tile's twelve rows. */
    private static final int QUERIES = 48;
    /** Keys per step of the online softmax; part of the order of summation. */
    private static final int KEYS = 128;

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
        Tensor out = engine.tensor(q.height(), q.width(), width);
        for (int head = 0; head < heads; head++) {
            new Head(engine, q, k, v, out, width / heads, head * (width / heads), scale, causal).run();
        }
        return out;
    }

    /** One head: columns {@code first … first + d − 1} of all tensors. */
    private record Head(
            Engine engine, Tensor q, Tensor k, Tensor v, Tensor out, int d, int first, float scale, boolean causal) {
        void run() {
            int keys = k.pixels();
            int stride = k.channels();
            float[] keyData = engine.memory().take(PackedMatrix.packedSize(d, keys));
            float[] valueData = engine.memory().take(PackedMatrix.packedSize(keys, d));
            PackedMatrix keysAsColumns = PackedMatrix.in(keyData, d, keys);
            PackedMatrix valuesAsRows = PackedMatrix.in(valueData, keys, d);
            int[] keyRows = offsets(d, first, 1);
            int[] valueRows = offsets(keys, first, stride);
            engine.workers().run(keysAsColumns.panels(), p -> keysAsColumns.packPanel(p, k.data(), keyRows, stride));
            engine.workers().run(valuesAsRows.panels(), p -> valuesAsRows.packPanel(p, v.data(), valueRows, 1));

            int queries = q.pixels();
            engine.workers().run((queries + QUERIES - 1) / QUERIES, tile -> {
                int query = tile * QUERIES;
                attend(query, Math.min(QUERIES, queries - query), keysAsColumns, valuesAsRows);
            });
            engine.memory().give(keyData);
            engine.memory().give(valueData);
        }

        private static int[] offsets(int count, int start, int step) {
            int[] offsets = new int[count];
            for (int i = 0; i < count; i++) {
                offsets[i] = start + i * step;
            }
            return offsets;
        }

        private void attend(int query, int rows, PackedMatrix keysAsColumns, PackedMatrix valuesAsRows) {
            Kernels kernels = engine.kernels();
            int width = q.channels();
            int valuePanels = valuesAsRows.panels();
            int panelSize = rows * Kernels.PANEL;
            float[] scores = engine.memory().take(rows * KEYS);
            float[] sums = engine.memory().take(valuePanels * panelSize);
            float[] max = new float[rows];
            float[] weight = new float[rows];
            Arrays.fill(max, Float.NEGATIVE_INFINITY);
            Arrays.fill(sums, 0, valuePanels * panelSize, 0f);

            int allKeys = causal ? Math.min(query + rows, k.pixels()) : k.pixels();
            for (int key = 0; key < allKeys; key += KEYS) {
                int keys = Math.min(KEYS, allKeys - key);
                Arrays.fill(scores, 0, rows * KEYS, 0f);
                for (int j = 0; j < keys; j += Kernels.PANEL) {
                    int panel = (key + j) / Kernels.PANEL;
                    kernels.gemm(
                            rows,
                            keysAsColumns.panelColumns(panel),
                            d,
                            q.data(),
                            query * width + first,
                            width,
                            keysAsColumns.data(),
                            keysAsColumns.offset(panel, 0),
                            scores,
                            j,
                            KEYS);
                }
                for (int i = 0; i < rows; i++) {
                    int row = i * KEYS;
                    int visible = causal ? Math.max(0, Math.min(keys, query + i + 1 - key)) : keys;
                    Arrays.fill(scores, row + visible, row + keys, 0f);
                    if (visible == 0) {
                        continue;
                    }
                    kernels.scale(visible, scores, row, scale, scores, row);
                    float newMax = Math.max(max[i], kernels.max(visible, scores, row));
                    float correction = ScalarMath.exp(max[i] - newMax);
                    kernels.expOfDifference(visible, scores, row, newMax, scores, row);
                    weight[i] = Math.fma(weight[i], correction, kernels.sum(visible, scores, row));
                    scaleRow(kernels, i, rows, valuePanels, correction, sums);
                    max[i] = newMax;
                }
                for (int panel = 0; panel < valuePanels; panel++) {
                    kernels.gemm(
                            rows,
                            valuesAsRows.panelColumns(panel),
                            keys,
                            scores,
                            0,
                            KEYS,
                            valuesAsRows.data(),
                            valuesAsRows.offset(panel, key),
                            sums,
                            panel * panelSize,
                            Kernels.PANEL);
                }
            }
            for (int i = 0; i < rows; i++) {
                scaleRow(kernels, i, rows, valuePanels, 1f / weight[i], sums);
                for (int panel = 0; panel < valuePanels; panel++) {
                    System.arraycopy(
                            sums,
                            panel * panelSize + i * Kernels.PANEL,
                            out.data(),
                            (query + i) * width + first + panel * Kernels.PANEL,
                            valuesAsRows.panelColumns(panel));
                }
            }
            engine.memory().give(scores);
            engine.memory().give(sums);
        }

        /** Multiplies the sums of query {@code i} in all panels. */
        private static void scaleRow(Kernels kernels, int i, int rows, int panels, float factor, float[] sums) {
            for (int panel = 0; panel < panels; panel++) {
                int offset = (panel * rows + i) * Kernels.PANEL;
                kernels.scale(Kernels.PANEL, sums, offset, factor, sums, offset);
            }
        }
    }
}
