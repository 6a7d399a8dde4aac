package org.sdcodec.engine.layer;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.sdcodec.engine.TestData.assertSameBits;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.TestData;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;
import org.sdcodec.engine.layer.LayerCheck.Exact;
import org.sdcodec.engine.layer.LayerCheck.Reference;

@Tag("exactness")
class LinearTest {
    private static final long SEED = 22;
    /** Of the sum of the products' magnitudes. */
    private static final double TOLERANCE = 2e-6;

    private static Reference reference(Tensor x, float[] weight, float[] bias) {
        return (row, column, c) -> {
            double sum = bias == null ? 0 : bias[c];
            double magnitude = Math.abs(sum);
            for (int i = 0; i < x.channels(); i++) {
                double product = (double) x.at(row, column, i) * weight[c * x.channels() + i];
                sum += product;
                magnitude += Math.abs(product);
            }
            return new Exact(sum, magnitude);
        };
    }

    // 150 and 200 tokens are more than one task's rows, 330 outputs more than one task's panels, 1300 inputs more than
    // are used at a time; of 1024 and 2048 inputs a part is copied at a time.
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1",
        "1, 1, 3, 33",
        "1, 97, 16, 31",
        "8, 25, 48, 330",
        "3, 5, 1300, 65",
        "1, 2, 513, 1",
        "1, 150, 300, 70",
        "1, 2, 1024, 33",
        "1, 150, 2048, 40"
    })
    void agreesWithTheDefinition(int height, int width, int inC, int outC) {
        Random random = new Random(SEED);
        Tensor x = TestData.normalTensor(random, height, width, inC);
        float[] weight = TestData.normal(random, outC * inC);
        for (float[] bias : new float[][] {null, TestData.normal(random, outC)}) {
            Linear layer = new Linear(inC, outC, weight, bias);
            String what = "linear layer, %d to %d, of %s, seed %d".formatted(inC, outC, x, SEED);
            Tensor y = LayerCheck.sameEverywhere(what, engine -> layer.forward(engine, x));
            LayerCheck.assertClose(what, TOLERANCE, reference(x, weight, bias), y);

            Tensor residual = TestData.normalTensor(random, height, width, outC);
            Tensor fused = LayerCheck.sameEverywhere(what, engine -> layer.forward(engine, x, residual));
            new ScalarKernels().add(y.size(), residual.data(), 0, y.data(), 0);
            assertSameBits(what + " plus residual", y, fused);
        }
    }

    @Test
    void refusesWrongShapes() {
        try (Engine engine = Engine.create(1)) {
            Linear layer = new Linear(4, 8, new float[32], null);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> layer.forward(engine, Tensor.zeros(1, 6, 3)))
                    .withMessage("a linear layer of 4 inputs cannot take a tensor of 1×6×3");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> layer.forward(engine, Tensor.zeros(1, 6, 4), Tensor.zeros(1, 6, 4)))
                    .withMessage("cannot add a tensor of 1×6×4 to an output of 1×6×8");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Linear(4, 8, new float[31], null))
                .withMessage("a linear layer from 4 to 8 channels needs 32 weights, not 31");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Linear(4, 8, new float[32], new float[4]))
                .withMessage("an output of 8 channels needs 8 biases, not 4");
    }
}
