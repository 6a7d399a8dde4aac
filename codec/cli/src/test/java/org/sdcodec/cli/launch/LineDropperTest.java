package org.sdcodec.cli.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineDropperTest {

    private static final String LINE = "WARNING: x";

    @ParameterizedTest
    @CsvSource({
        "'WARNING: x\nhello\n', 'hello\n'",
        "'WARNING: x\r\nhello\n', 'hello\n'",
        "'first\nWARNING: x\nhello', 'first\nhello'",
        "'WARNING: x\nWARNING: x\n', 'WARNING: x\n'",
        "'WARNING: xy\n', 'WARNING: xy\n'",
        "'a WARNING: x\n', 'a WARNING: x\n'",
        "'WARN', 'WARN'",
        "'WARNING: x', 'WARNING: x'",
        "'WARN\nWARNING: x\n', 'WARN\n'",
        "'', ''",
        "'\n\n', '\n\n'",
    })
    void dropsTheLineOnce(String input, String expected) {
        assertThat(filter(new ByteArrayInputStream(bytes(input)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 11})
    void doesNotDependOnHowTheBytesArrive(int piece) {
        InputStream inPieces = new ByteArrayInputStream(bytes("ready\nWARNING: x\nWARNING: y\nend")) {
            @Override
            public synchronized int read(byte[] b, int off, int len) {
                return super.read(b, off, Math.min(len, piece));
            }
        };
        assertThat(filter(inPieces)).isEqualTo("ready\nWARNING: y\nend");
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void passesAnUnfinishedLineOnAtOnce() throws Exception {
        PipedOutputStream source = new PipedOutputStream();
        PipedInputStream sink = new PipedInputStream();
        LineDropper dropper = new LineDropper(new PipedInputStream(source), new PipedOutputStream(sink), LINE);
        dropper.start();
        source.write(bytes("\rencoding 1 of 2"));
        source.flush();
        assertThat(new String(sink.readNBytes(16), StandardCharsets.US_ASCII)).isEqualTo("\rencoding 1 of 2");
        source.close();
        dropper.join();
        assertThat(dropper.dropped()).isFalse();
    }

    private static String filter(InputStream in) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LineDropper dropper = new LineDropper(in, out, LINE);
        dropper.run();
        return out.toString(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
