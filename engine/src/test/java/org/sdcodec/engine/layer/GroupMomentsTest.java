package org.sdcodec.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.TestData;

/** Statistics that are collected in bands of rows are those of the whole. */
@Tag("exactness")
class GroupMomentsTest {
    private static final int CHANNELS = 12;
    private static final long SEED = 9;

    private static GroupNorm norm(Random random) {
        return new GroupNorm(3, TestData.normal(random, CHANNELS), TestData.normal(random, CHANNELS), 1e-6);
    }

    /**
     * Bands shorter and longer than a chunk of 128 pixels, rows shorter and longer, an end within a chunk and at its
     * end.
     */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "7, 5, 2", "40, 16, 3", "64, 32, 4", "9, 300, 1", "9, 300, 9", "16, 128, 5", "33, 129, 7"})
    void bandsGiveTheBitsOfTheWhole(int height, int width, int band) {
        Random random = new Random(SEED);
        GroupNorm norm = norm(random);
        Tensor x = TestData.normalTensor(random, height, width, CHANNELS);
        try (Engine engine = Engine.create(2)) {
            ChannelAffine expected = norm.statistics(engine, x);
            GroupMoments moments = new GroupMoments(engine, norm, x.pixels());
            for (int y = 0; y < height; y += band) {
                moments.add(x, y, Math.min(height, y + band));
            }
            ChannelAffine affine = moments.finish();
            moments.release();
            assertThat(affine.scale()).isEqualTo(expected.scale());
            assertThat(affine.shift()).isEqualTo(expected.shift());
        }
    }

    @Test
    void gapsAndAnEarlyEndAreRefused() {
        Random random = new Random(SEED);
        Tensor x = TestData.normalTensor(random, 6, 50, CHANNELS);
        try (Engine engine = Engine.create(1)) {
            GroupMoments moments = new GroupMoments(engine, norm(random), x.pixels());
            moments.add(x, 0, 2);
            assertThatThrownBy(() -> moments.add(x, 3, 4)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(moments::finish).isInstanceOf(IllegalStateException.class);
        }
    }
}
