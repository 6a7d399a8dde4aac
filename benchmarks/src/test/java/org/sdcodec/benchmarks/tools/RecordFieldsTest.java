package org.sdcodec.benchmarks.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.sdcodec.cli.record.RecordFormat;
import org.sdcodec.cli.record.RecordWriter;

/** What {@link RecordWriter} writes as CSV, another reader of RFC 4180 reads. */
class RecordFieldsTest {
    @Test
    void everyTextComesBack() throws IOException {
        List<String> texts =
                Arrays.asList("a", "", "a,b", "\"", "\"a\"", "a\nb", "a\r\nb", " a ", "#a", "'a'", "ä×🙂", null);
        List<String> titles = texts.stream().map(text -> "title of " + text).toList();
        StringBuilder csv = new StringBuilder();
        new RecordWriter(csv, RecordFormat.CSV, titles).write(texts);
        try (CSVParser parser = CSVFormat.RFC4180.parse(new StringReader(csv.toString()))) {
            List<CSVRecord> records = parser.getRecords();
            assertThat(records).hasSize(2);
            assertThat(records.get(0).toList()).isEqualTo(titles);
            assertThat(records.get(1).toList())
                    .isEqualTo(
                            texts.stream().map(text -> text == null ? "" : text).toList());
        }
    }
}
