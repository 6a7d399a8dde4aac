package org.sdcodec.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.TestData;
import org.sdcodec.engine.layer.Linear;
import org.sdcodec.engine.layer.Padding;

class LayersTest {
    private static final String WEIGHT = "block.linear.weight";

    private final TestParameters weights = new TestParameters();

    private static LazyLayer<Linear> linear(Layers layers) {
        return layers.at("block").linear("linear", 4, 32, true);
    }

    @Test
    void loadedLayersReadOnceAndAtOnce() {
        LazyLayer<Linear> layer = linear(Layers.loaded(weights));
        assertThat(weights.reads).containsEntry(WEIGHT, 1).containsEntry("block.linear.bias", 1);
        assertThat(layer.get()).isSameAs(layer.get());
        assertThat(weights.reads).containsEntry(WEIGHT, 1);
    }

    @Test
    void lazyLayersReadWhenTheyAreNeededAndOnceIfKept() {
        LazyLayer<Linear> layer = linear(Layers.lazy(weights, WeightResidency.KEEP));
        assertThat(weights.reads).containsEntry(WEIGHT, 0);
        assertThat(layer.get()).isSameAs(layer.get());
        assertThat(weights.reads).containsEntry(WEIGHT, 1);
    }

    @Test
    void droppedLayersReadAtEachUse() {
        LazyLayer<Linear> layer = linear(Layers.lazy(weights, WeightResidency.DROP));
        assertThat(layer.get()).isNotSameAs(layer.get());
        assertThat(weights.reads).containsEntry(WEIGHT, 2);
    }

    @Test
    void aRunEndsBetweenReadingAndPacking() {
        LazyLayer<Linear> layer = linear(Layers.lazy(weights, WeightResidency.KEEP));
        try (Engine engine = Engine.create(1)) {
            Engine ended = engine.checking(() -> {
                throw new IllegalStateException("ended");
            });
            assertThatThrownBy(() -> layer.get(ended)).hasMessage("ended");
            assertThat(weights.reads).containsEntry(WEIGHT, 1).containsEntry("block.linear.bias", 0);
            assertThat(layer.get(engine)).isSameAs(layer.get());
            assertThat(weights.reads).containsEntry(WEIGHT, 2).containsEntry("block.linear.bias", 1);
        }
    }

    @Test
    void shapesAreCheckedBeforeAnythingIsRead() {
        weights.refuse(WEIGHT);
        assertThatThrownBy(() -> linear(Layers.lazy(weights, WeightResidency.DROP)))
                .hasMessage("block.linear.weight has another shape than [32, 4]");
    }

    @Test
    void estimatesWhatIsKeptAndTheLargestOfTheRest() {
        Layers layers = Layers.lazy(weights, new WeightResidency(1000));
        // 4 rows of a panel of 32 columns.
        linear(layers);
        assertThat(layers.estimate(7)).isEqualTo(new MemoryEstimate(4 * 32 * 4, 0, 7));
        layers.conv("conv", 8, 5, 3);
        // Packed, and as stored while it is read.
        assertThat(layers.estimate(7)).isEqualTo(new MemoryEstimate(4 * 32 * 4, 4 * 9 * 8 * (32 + 5), 7));
        assertThatThrownBy(() -> Layers.loaded(weights).estimate(7)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void roomForWeightsIsWhatARunLeavesOfTheHeap() {
        MemoryEstimate dropping = new MemoryEstimate(0, 200, 300);
        assertThat(WeightResidency.fitting(8000, dropping)).isEqualTo(new WeightResidency(6000 - 500));
        assertThat(WeightResidency.fitting(100, dropping)).isEqualTo(WeightResidency.DROP);
        assertThatThrownBy(() -> new WeightResidency(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void convolutionsKnowTheirShapesWithoutWeights() {
        Layers layers = Layers.lazy(Parameters.SHAPES_ONLY, WeightResidency.DROP);
        ConvLayer[] convs = {
            layers.conv("same", 3, 5, 7),
            layers.conv("halving", 3, 5, 3, 2, Padding.of(1), true),
            layers.conv("below", 3, 5, 3, 2, Padding.bottomRight(1), false)
        };
        try (Engine engine = Engine.create(1)) {
            for (int side = 6; side < 10; side++) {
                for (ConvLayer conv : convs) {
                    Tensor y = conv.forward(engine, TestData.normalTensor(new Random(1), side, side + 1, 3));
                    Shape expected = conv.output(new Shape(side, side + 1, 3));
                    assertThat(new Shape(y.height(), y.width(), y.channels())).isEqualTo(expected);
                }
            }
        }
        assertThatThrownBy(() -> layers.conv("uneven", 3, 5, 3, 1, new Padding(1, 0, 1, 0), true))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
