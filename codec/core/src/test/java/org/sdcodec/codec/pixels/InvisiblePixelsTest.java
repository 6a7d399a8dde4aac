package org.sdcodec.codec.pixels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvisiblePixelsTest {

    private static final long SEED = 7;

    @ParameterizedTest
    @CsvSource({"1,1", "1,9", "9,1", "13,7", "64,33"})
    void whatIsVisibleStaysAndTheRestLiesBetweenVisibleColors(int height, int width) {
        Random random = new Random(SEED);
        int[] before = new int[height * width];
        for (int i = 0; i < before.length; i++) {
            boolean visible = i == 0 || random.nextInt(5) == 0;
            int level = 100 + random.nextInt(50);
            before[i] = visible ? 1 + random.nextInt(255) << 24 | level * 0x010101 : 0x00FF00FF;
        }
        int[] after = before.clone();
        InvisiblePixels.fill(after, height, width);
        for (int i = 0; i < after.length; i++) {
            if (before[i] >>> 24 != 0) {
                assertThat(after[i]).as("seed %d, pixel %d", SEED, i).isEqualTo(before[i]);
            } else {
                assertThat(after[i] >>> 24).as("seed %d, pixel %d", SEED, i).isZero();
                assertThat(after[i] & 255).as("seed %d, pixel %d", SEED, i).isBetween(100, 149);
                assertThat(after[i]).as("gray").isEqualTo((after[i] & 255) * 0x010101);
            }
        }
    }

    @Test
    void aPictureWithoutVisiblePixelsBecomesOneColor() {
        int[] pixels = {0x00112233, 0x00445566, 0x00778899};
        InvisiblePixels.fill(pixels, 1, 3);
        assertThat(pixels).containsOnly(pixels[0]);
    }

    @Test
    void blackThatIsVisibleCounts() {
        int[] pixels = {0xFF000000, 0x00FFFFFF};
        InvisiblePixels.fill(pixels, 1, 2);
        assertThat(pixels).containsExactly(0xFF000000, 0);
    }
}
