package org.sdcodec.codec.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sdcodec.Picture;
import org.sdcodec.codec.testing.SyntheticPictures;
import org.sdcodec.engine.Workers;

class TextureDistanceTest {
    private static final int SIDE = 192;

    /** Grain of two pixels: means of four random values each, 0 to 255 before. */
    private static Picture grain(int width, int height, int seed, int amplitude) {
        return SyntheticPictures.opaque(width, height, (x, y) -> {
            int sum = random(x, y, seed) + random(x + 1, y, seed) + random(x, y + 1, seed) + random(x + 1, y + 1, seed);
            int value = 128 + (sum / 4 - 128) * amplitude / 128;
            return Waves.rgb(value, value, value);
        });
    }

    private static int random(int x, int y, int seed) {
        int n = x * 374761393 + y * 668265263 + seed * 974634777;
        n = (n ^ (n >>> 13)) * 1274126177;
        return (n ^ n >>> 16) & 255;
    }

    @Test
    void otherGrainOfTheSameKindIsNearAndLostGrainIsFar() {
        Picture original = grain(SIDE, SIDE, 1, 128);
        Picture other = grain(SIDE, SIDE, 2, 128);
        Picture flat = SyntheticPictures.opaque(SIDE, SIDE, (x, y) -> 0x808080);
        TextureDistance near = TextureDistance.of(original, other);
        TextureDistance lost = TextureDistance.of(original, flat);
        assertThat(Psnr.of(original, other)).isLessThan(Psnr.of(original, flat));
        assertThat(near.finest()).isLessThan(0.06);
        assertThat(near.mean()).isLessThan(0.15);
        // The mean magnitude of a normal variable, but for the step of 8 bits that is added.
        assertThat(lost.finest()).isCloseTo(Math.sqrt(2 / Math.PI), within(0.08));
        assertThat(lost.mean()).isCloseTo(0.8, within(0.15));
    }

    @Test
    void theMoreBlurTheFarther() {
        for (Picture original : new Picture[] {grain(SIDE, SIDE, 3, 128), SyntheticPictures.scene(256, 192, 5)}) {
            double last = 0;
            for (int radius = 1; radius <= 4; radius++) {
                double distance = TextureDistance.of(original, Waves.blurred(original, radius))
                        .mean();
                assertThat(distance).as("radius %d", radius).isGreaterThan(last + 0.005);
                last = distance;
            }
        }
    }

    @Test
    void blurIsSeenOnTheFinestLevelFirst() {
        Picture original = grain(SIDE, SIDE, 4, 128);
        TextureDistance blurred = TextureDistance.of(original, Waves.blurred(original, 1));
        assertThat(blurred.finest()).isGreaterThan(0.3).isGreaterThan(blurred.half());
        assertThat(blurred.half()).isGreaterThan(blurred.quarter());
    }

    @Test
    void tooStrongGrainIsFarToo() {
        Picture original = grain(SIDE, SIDE, 5, 40);
        assertThat(TextureDistance.of(original, grain(SIDE, SIDE, 6, 120)).finest())
                .isGreaterThan(1);
    }

    @Test
    void grainCountsWhereTheOriginalHasIt() {
        Picture left = SyntheticPictures.opaque(256, 128, (x, y) -> x < 128 ? grain(x, y) : 0x808080);
        Picture right = SyntheticPictures.opaque(256, 128, (x, y) -> x >= 128 ? grain(x, y) : 0x808080);
        assertThat(TextureDistance.of(left, right).finest()).isGreaterThan(1);
    }

    private static int grain(int x, int y) {
        int value = 64 + random(x, y, 7) / 2;
        return Waves.rgb(value, value, value);
    }

    @Test
    @Tag("exactness")
    void hasTheSameBitsEverywhere() {
        Picture original = SyntheticPictures.scene(200, 150, 1);
        Picture blurred = Waves.blurred(original, 1);
        for (int threads = 1; threads <= 4; threads++) {
            try (Workers workers = new Workers(threads)) {
                assertThat(TextureDistance.of(original, blurred, workers))
                        .isEqualTo(
                                new TextureDistance(0x1.42bfe1f37e6d8p-2, 0x1.84eab9a6719b5p-4, 0x1.f9dc0e42a8b3cp-6));
            }
        }
        assertThat(TextureDistance.of(original, original)).isEqualTo(new TextureDistance(0, 0, 0));
    }

    @Test
    void smallPicturesHaveFewerLevels() {
        TextureDistance two = TextureDistance.of(grain(63, 200, 1, 128), grain(63, 200, 2, 128));
        assertThat(two.half()).isPositive();
        assertThat(two.quarter()).isNaN();
        assertThat(two.mean()).isEqualTo((two.finest() + two.half()) / 2);
        TextureDistance one = TextureDistance.of(grain(32, 32, 1, 128), grain(32, 32, 2, 128));
        assertThat(one.mean()).isEqualTo(one.finest());
        assertThat(one.half()).isNaN();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TextureDistance.of(Waves.of(31, 64), Waves.of(31, 64)))
                .withMessageContaining("31x64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TextureDistance.of(Waves.of(32, 64), Waves.of(64, 32)))
                .withMessageContaining("64x32");
    }

    /** A level is 0 where nothing varies faster than halving can keep: on a plane, but for the repeated edges. */
    @Test
    void thePyramidIsBandPass() {
        Picture slope = SyntheticPictures.opaque(64, 48, (x, y) -> Waves.rgb(2 * x + y, 2 * x + y, 2 * x + y));
        LaplacianPyramid.Level[] levels = LaplacianPyramid.of(Plane.luma(slope), 2);
        assertThat(levels[1].width()).isEqualTo(32);
        assertThat(levels[1].height()).isEqualTo(24);
        for (int y = 12; y < 36; y++) {
            for (int x = 12; x < 52; x++) {
                assertThat(levels[0].data()[y * 64 + x]).isCloseTo(0, within(1e-4f));
            }
        }
        Picture checks = SyntheticPictures.opaque(64, 64, (x, y) -> (x + y) % 2 * 0xffffff);
        LaplacianPyramid.Level finest = LaplacianPyramid.of(Plane.luma(checks), 1)[0];
        assertThat(Math.abs(finest.data()[20 * 64 + 20])).isCloseTo(127.5f, within(1e-3f));
    }
}
