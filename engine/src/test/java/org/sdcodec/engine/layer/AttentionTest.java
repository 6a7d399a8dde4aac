package org.sdcodec.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.sdcodec.engine.TestData.assertSameBits;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.TestData;
import org.sdcodec.engine.layer.LayerCheck.Exact;
import org.sdcodec.engine.layer.LayerCheck.Reference;

@Tag("exactness")
class AttentionTest {
    private static final long SEED = 24;

    private static Reference reference(Tensor q, Tensor k, Tensor v, int heads, float scale) {
        int d = q.channels() / heads;
        double[][][] weights = new double[heads][q.pixels()][];
        for (int head = 0; head < heads; head++) {
            for (int query = 0; query < q.pixels(); query++) {
                weights[head][query] = softmax(q, query, k, head * d, d, scale);
            }
        }
        return (y, x, c) -> {
            double[] weight = weights[c / d][y * q.width() + x];
            double sum = 0;
            double magnitude = 0;
            for (int key = 0; key < weight.length; key++) {
                double product = weight[key] * v.data()[key * v.channels() + c];
                sum += product;
                magnitude += Math.abs(product);
            }
            return new Exact(sum, magnitude);
        };
    }

    private static double[] softmax(Tensor q, int query, Tensor k, int first, int d, float scale) {
        double[] weights = new double[k.pixels()];
        double max = Double.NEGATIVE_INFINITY;
        for (int key = 0; key < weights.length; key++) {
            for (int i = first; i < first + d; i++) {
                weights[key] += (double) q.data()[query * q.channels() + i] * k.data()[key * k.channels() + i] * scale;
            }
            max = Math.max(max, weights[key]);
        }
        double sum = 0;
        for (int key = 0; key < weights.length; key++) {
            weights[key] = Math.exp(weights[key] - max);
            sum += weights[key];
        }
        for (int key = 0; key < weights.length; key++) {
            weights[key] /= sum;
        }
        return weights;
    }

    // A task has at most 512 queries, fewer in wide heads, of which 32 share the lanes; a step of the softmax has 128
    // keys,
    // one of the scores 160 channels.
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1",
        "1, 7, 1, 3",
        "5, 1, 2, 4",
        "13, 17, 1, 8",
        "32, 128, 3, 16",
        "33, 129, 2, 33",
        "128, 64, 1, 40",
        "161, 256, 1, 12",
        "50, 300, 1, 64",
        "100, 257, 4, 20",
        "30, 77, 2, 80",
        "64, 64, 1, 160",
        "20, 131, 1, 200",
        "35, 40, 1, 512",
        "530, 5, 1, 3",
        "140, 7, 1, 512",
    })
    void agreesWithTheDefinition(int queries, int keys, int heads, int d) {
        Random random = new Random(SEED);
        Tensor q = TestData.normalTensor(random, 1, queries, heads * d);
        Tensor k = TestData.normalTensor(random, 1, keys, heads * d);
        Tensor v = TestData.normalTensor(random, 1, keys, heads * d);
        Tensor[] before = {q.copy(), k.copy(), v.copy()};
        float scale = (float) (1 / Math.sqrt(d));
        String what = "attention, %d heads of %d, q %s, k %s, seed %d".formatted(heads, d, q, k, SEED);
        Tensor y = LayerCheck.sameEverywhere(what, engine -> Attention.forward(engine, q, k, v, heads, scale));
        LayerCheck.assertClose(what, 4e-6, reference(q, k, v, heads, scale), y);
        assertSameBits("q", before[0], q);
        assertSameBits("k", before[1], k);
        assertSameBits("v", before[2], v);
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 4", "31, 1, 8", "77, 2, 16", "150, 1, 5"})
    void causalSeesNoLaterKeys(int tokens, int heads, int d) {
        Random random = new Random(SEED + 2);
        Tensor q = TestData.normalTensor(random, 1, tokens, heads * d);
        Tensor k = TestData.normalTensor(random, 1, tokens, heads * d);
        Tensor v = TestData.normalTensor(random, 1, tokens, heads * d);
        String what = "causal attention, %d heads of %d, %d tokens, seed %d".formatted(heads, d, tokens, SEED + 2);
        Tensor y = LayerCheck.sameEverywhere(what, engine -> Attention.causal(engine, q, k, v, heads, 0.5f));
        for (int token = 0; token < tokens; token++) {
            Tensor oneQuery = tokens(q, token, 1);
            Tensor seenKeys = tokens(k, 0, token + 1);
            Tensor seenValues = tokens(v, 0, token + 1);
            LayerCheck.assertClose(
                    what + ", token " + token,
                    4e-6,
                    reference(oneQuery, seenKeys, seenValues, heads, 0.5f),
                    tokens(y, token, 1));
        }
        for (int i = 0; i < heads * d; i++) {
            k.data()[(tokens - 1) * heads * d + i] = 50f;
        }
        try (Engine engine = Engine.create(1)) {
            Tensor changed = Attention.causal(engine, q, k, v, heads, 0.5f);
            assertSameBits("all but the last token of " + what, y.data(), changed.data(), 0, (tokens - 1) * heads * d);
        }
    }

    private static Tensor tokens(Tensor x, int from, int count) {
        int width = x.channels();
        return Tensor.of(1, count, width, Arrays.copyOfRange(x.data(), from * width, (from + count) * width));
    }

    @Test
    void passesOnNaN() {
        float[] values = new float[40 * 8];
        values[13 * 8 + 2] = Float.NaN;
        Tensor x = Tensor.of(1, 40, 8, values);
        Tensor y = LayerCheck.sameEverywhere("NaN", engine -> Attention.forward(engine, x, x, x, 1, 1f));
        for (int token = 0; token < 40; token++) {
            assertThat(y.at(0, token, 2)).as("token %d", token).isNaN();
        }
    }

    /**
     * Scores far apart and rising from block to block: the online softmax must rescale what it has, and not overflow.
     */
    @Test
    void rescalesWhenLaterKeysFitBetter() {
        Random random = new Random(SEED + 1);
        int keys = 400;
        int d = 8;
        Tensor q = TestData.normalTensor(random, 10, 6, d);
        Tensor k = TestData.normalTensor(random, 20, 20, d);
        Tensor v = TestData.normalTensor(random, 20, 20, d);
        for (int key = 0; key < keys; key++) {
            for (int i = 0; i < d; i++) {
                k.data()[key * d + i] *= key / 20f;
            }
        }
        Tensor y = LayerCheck.sameEverywhere("rising scores", engine -> Attention.forward(engine, q, k, v, 1, 1f));
        // Scores up to some hundred: their rounding, ~1e-5, becomes a relative error of the weights.
        LayerCheck.assertClose("rising scores, seed " + SEED, 2e-4, reference(q, k, v, 1, 1f), y);
    }

    @Test
    void refusesWrongShapes() {
        try (Engine engine = Engine.create(1)) {
            Tensor q = Tensor.zeros(2, 3, 8);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Attention.forward(engine, q, q, q, 3, 1f))
                    .withMessage("attention with 3 heads cannot take q 2×3×8, k 2×3×8, v 2×3×8");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Attention.forward(engine, q, q, q, 0, 1f))
                    .withMessageStartingWith("attention with 0 heads");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Attention.forward(engine, q, Tensor.zeros(1, 4, 8), q, 2, 1f))
                    .withMessage("attention with 2 heads cannot take q 2×3×8, k 1×4×8, v 2×3×8");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Attention.forward(engine, q, Tensor.zeros(1, 6, 4), q, 2, 1f))
                    .withMessage("attention with 2 heads cannot take q 2×3×8, k 1×6×4, v 2×3×8");
        }
    }
}
