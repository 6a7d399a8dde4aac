package org.sdcodec.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TensorTest {
    private static final long SEED = 1;

    @Test
    void readsAndWritesTheOrderOfPyTorch() {
        float[] nchw = TestData.normal(new Random(SEED), 3 * 4 * 5);
        Tensor t = Tensor.fromNchw(3, 4, 5, nchw);
        assertThat(t.at(2, 4, 1)).isEqualTo(nchw[(1 * 4 + 2) * 5 + 4]);
        assertThat(t.data()[(2 * 5 + 4) * 3 + 1]).isEqualTo(nchw[(1 * 4 + 2) * 5 + 4]);
        assertThat(t.toNchw()).as("seed %d", SEED).isEqualTo(nchw);
    }

    @Test
    void knowsItsShape() {
        Tensor t = Tensor.zeros(4, 5, 3);
        assertThat(t.height()).isEqualTo(4);
        assertThat(t.width()).isEqualTo(5);
        assertThat(t.channels()).isEqualTo(3);
        assertThat(t.pixels()).isEqualTo(20);
        assertThat(t.size()).isEqualTo(60);
        assertThat(t).hasToString("4×5×3");
        assertThat(t.data()).hasSize(60).containsOnly(0f);
    }

    @Test
    void wrapsALongerArray() {
        float[] data = TestData.normal(new Random(SEED), 100);
        Tensor t = Tensor.of(2, 3, 4, data);
        assertThat(t.data()).isSameAs(data);
        assertThat(t.copy().data()).hasSize(24).startsWith(data[0]).endsWith(data[23]);
        assertThat(t.toNchw()).hasSize(24);
    }

    @Test
    void sharesItsElementsWithAReshapedTensor() {
        Tensor t = Tensor.of(2, 3, 4, TestData.normal(new Random(SEED), 24));
        Tensor tokens = t.reshaped(1, 6, 4);
        assertThat(tokens.data()).isSameAs(t.data());
        assertThat(tokens.at(0, 5, 3)).isEqualTo(t.at(1, 2, 3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> t.reshaped(5, 5, 1))
                .withMessage("cannot read 2×3×4 as 5×5×1");
    }

    @Test
    void refusesImpossibleShapes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.zeros(0, 5, 3))
                .withMessage("tensor dimensions must be positive, not 0×5×3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.zeros(5, 5, -3))
                .withMessage("tensor dimensions must be positive, not 5×5×-3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.zeros(65536, 65536, 3))
                .withMessageContaining("does not fit into one Java array");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.zeros(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE))
                .withMessageContaining("does not fit into one Java array");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tensor.of(2, 2, 2, new float[7]))
                .withMessage("a tensor of 2×2×2 needs 8 elements, the array has 7");
    }
}
