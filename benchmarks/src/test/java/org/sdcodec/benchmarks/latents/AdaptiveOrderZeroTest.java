package org.sdcodec.benchmarks.latents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdaptiveOrderZeroTest {
    /**
     * Half, then three quarters of what is left: 1/2 · 3/4 for two equal symbols of two, 1/2 · 1/4 for two different
     * ones.
     */
    @Test
    void countsAsTheEstimatorSays() {
        assertThat(AdaptiveOrderZero.bytes(new int[] {5, 6}, 1)).isEqualTo(3 / 8.0, within(1e-12));
        assertThat(AdaptiveOrderZero.bytes(new int[] {5, 5, 6}, 1))
                .isEqualTo(-Math.log(1 / 2.0 * 3 / 4 * 1 / 6) / Math.log(2) / 8, within(1e-12));
        assertThat(AdaptiveOrderZero.bytes(new int[] {7, 7, 7}, 1)).isZero();
    }

    @Test
    void channelsAreCountedApart() {
        int[] alternating = {3, -3, 3, -3, 3, -3};
        assertThat(AdaptiveOrderZero.bytes(alternating, 2)).isZero();
        assertThat(AdaptiveOrderZero.bytes(alternating, 1)).isGreaterThan(0.5);
    }
}
