package org.sdcodec.cli.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareTest {

    /** The values of R's {@code prop.test(x, n, correct = FALSE)}. */
    @ParameterizedTest
    @CsvSource({
        "5, 10, 0.236593, 0.763407",
        "10, 10, 0.722467, 1",
        "0, 10, 0, 0.277533",
        "81, 263, 0.255290, 0.366214",
    })
    void theIntervalIsWilsons(double successes, int count, double low, double high) {
        Share share = Share.of(successes, count);
        assertThat(share.value()).isEqualTo(successes / count);
        assertThat(share.low()).isCloseTo(low, within(2e-5));
        assertThat(share.high()).isCloseTo(high, within(2e-5));
    }

    @Test
    void withoutAnyNothingIsKnown() {
        assertThat(Share.of(0, 0)).isEqualTo(new Share(0.5, 0, 1));
    }
}
