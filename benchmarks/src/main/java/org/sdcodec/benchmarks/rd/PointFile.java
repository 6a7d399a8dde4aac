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
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.sdcodec.cli.file.AtomicFile;

/** Measured points as a CSV file (RFC 4180) with a line of titles. */
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
        BPP,
        PSNR,
        MS_SSIM,
        BUTTERAUGLI;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String[] TITLES = titles();

    private PointFile() {}

    private static String[] titles() {
        Column[] columns = Column.values();
        String[] titles = new String[columns.length];
        for (int i = 0; i < columns.length; i++) {
            titles[i] = columns[i].toString();
        }
        return titles;
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
                .setHeader(TITLES)
                .get();
        try (AtomicFile atomic = AtomicFile.create(file, true)) {
            Writer writer = new OutputStreamWriter(atomic.stream(), StandardCharsets.UTF_8);
            CSVPrinter printer = new CSVPrinter(writer, format);
            for (RatePoint p : points) {
                printer.printRecord(
                        p.picture(),
                        p.pixels(),
                        p.width(),
                        p.height(),
                        p.codec(),
                        p.encoder(),
                        QualityScale.text(p.setting()),
                        p.bytes(),
                        number("%.5f", p.bitsPerPixel()),
                        number("%.4f", p.psnr()),
                        number("%.6f", p.msSsim()),
                        number("%.5f", p.butteraugli()));
            }
            printer.flush();
            atomic.commit();
        }
    }

    private static String number(String format, double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        return Double.isInfinite(value) ? "inf" : String.format(Locale.ROOT, format, value);
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
            if (!parser.getHeaderNames().equals(List.of(TITLES))) {
                throw new IllegalArgumentException("its first line is not '" + String.join(",", TITLES) + "'");
            }
            for (CSVRecord record : parser) {
                line = parser.getCurrentLineNumber();
                points.add(point(record));
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

    private static RatePoint point(CSVRecord record) {
        if (!record.isConsistent()) {
            throw new IllegalArgumentException(
                    "there are " + record.size() + " columns where " + TITLES.length + " were expected");
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
                value(record.get(Column.PSNR.toString())),
                value(record.get(Column.MS_SSIM.toString())),
                value(record.get(Column.BUTTERAUGLI.toString())));
    }

    private static double value(String text) {
        return switch (text) {
            case "" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
