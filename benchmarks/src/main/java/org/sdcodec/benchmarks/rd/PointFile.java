package org.sdcodec.benchmarks.rd;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.sdcodec.cli.file.AtomicFile;
import org.sdcodec.cli.peer.QualityScale;

/**
 * Measured points as a CSV file (RFC 4180) with a line of titles: what was coded and how, then a column per metric.
 * Metrics that a file of an earlier version lacks count as not measured.
 */
final class PointFile {
    private enum Column {
        PICTURE,
        PIXELS,
        WIDTH,
        HEIGHT,
        CODEC,
        ENCODER,
        SETTING,
        BYTES,
        BPP;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final List<String> TITLES = titles(Column.values(), Column::toString);
    private static final List<String> METRICS = titles(Metric.values(), Metric::column);

    private PointFile() {}

    private static <T> List<String> titles(T[] columns, Function<T, String> title) {
        return Arrays.stream(columns).map(title).toList();
    }

    /**
     * Writes points; the file appears whole or not at all, and replaces one that is there.
     *
     * @throws IOException if it cannot be written
     */
    static void write(Path file, List<RatePoint> points) throws IOException {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setRecordSeparator('\n')
                .setHeader(Stream.concat(TITLES.stream(), METRICS.stream()).toArray(String[]::new))
                .get();
        try (AtomicFile atomic = AtomicFile.create(file, true)) {
            Writer writer = new OutputStreamWriter(atomic.stream(), StandardCharsets.UTF_8);
            CSVPrinter printer = new CSVPrinter(writer, format);
            for (RatePoint p : points) {
                List<Object> record = new ArrayList<>(List.of(
                        p.picture(),
                        p.pixels(),
                        p.width(),
                        p.height(),
                        p.codec(),
                        p.encoder(),
                        QualityScale.text(p.setting()),
                        p.bytes(),
                        String.format(Locale.ROOT, "%.5f", p.bitsPerPixel())));
                for (Metric metric : Metric.values()) {
                    record.add(text(metric, p.value(metric)));
                }
                printer.printRecord(record);
            }
            printer.flush();
            atomic.commit();
        }
    }

    private static String text(Metric metric, double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        return Double.isInfinite(value) ? "inf" : metric.stored(value);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if the file cannot be read or is none of these, with a sentence that names it
     */
    static List<RatePoint> read(Path file) throws IOException {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        List<RatePoint> points = new ArrayList<>();
        long line = 1;
        try (Reader reader = Files.newBufferedReader(file);
                CSVParser parser = CSVParser.parse(reader, format)) {
            List<String> titles = parser.getHeaderNames();
            int fixed = TITLES.size();
            if (titles.size() < fixed
                    || !titles.subList(0, fixed).equals(TITLES)
                    || !METRICS.containsAll(titles.subList(fixed, titles.size()))) {
                throw new IllegalArgumentException(
                        "its first line is not '" + String.join(",", TITLES) + "' and some of " + METRICS);
            }
            for (CSVRecord record : parser) {
                line = parser.getCurrentLineNumber();
                points.add(point(record, titles));
            }
        } catch (NoSuchFileException e) {
            throw new IOException("cannot read '" + file + "': there is no such file", e);
        } catch (IOException | UncheckedIOException | IllegalArgumentException | IllegalStateException e) {
            throw new IOException(
                    "cannot read '" + file + "' as a CSV file that rd wrote, near line " + line + ": " + e.getMessage(),
                    e);
        }
        return points;
    }

    private static RatePoint point(CSVRecord record, List<String> titles) {
        if (!record.isConsistent()) {
            throw new IllegalArgumentException(
                    "there are " + record.size() + " columns where " + titles.size() + " were expected");
        }
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            String text = titles.contains(metric.column()) ? record.get(metric.column()) : "";
            if (!text.isEmpty()) {
                values.put(metric, text.equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text));
            }
        }
        return new RatePoint(
                record.get(Column.PICTURE.toString()),
                record.get(Column.PIXELS.toString()),
                Integer.parseInt(record.get(Column.WIDTH.toString())),
                Integer.parseInt(record.get(Column.HEIGHT.toString())),
                record.get(Column.CODEC.toString()),
                record.get(Column.ENCODER.toString()),
                Double.parseDouble(record.get(Column.SETTING.toString())),
                Long.parseLong(record.get(Column.BYTES.toString())),
                values);
    }
}
