package org.sdcodec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says what becomes of many files: a line for each, with how far all have come, and a summary at the end. Of a single
 * file only its own line. Thread-safe.
 */
final class BatchReport {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MINUTE = 60;
    private static final double PERCENT = 100;

    private final Streams streams;
    private final VerbosityOptions verbosity;
    private final boolean json;
    private final int count;
    private final long begin = System.nanoTime();
    /** Bytes of all inputs, and of those that have had their turn, without those that were skipped. */
    private long bytes;

    private long bytesBehind;
    private int behind;
    private int converted;
    private int skipped;
    private long bytesBefore;
    private long bytesAfter;
    private int status = Main.OK;
    private final Map<String, Integer> failures = new TreeMap<>();

    BatchReport(Streams streams, List<FilePlan.Item> items, VerbosityOptions verbosity, boolean json) {
        this.streams = streams;
        this.verbosity = verbosity;
        this.json = json;
        this.count = items.size();
        this.bytes = count == 1
                ? 0
                : items.stream().mapToLong(item -> size(item.input())).sum();
    }

    /** The turn of a file, which begins now. */
    Turn turn(FilePlan.Item item) {
        return new Turn(item);
    }

    /** The exit status: that of the failures, {@link Main#FAILURE} if they differ. */
    synchronized int status() {
        return status;
    }

    /** Says the summary. */
    synchronized void end() {
        if (count == 1 || verbosity.quiet()) {
            return;
        }
        int failed = failures.values().stream().mapToInt(Integer::intValue).sum();
        String sizes = converted == 0 || bytesBefore == 0 || bytesAfter == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; %,d bytes became %,d (%.1f %%)",
                        bytesBefore,
                        bytesAfter,
                        PERCENT * bytesAfter / bytesBefore);
        streams.say(String.format(
                Locale.ROOT,
                "%d files: %d converted, %d skipped, %d failed%s, in %s",
                count,
                converted,
                skipped,
                failed,
                sizes,
                time((System.nanoTime() - begin) / NANOS_PER_SECOND)));
        failures.forEach((reason, times) -> streams.say("  " + times + " failed: " + reason));
    }

    /** A time for people, in seconds or minutes. */
    static String time(double seconds) {
        return seconds < 2 * MINUTE
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : String.format(Locale.ROOT, "%.0f min", seconds / MINUTE);
    }

    /** How far all files have come, for the line of one that has just had its turn. */
    private String place() {
        if (count == 1) {
            return "";
        }
        String part =
                bytesBehind == 0 ? "" : String.format(Locale.ROOT, ", %d %%", (long) (PERCENT * bytesBehind / bytes));
        double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
        String left = bytesBehind == 0 || behind == count
                ? ""
                : ", " + time(seconds * (bytes - bytesBehind) / bytesBehind) + " left";
        return "[" + behind + "/" + count + part + left + "] ";
    }

    private static long size(String file) {
        try {
            return file.equals(FilePlan.STANDARD) ? 0 : Files.size(FilePlan.path(file));
        } catch (IOException | CliException e) {
            // Reading it will say what is wrong with it.
            return 0;
        }
    }

    /** What becomes of one file. */
    final class Turn {
        private final FilePlan.Item item;
        private final String name;
        private final long start = System.nanoTime();

        private Turn(FilePlan.Item item) {
            this.item = item;
            this.name = FileOptions.nameOf(item.input());
        }

        /** What a line that shows the progress is about. */
        String subject() {
            synchronized (BatchReport.this) {
                return count == 1 ? name : "[" + (behind + 1) + "/" + count + "] " + name;
            }
        }

        void converted(Batch.Converted result) {
            double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
            long before = size(item.input());
            long after = size(item.output());
            synchronized (BatchReport.this) {
                converted++;
                bytesBefore += before;
                bytesAfter += after;
                next(before);
                if (!verbosity.quiet()) {
                    String target = item.writesStandardOutput() ? "standard output" : item.output();
                    streams.say(String.format(
                            Locale.ROOT, "%s%s -> %s: %s, %.2f s", place(), name, target, result.words(), seconds));
                }
                Map<String, Object> fields = new LinkedHashMap<>(result.fields());
                fields.put("seconds", seconds);
                print("converted", fields);
            }
        }

        void skipped(String reason) {
            long size = size(item.input());
            synchronized (BatchReport.this) {
                skipped++;
                behind++;
                bytes -= size;
                if (!verbosity.quiet()) {
                    streams.say(place() + name + ": skipped; " + reason);
                }
                print("skipped", Map.of("reason", reason));
            }
        }

        void failed(Exception e) {
            long size = size(item.input());
            synchronized (BatchReport.this) {
                next(size);
                int own = Main.fail(streams, e, verbosity.verbose());
                status = status == Main.OK || status == own ? own : Main.FAILURE;
                String sentence = Failures.sentence(e);
                failures.merge(reason(sentence), 1, Integer::sum);
                print("failed", Map.of("reason", sentence));
            }
        }

        private void next(long size) {
            behind++;
            bytesBehind += size;
        }

        /** The sentence without the names of the files, so that equal reasons are counted together. */
        private String reason(String sentence) {
            return sentence.replace("'" + item.input() + "'", "it")
                    .replace("'" + item.output() + "'", "it")
                    .replace(item.input() + ": ", "");
        }

        private void print(String outcome, Map<String, ?> more) {
            if (json) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("file", item.output());
                fields.put("input", item.input());
                fields.put("outcome", outcome);
                fields.putAll(more);
                Json.print(streams, fields);
            }
        }
    }
}
