package org.sdcodec.engine.layer;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.TestData;
import org.sdcodec.engine.layer.LayerCheck.Exact;

@Tag("exactness")
class ActivationTest {
    private static final long SEED = 25;

    private static DoubleUnaryOperator exact(Activation activation) {
        return switch (activation) {
            case RELU -> x -> Math.max(x, 0);
            case SILU -> x -> x / (1 + Math.exp(-x));
            case GELU -> x -> x * normalDistribution(x);
            case QUICK_GELU -> x -> x / (1 + Math.exp(-1.702 * x));
            case TANH -> Math::tanh;
        };
    }

    /** Abramowitz and Stegun 26.2.10: 1/2 + φ(x)·Σ x^(2n+1)/(1·3·…·(2n+1)), exact enough for |x| ≤ 6. */
    private static double normalDistribution(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; n < 200; n++) {
            term *= x * x / (2 * n + 1);
            sum += term;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /** On less and on more elements than a task has. */
    @ParameterizedTest
    @EnumSource
    void agreesWithTheDefinition(Activation activation) {
        Random random = new Random(SEED);
        for (int width : new int[] {1, 19, 20_001}) {
            Tensor x = TestData.normalTensor(random, 1, width, 5);
            Tensor y = LayerCheck.sameEverywhere(activation + " of " + x, engine -> {
                Tensor copy = x.copy();
                Tensor result = activation.applyInPlace(engine, copy);
                Assertions.assertThat(result).isSameAs(copy);
                return result;
            });
            DoubleUnaryOperator exact = exact(activation);
            LayerCheck.assertClose(
                    activation + ", seed " + SEED,
                    4e-7,
                    (row, column, c) -> new Exact(
                            exact.applyAsDouble(x.at(row, column, c)), Math.max(1, Math.abs(x.at(row, column, c)))),
                    y);
        }
    }
}
