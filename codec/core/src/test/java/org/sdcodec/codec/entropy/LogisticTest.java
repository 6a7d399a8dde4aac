package org.sdcodec.codec.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogisticTest {
    @Test
    void followsTheLogisticFunction() {
        for (int logit = -Logistic.MAX_LOGIT; logit <= Logistic.MAX_LOGIT; logit++) {
            double exact = 1 / (1 + Math.exp(-logit / 256.0));
            double value = Logistic.squashFine(logit) / (double) (1 << 28);
            assertThat(value).as("logit %d", logit).isCloseTo(exact, within(0.01 * Math.min(exact, 1 - exact)));
        }
    }

    @Test
    void isOddAroundOneHalfStrictlyInsideAndNeverFalls() {
        int last = 0;
        for (int logit = -4000; logit <= 4000; logit++) {
            int value = Logistic.squashFine(logit);
            assertThat(value).as("logit %d", logit).isBetween(Math.max(1, last), (1 << 28) - 1);
            assertThat(value + Logistic.squashFine(-logit)).isEqualTo(1 << 28);
            last = value;
        }
    }

    @Test
    void stretchInvertsSquash() {
        for (int probability = 0; probability < 65536; probability++) {
            int logit = Logistic.stretch(probability);
            assertThat(logit).isBetween(-3071, 3071);
            if (probability > 64 && probability < 65536 - 64) {
                assertThat(Logistic.squash(logit))
                        .as("probability %d", probability)
                        .isCloseTo(probability, within(80));
            }
        }
    }
}
