package org.sdcodec.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;

/**
 * What U-Nets and text encoders need beyond an autoencoder, against plain loops in double, and bit by bit on both back
 * ends.
 */
class UNetLayersTest {
    private static final long SEED = 20220917;
    private static final String WHAT = "seed " + SEED;

    private final Random random = new Random(SEED);

    @Test
    void causalAttentionSeesNoLaterToken() {
        int[] tokenCounts = {1, 2, 33, 77, 128, 131, 300};
        for (int tokens : tokenCounts) {
            int heads = 3;
            int d = 5;
            Tensor q = tensor(1, tokens, heads * d);
            Tensor k = tensor(1, tokens, heads * d);
            Tensor v = tensor(1, tokens, heads * d);
            Tensor out = LayerCheck.sameEverywhere(WHAT, engine -> Attention.causal(engine, q, k, v, heads, 0.7f));
            for (int i = 0; i < tokens; i++) {
                for (int c = 0; c < heads * d; c++) {
                    assertThat((double) out.at(0, i, c))
                            .as("%d tokens, token %d, channel %d, seed %d", tokens, i, c, SEED)
                            .isCloseTo(causalReference(q, k, v, i, c, d, 0.7), within(1e-5));
                }
            }
        }
    }

    private static double causalReference(Tensor q, Tensor k, Tensor v, int i, int c, int d, double scale) {
        double sum = 0;
        double weights = 0;
        for (int j = 0; j <= i; j++) {
            double score = 0;
            for (int e = c / d * d; e < (c / d + 1) * d; e++) {
                score += (double) q.at(0, i, e) * k.at(0, j, e);
            }
            double weight = Math.exp(score * scale);
            sum += weight * v.at(0, j, c);
            weights += weight;
        }
        return sum / weights;
    }

    // 150 channels are more than one group of panels.
    @ParameterizedTest
    @ValueSource(ints = {37, 150, 400})
    void gegluGatesTheUpperHalfOfTheWeights(int outC) {
        int inC = 7;
        float[] weight = numbers(2 * outC * inC);
        float[] bias = numbers(2 * outC);
        Tensor x = tensor(9, 11, inC);
        Geglu geglu = new Geglu(inC, outC, weight, bias);
        Tensor y = LayerCheck.sameEverywhere(WHAT, engine -> geglu.forward(engine, x));
        for (int p = 0; p < x.pixels(); p++) {
            for (int c = 0; c < outC; c++) {
                double hidden = bias[c];
                double gate = bias[outC + c];
                for (int i = 0; i < inC; i++) {
                    hidden += (double) weight[c * inC + i] * x.data()[p * inC + i];
                    gate += (double) weight[(outC + c) * inC + i] * x.data()[p * inC + i];
                }
                assertThat((double) y.data()[p * outC + c])
                        .as("pixel %d, channel %d, seed %d", p, c, SEED)
                        .isCloseTo(hidden * gelu(gate), within(1e-5));
            }
        }
    }

    /** x·Φ(x), with Φ integrated by Simpson's rule. */
    private static double gelu(double x) {
        int steps = 2000;
        double h = x / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double t = i * h;
            int factor = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
            sum += factor * Math.exp(-t * t / 2);
        }
        return x * (0.5 + sum * h / 3 / Math.sqrt(2 * Math.PI));
    }

    @Test
    void concatenatesChannels() {
        Tensor a = tensor(3, 5, 4);
        Tensor b = tensor(3, 5, 2);
        Tensor y = LayerCheck.sameEverywhere(WHAT, engine -> Channels.concatenate(engine, a, b));
        assertThat(y.channels()).isEqualTo(6);
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 5; column++) {
                for (int c = 0; c < 6; c++) {
                    assertThat(y.at(row, column, c)).isEqualTo(c < 4 ? a.at(row, column, c) : b.at(row, column, c - 4));
                }
            }
        }
        try (Engine engine = Engine.create(1)) {
            Tensor other = Tensor.zeros(5, 3, 2);
            assertThatThrownBy(() -> Channels.concatenate(engine, a, other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("3×5×4")
                    .hasMessageContaining("5×3×2");
        }
    }

    @Test
    void addsANumberPerChannelToAConvolution() {
        float[] weight = numbers(33 * 6 * 3 * 3);
        float[] bias = numbers(33);
        float[] addend = numbers(33);
        float[] both = new float[33];
        for (int c = 0; c < both.length; c++) {
            both[c] = bias[c] + addend[c];
        }
        Tensor x = tensor(6, 7, 6);
        Tensor expected = LayerCheck.sameEverywhere(WHAT, conv(weight, both).on(x)::run);
        assertThat(LayerCheck.sameEverywhere(WHAT, conv(weight, bias).on(x).plus(addend)::run)
                        .data())
                .containsExactly(expected.data());
        assertThat(LayerCheck.sameEverywhere(WHAT, conv(weight, null).on(x).plus(both)::run)
                        .data())
                .containsExactly(expected.data());
        assertThatThrownBy(() -> conv(weight, null).on(x).plus(new float[32]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an output of 33 channels cannot take an addend of 32");
    }

    private static Conv2d conv(float[] weight, float[] bias) {
        return new Conv2d(6, 33, 3, 3, 1, Padding.of(1), weight, bias);
    }

    @Test
    void upsamplesToOddSizes() {
        int inC = 3;
        Conv2d conv = new Conv2d(inC, 5, 3, 3, 1, Padding.of(1), numbers(5 * inC * 9), null);
        Tensor x = tensor(4, 6, inC);
        for (int height = 7; height <= 8; height++) {
            for (int width = 11; width <= 12; width++) {
                Tensor zoomed = Tensor.zeros(height, width, inC);
                for (int p = 0; p < zoomed.pixels(); p++) {
                    for (int c = 0; c < inC; c++) {
                        zoomed.data()[p * inC + c] = x.at(p / width / 2, p % width / 2, c);
                    }
                }
                Tensor y = LayerCheck.sameEverywhere(WHAT, conv.on(x).upsampledTo(height, width)::run);
                assertThat(y.height()).isEqualTo(height);
                assertThat(y.width()).isEqualTo(width);
                assertThat(y.data())
                        .containsExactly(LayerCheck.sameEverywhere(WHAT, conv.on(zoomed)::run)
                                .data());
            }
        }
        assertThatThrownBy(() -> conv.on(x).upsampledTo(6, 12))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4×6×3")
                .hasMessageContaining("6×12");
        assertThatThrownBy(() -> conv.on(x).upsampledTo(8, 13)).isInstanceOf(IllegalArgumentException.class);
    }

    private Tensor tensor(int height, int width, int channels) {
        return Tensor.of(height, width, channels, numbers(height * width * channels));
    }

    private float[] numbers(int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat() * 2 - 1;
        }
        return numbers;
    }
}
