package org.sdcodec.cli.record;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes records of measurements, all with the same fields, as CSV or as JSON; each record is there as soon as it is
 * written.
 */
public final class RecordWriter {
    /** Digits of a number that was measured. */
    private static final MathContext DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

    /** Where a field of CSV contains one of these, it is quoted. */
    private static final String QUOTED = ",\"\r\n";

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private final Appendable out;
    private final RecordFormat format;
    private final List<String> titles;

    /**
     * Writes the titles, if the format has a line of them.
     *
     * @param titles of the fields, in their order
     * @throws IOException if {@code out} does not take them
     */
    public RecordWriter(Appendable out, RecordFormat format, List<String> titles) throws IOException {
        this.out = out;
        this.format = format;
        this.titles = List.copyOf(titles);
        if (format == RecordFormat.CSV) {
            printCsv(this.titles);
        }
    }

    /**
     * Writes a record.
     *
     * @param fields strings, finite numbers, or null where nothing was measured: an empty field of CSV, null of JSON
     * @throws IllegalArgumentException if there are not as many as titles
     * @throws IOException if the output does not take them
     */
    public void write(List<?> fields) throws IOException {
        if (fields.size() != titles.size()) {
            throw new IllegalArgumentException(fields.size() + " fields for the titles " + titles);
        }
        if (format == RecordFormat.CSV) {
            printCsv(fields);
        } else {
            printJson(fields);
        }
    }

    private void printCsv(List<?> fields) throws IOException {
        String separator = "";
        for (Object field : fields) {
            out.append(separator).append(csv(field));
            separator = ",";
        }
        out.append('\n');
    }

    private static String csv(Object field) {
        if (field == null) {
            return "";
        }
        String text = field instanceof Double number ? rounded(number).toPlainString() : field.toString();
        boolean plain = text.chars().noneMatch(c -> QUOTED.indexOf(c) >= 0);
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private void printJson(List<?> fields) throws IOException {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
            json.writeStartObject();
            for (int i = 0; i < fields.size(); i++) {
                json.writeName(titles.get(i));
                Object field = fields.get(i);
                if (field == null) {
                    json.writeNull();
                } else if (field instanceof Double number) {
                    json.writeNumber(rounded(number));
                } else if (field instanceof Number number) {
                    json.writeNumber(number.longValue());
                } else {
                    json.writeString(field.toString());
                }
            }
            json.writeEndObject();
        }
        out.append(line.toString()).append('\n');
    }

    private static BigDecimal rounded(double value) {
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    }
}
