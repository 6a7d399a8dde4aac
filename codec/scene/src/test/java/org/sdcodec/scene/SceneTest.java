package org.sdcodec.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class SceneTest {
    private static final int SIDE = 128;

    @Test
    void hasTheSamePixelsEverywhere() {
        CRC32 crc = new CRC32();
        for (int p : Scene.render(96, 64, 1)) {
            crc.update(p >> 16);
            crc.update(p >> 8);
            crc.update(p);
        }
        assertThat(crc.getValue()).isEqualTo(474561828L);
        assertThat(Scene.render(40, 40, 1)).isNotEqualTo(Scene.render(40, 40, 2));
    }

    @Test
    void hasManyColorsAndBothSmoothAndRoughParts() {
        int[] scene = Scene.render(SIDE, SIDE, 1);
        assertThat(Arrays.stream(scene).distinct().count()).isGreaterThan(5000);
        assertThat(roughness(scene, 60, 22)).as("sky").isLessThan(6);
        assertThat(roughness(scene, 58, 52)).as("trees").isGreaterThan(10);
    }

    /** The mean difference between neighbors in the 20x20 window with that corner. */
    private static double roughness(int[] pixels, int x0, int y0) {
        double sum = 0;
        for (int y = y0; y < y0 + 20; y++) {
            for (int x = x0; x < x0 + 20; x++) {
                int at = y * SIDE + x;
                sum += Math.abs((pixels[at] >> 8 & 255) - (pixels[at + 1] >> 8 & 255));
            }
        }
        return sum / 400;
    }

    @Test
    void hasAnySizeOfAtLeastOnePixel() {
        for (int[] size : new int[][] {{1, 1}, {1, 30}, {97, 3}}) {
            assertThat(Scene.render(size[0], size[1], 7)).hasSize(size[0] * size[1]);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scene.render(0, 5, 1))
                .withMessageContaining("0x5");
    }
}
