package org.sdcodec.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.TestData;

class MemoryPlanTest {
    private static final Shape SMALL = new Shape(2, 5, 1);
    private static final Shape LARGE = new Shape(4, 5, 5);

    private final MemoryPlan plan = new MemoryPlan();

    @Test
    void countsWhatIsHeldAtOnce() {
        plan.take(SMALL);
        plan.take(LARGE);
        plan.give(SMALL);
        plan.take(SMALL);
        plan.give(LARGE);
        plan.take(SMALL);
        plan.take(SMALL);
        assertThat(plan.peak()).isEqualTo(110);
        assertThat(plan.peakBytes()).isEqualTo(440);
        assertThat(plan.reservation()).containsExactlyInAnyOrder(10, 100);
        // Three small ones, which a large one does not serve, and a large one.
        assertThat(plan.unreservedBytes()).isEqualTo(4 * 130);
    }

    @Test
    void workCountsOnTopOfTensorsButIsNotReserved() {
        plan.take(LARGE);
        plan.give(LARGE);
        plan.take(SMALL);
        plan.work(200);
        assertThat(plan.peak()).isEqualTo(210);
        assertThat(plan.reservation()).containsExactly(100);
        assertThat(plan.unreservedBytes()).isEqualTo(4 * 310);
    }

    @Test
    void whatWasNotTakenCannotBeGivenBack() {
        plan.take(SMALL);
        assertThatThrownBy(() -> plan.give(LARGE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void hugeSizesSaturate() {
        Shape huge = new Shape(Integer.MAX_VALUE, Integer.MAX_VALUE, 1 << 20);
        for (int i = 0; i < 60; i++) {
            plan.take(huge);
        }
        assertThat(plan.peakBytes()).isEqualTo(1L << 61);
        assertThat(plan.unreservedBytes()).isEqualTo(1L << 61);
    }

    /** The plan is that of the run: what it holds at once is made, give or take what convolutions take in addition. */
    @ParameterizedTest
    @CsvSource({"24, 24, false", "24, 24, true", "64, 32, false", "64, 32, true", "32, 64, false", "32, 64, true"})
    void aBlockTakesWhatItsPlanSays(int inC, int outC, boolean handOver) {
        ResnetBlock block = new ResnetBlock(Layers.loaded(new TestParameters()), inC, outC, 8, 1e-6, 0);
        Tensor x = TestData.normalTensor(new Random(1), 96, 80, inC);
        try (Engine engine = Engine.create(1)) {
            Tensor input = engine.tensor(96, 80, inC);
            System.arraycopy(x.data(), 0, input.data(), 0, x.size());
            MemoryPlan planned = new MemoryPlan();
            planned.take(new Shape(96, 80, inC));
            Shape y = block.plan(planned, new Shape(96, 80, inC), handOver);
            Tensor result = block.forward(engine, input, null, handOver);
            assertThat(result).hasToString(y.height() + "×" + y.width() + "×" + y.channels());
            assertThat((double) engine.memory().allocatedBytes() / planned.peakBytes())
                    .isBetween(0.95, 1.25);
        }
    }

    @Test
    void extentsFollowConvolutionsAndPatches() {
        Layers layers = Layers.loaded(Parameters.SHAPES_ONLY);
        ConvLayer conv = layers.conv("conv", 1, 1, 5);
        assertThat(conv.input(new Extent(0, 7))).isEqualTo(new Extent(-2, 9));
        assertThat(new Extent(-2, 9).dividedBy(8)).isEqualTo(new Extent(-1, 1));
        assertThat(new Extent(-1, 1).times(8)).isEqualTo(new Extent(-8, 15));
        assertThatThrownBy(() -> new Extent(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
