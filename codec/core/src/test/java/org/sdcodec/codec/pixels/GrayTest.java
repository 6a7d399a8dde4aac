package org.sdcodec.codec.pixels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sdcodec.Picture;
import org.sdcodec.engine.Tensor;

class GrayTest {

    @Test
    void aPictureIsGrayIfEveryPixelIs() {
        assertThat(Gray.isGray(Picture.of(2, 1, new int[] {0xff101010, 0x00fefefe})))
                .isTrue();
        assertThat(Gray.isGray(Picture.of(2, 2, new int[] {0xff101010, 0xff101010, 0xff101010, 0xff101011})))
                .isFalse();
        assertThat(Gray.isGray(Picture.of(1, 1, new int[] {0xff111010}))).isFalse();
    }

    @Test
    void theGrayOfAGrayIsItself() {
        Tensor picture = Tensor.of(1, 2, 3, new float[] {0.25f, 0.25f, 0.25f, -1, -1, -1});
        Gray.replace(picture);
        assertThat(picture.data()).containsExactly(0.25f, 0.25f, 0.25f, -1, -1, -1);
    }

    /** Σ a · gray(x) is linear, so that its gradient by x is the sum's change for a change of one value by 1. */
    @Test
    void theGradientIsThatOfTheGray() {
        Random random = new Random(3);
        float[] weights = new float[6];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextFloat();
        }
        Tensor gradient = Tensor.of(1, 2, 3, weights.clone());
        Gray.replaceGradient(gradient);
        for (int i = 0; i < weights.length; i++) {
            Tensor unit = Tensor.zeros(1, 2, 3);
            unit.data()[i] = 1;
            Gray.replace(unit);
            float sum = 0;
            for (int k = 0; k < weights.length; k++) {
                sum += weights[k] * unit.data()[k];
            }
            assertThat(gradient.data()[i]).isCloseTo(sum, within(1e-6f));
        }
    }
}
