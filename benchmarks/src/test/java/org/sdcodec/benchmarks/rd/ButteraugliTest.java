package org.sdcodec.benchmarks.rd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdcodec.cli.peer.CodecException;

class ButteraugliTest {
    @Test
    void findsTheNormAmongTheOtherLines() throws CodecException {
        String printed = "./lib/extras/dec/color_hints.cc:54: No color_space/icc_pathname given, assuming sRGB\n"
                + "2.7441015244\n3-norm: 1.169238\n";

        assertThat(Butteraugli.parse(printed)).isEqualTo(1.169238);
        assertThat(Butteraugli.parse("0.0000000000\r\n3-norm: 0.000000\r\n")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2.7441015244", "3-norm: nan", "3-norm:", "13-norm: 2", "3-norm: 1.2 dB"})
    void refusesEverythingElse(String printed) {
        assertThatThrownBy(() -> Butteraugli.parse(printed))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("printed no line '3-norm: …'");
    }
}
