package org.sdcodec.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sdcodec.engine.TestData.assertSameBits;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.TestData;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.PackedMatrix;
import org.sdcodec.engine.kernel.Winograd;

/** What {@link Conv2dTest} cannot reach with small shapes. */
class WinogradConvTest {
    private static final long SEED = 31;

    /** A limit of memory decides when weights are transformed, never what comes out. */
    @Test
    void givesTheSameBitsWheneverWeightsAreTransformed() {
        int inC = 70;
        int outC = 100;
        Random random = new Random(SEED);
        float[] bias = TestData.normal(random, outC);
        float[] packed = TestData.normal(random, PackedMatrix.packedSize(9 * inC, outC));
        PackedMatrix weight = PackedMatrix.in(packed, 9 * inC, outC);
        for (Winograd tile : Winograd.values()) {
            Tensor x = TestData.normalTensor(random, tile.stride() * 51, tile.stride() * 53, inC);
            int outH = (tile.zoom() * x.height() - 1) / tile.stride() + 1;
            int outW = (tile.zoom() * x.width() - 1) / tile.stride() + 1;
            Tensor expected = null;
            for (int phases : new int[] {tile.phases(), 1, 0}) {
                long most = 40L * phases * tile.inputPhases() * inC * 4 * Kernels.PANEL;
                WinogradPlan plan = WinogradPlan.of(tile, outH, outW, inC, outC, most);
                assertThat(plan.phasesAtOnce()).isEqualTo(phases);
                Tensor y = Tensor.zeros(outH, outW, outC);
                try (Engine engine = Engine.create(2)) {
                    ConvInput input = new ConvInput(x, 1, x.height(), x.width(), null, null);
                    Output output = new Output(y, bias, null, null);
                    new WinogradConv(engine, plan, input, weight, Padding.of(1), output).run(0, outH);
                }
                expected = expected == null ? y : expected;
                assertSameBits(tile + ", phases at once: " + phases + ", seed " + SEED, expected, y);
            }
        }
    }
}
