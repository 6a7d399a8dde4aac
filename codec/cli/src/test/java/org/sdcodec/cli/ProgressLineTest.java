package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressLineTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0;   1; 9;   ...",
                "0;   7; 0;   1 of 7",
                "6;   7; 1.9; 7 of 7",
                "3;   6; 4;   4 of 6, 4 s left",
                "0;   100; 5; 0 %",
                "25;  100; 3; 25 %, 9 s left",
                "100; 100; 9; 100 %"
            })
    void saysHowFarAStageHasComeAndWhatRemains(int done, int total, double seconds, String words) {
        assertThat(ProgressLine.words(done, total, seconds)).isEqualTo(" " + words);
    }
}
