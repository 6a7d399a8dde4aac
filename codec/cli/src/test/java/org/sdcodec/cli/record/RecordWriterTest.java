package org.sdcodec.cli.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordWriterTest {
    private static final List<String> TITLES = List.of("name", "count", "rate");

    private final StringBuilder out = new StringBuilder();

    @Test
    void csvHasTitlesAndCommas() throws IOException {
        RecordWriter writer = new RecordWriter(out, RecordFormat.CSV, TITLES);
        writer.write(List.of("a, \"b\"", 3, 1234567.25));
        writer.write(Arrays.asList("c", null, 0.001));
        assertThat(out).hasToString("name,count,rate\n\"a, \"\"b\"\"\",3,1234570\nc,,0.001\n");
    }

    @Test
    void jsonHasAnObjectPerLine() throws IOException {
        RecordWriter writer = new RecordWriter(out, RecordFormat.JSON, TITLES);
        writer.write(List.of("a \"b\"", 3, 1e-9 / 3));
        writer.write(Arrays.asList("c", null, 2.0));
        assertThat(out).hasToString("""
                        {"name":"a \\"b\\"","count":3,"rate":0.000000000333333}
                        {"name":"c","count":null,"rate":2}
                        """);
    }

    @Test
    void refusesRecordsOfAnotherLength() throws IOException {
        RecordWriter writer = new RecordWriter(out, RecordFormat.CSV, TITLES);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.write(List.of("a")))
                .withMessage("1 fields for the titles [name, count, rate]");
    }
}
