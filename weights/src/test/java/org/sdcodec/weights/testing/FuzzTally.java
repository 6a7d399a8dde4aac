package org.sdcodec.weights.testing;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What came of the damaged inputs up to a case; can be kept in a file, so that a stopped run continues where it was.
 */
final class FuzzTally {

    private static final String OUTCOME = "outcome.";

    private final Map<String, Integer> outcomes = new TreeMap<>();
    private int next;
    private long slowestNanos;
    private long mostBytes;

    /** A tally that starts with the given case. */
    FuzzTally(int first) {
        next = first;
    }

    /**
     * The tally in a file.
     *
     * @throws UncheckedIOException if the file cannot be read
     */
    static FuzzTally read(Path file) {
        Properties kept = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            kept.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        FuzzTally tally = new FuzzTally(Integer.parseInt(kept.getProperty("next")));
        tally.slowestNanos = Long.parseLong(kept.getProperty("slowestNanos"));
        tally.mostBytes = Long.parseLong(kept.getProperty("mostBytes"));
        for (String key : kept.stringPropertyNames()) {
            if (key.startsWith(OUTCOME)) {
                tally.outcomes.put(key.substring(OUTCOME.length()), Integer.parseInt(kept.getProperty(key)));
            }
        }
        return tally;
    }

    /**
     * Writes this tally to a file, whole or not at all.
     *
     * @throws UncheckedIOException if it cannot be written
     */
    void write(Path file) {
        Properties kept = new Properties();
        kept.setProperty("next", Integer.toString(next));
        kept.setProperty("slowestNanos", Long.toString(slowestNanos));
        kept.setProperty("mostBytes", Long.toString(mostBytes));
        outcomes.forEach((outcome, count) -> kept.setProperty(OUTCOME + outcome, Integer.toString(count)));
        Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.createDirectories(file.getParent());
            try (Writer out = Files.newBufferedWriter(unfinished)) {
                kept.store(out, null);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The case to run next. */
    int next() {
        return next;
    }

    /** Counts what came of a case. */
    void count(String outcome) {
        outcomes.merge(outcome, 1, Integer::sum);
    }

    /** Ends a case that took some processor time and allocated some bytes. */
    void end(long nanos, long bytes) {
        slowestNanos = Math.max(slowestNanos, nanos);
        mostBytes = Math.max(mostBytes, bytes);
        next++;
    }

    /** How often each outcome occurred. */
    Map<String, Integer> outcomes() {
        return outcomes;
    }

    /** A row of a table in Markdown: name, cases, outcomes, failures, slowest case, most bytes allocated by a case. */
    String row(String name, int failures) {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %s | %d | %.2f s | %,d MiB |%n",
                name,
                outcomes.values().stream().mapToInt(Integer::intValue).sum(),
                outcomes.entrySet().stream()
                        .map(each -> String.format(Locale.ROOT, "%s %,d", each.getKey(), each.getValue()))
                        .collect(Collectors.joining(", ")),
                failures,
                slowestNanos / 1e9,
                mostBytes >> 20);
    }
}
