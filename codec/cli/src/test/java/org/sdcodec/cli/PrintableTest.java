package org.sdcodec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void whatCanBeReadStays() {
        String text = "photo ä 写真 👩‍🚀 'x' \t\u00a0é";
        assertThat(Printable.line(text)).isEqualTo(text);
    }

    @Test
    void whatControlsATerminalIsEscaped() {
        assertThat(Printable.line("a\u001b[31mb\u009b2J\u0007\r\nc\u007f"))
                .isEqualTo("a\\u001b[31mb\\u009b2J\\u0007\\u000d\\u000ac\\u007f");
        assertThat(Printable.line("gnp\u202e.exe\u2066\u2028")).isEqualTo("gnp\\u202e.exe\\u2066\\u2028");
        assertThat(Printable.line("\ud800x")).isEqualTo("\\ud800x");
    }

    @Test
    void linesStayApart() {
        assertThat(Printable.lines("a\u001b\n\tb\r\nc").lines()).containsExactly("a\\u001b", "\tb", "c");
    }
}
