package org.sdcodec.benchmarks.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One line of the file of results.
 *
 * @param wall median in milliseconds
 * @param cpu mean of the processor time in milliseconds
 * @param ratio of the median to that of the first contestant of the same run
 * @param peak resident memory in MiB, 0 if unknown
 * @param error relative L2 against the first contestant
 */
record PeerRow(
        String task,
        int size,
        int threads,
        String engine,
        String version,
        int passes,
        double wall,
        double fastest,
        double cpu,
        double ratio,
        double peak,
        double error) {
    private static final String HEADER =
            "task;size;threads;engine;version;passes;wall ms;fastest ms;cpu ms;ratio;peak MiB;error";
    private static final int COLUMNS = HEADER.split(";").length;

    static PeerRow of(Contestant contestant, Contestant.Times times, double ratio, double peak, double error) {
        Contestant.Setting setting = contestant.setting();
        return new PeerRow(
                setting.task().title(),
                setting.size(),
                setting.threads(),
                setting.engine(),
                contestant.version(),
                times.passes(),
                times.wall(),
                times.fastest(),
                times.cpu(),
                ratio,
                peak,
                error);
    }

    /** Adds a line, and before the first one the header. */
    static void append(Path file, PeerRow row) throws IOException {
        String line = String.format(
                Locale.ROOT,
                "%s;%d;%d;%s;%s;%d;%.2f;%.2f;%.2f;%.3f;%.0f;%.2e%n",
                row.task,
                row.size,
                row.threads,
                row.engine,
                row.version,
                row.passes,
                row.wall,
                row.fastest,
                row.cpu,
                row.ratio,
                row.peak,
                row.error);
        String text = Files.exists(file) ? line : HEADER + System.lineSeparator() + line;
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** All lines below the header. */
    static List<PeerRow> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": there is no such file; 'peers --csv' writes one");
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new IOException(file + ": does not begin with the line '" + HEADER + "'");
        }
        List<PeerRow> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            rows.add(parse(file, line));
        }
        return rows;
    }

    private static PeerRow parse(Path file, String line) throws IOException {
        String[] cells = line.split(";");
        if (cells.length != COLUMNS) {
            throw new IOException(
                    file + ": a line has " + cells.length + " columns, but " + COLUMNS + " were expected: " + line);
        }
        try {
            return new PeerRow(
                    cells[0],
                    Integer.parseInt(cells[1]),
                    Integer.parseInt(cells[2]),
                    cells[3],
                    cells[4],
                    Integer.parseInt(cells[5]),
                    Double.parseDouble(cells[6]),
                    Double.parseDouble(cells[7]),
                    Double.parseDouble(cells[8]),
                    Double.parseDouble(cells[9]),
                    Double.parseDouble(cells[10]),
                    Double.parseDouble(cells[11]));
        } catch (NumberFormatException e) {
            throw new IOException(file + ": a line has a word where a number was expected: " + line, e);
        }
    }
}
