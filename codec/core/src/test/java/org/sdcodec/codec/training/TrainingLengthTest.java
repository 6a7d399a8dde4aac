package org.sdcodec.codec.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingLengthTest {

    /** The share of the learning rate in each step, when each takes a second. */
    private static List<Float> paces(TrainingLength length) {
        List<Float> paces = new ArrayList<>();
        while (length.goesOn(paces.size(), paces.size() * 1_000_000_000L)) {
            paces.add(length.pace(paces.size()));
        }
        return paces;
    }

    @Test
    void theNumberOfStepsRepeatsWhatATimeGave() {
        for (int seconds = 1; seconds < 60; seconds++) {
            List<Float> timed = paces(TrainingLength.ofTime(Duration.ofSeconds(seconds)));
            assertThat(timed.size()).as("%d s", seconds).isBetween(Math.max(2, seconds - 1), seconds + 2);
            assertThat(paces(TrainingLength.ofSteps(timed.size()))).isEqualTo(timed);
        }
    }

    @Test
    void theRateFallsOverTheLastTwoFifths() {
        assertThat(paces(TrainingLength.ofSteps(10))).containsExactly(1f, 1f, 1f, 1f, 1f, 1f, 1f, 0.75f, 0.5f, 0.25f);
        assertThat(paces(TrainingLength.ofSteps(1))).containsExactly(1f);
    }

    @Test
    void noneIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> TrainingLength.ofSteps(0));
        assertThatIllegalArgumentException().isThrownBy(() -> TrainingLength.ofTime(Duration.ZERO));
    }
}
