package org.sdcodec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.sdcodec.cli.image.ImageFormatException;

/**
 * Converts files, one after the other or several at the same time. One that fails does not keep the others from their
 * turn.
 */
final class Batch {

    /**
     * What came out of a file.
     *
     * @param words a few, for people
     * @param fields for other programs
     */
    record Converted(String words, Map<String, ?> fields) {}

    /** Converts one file. */
    @FunctionalInterface
    interface Step {
        Converted convert(FilePlan.Item item, ProgressLine progress) throws IOException;
    }

    private final Streams streams;
    private final VerbosityOptions verbosity;
    private final FileOptions files;

    private FilePlan plan;
    private boolean json;
    private boolean skipExisting;
    private int jobs = 1;
    private Journal journal;

    Batch(Streams streams, VerbosityOptions verbosity, FileOptions files) {
        this.streams = streams;
        this.verbosity = verbosity;
        this.files = files;
    }

    /** Prints a line of JSON for each file. */
    Batch json(boolean printed) {
        this.json = printed;
        return this;
    }

    /**
     * Follows the options for many files.
     *
     * @param folders makes those of a tree of outputs
     */
    Batch with(BatchOptions options, FilePlan folders) {
        this.plan = options.tree() == null ? null : folders;
        this.jobs = options.jobs();
        this.skipExisting = options.skipExisting();
        return this;
    }

    /** Asks a journal which files are done, and writes into it which are. */
    Batch with(Journal done) {
        this.journal = done;
        return this;
    }

    /** Runs all items and returns the exit status: that of the failures, {@link Main#FAILURE} if they differ. */
    int run(List<FilePlan.Item> items, Step step) {
        BatchReport report = new BatchReport(streams, items, verbosity, json);
        if (jobs == 1 || items.size() == 1) {
            items.forEach(item -> run(item, step, report));
        } else {
            ExecutorService threads = Executors.newFixedThreadPool(Math.min(jobs, items.size()));
            items.forEach(item -> threads.execute(() -> run(item, step, report)));
            threads.shutdown();
            await(threads);
        }
        report.end();
        return report.status();
    }

    private static void await(ExecutorService threads) {
        try {
            while (!threads.awaitTermination(1, TimeUnit.HOURS)) {
                continue;
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void run(FilePlan.Item item, Step step, BatchReport report) {
        BatchReport.Turn turn = report.turn(item);
        boolean silent = verbosity.quiet() || jobs > 1;
        try (ProgressLine progress = new ProgressLine(streams, turn.subject(), silent)) {
            if (item.fault() != null) {
                throw new CliException(item.fault());
            }
            if (journal != null && journal.isDone(item)) {
                turn.skipped("is done, says the journal");
                return;
            }
            if (skipExisting && !item.writesStandardOutput() && Files.exists(FilePlan.path(item.output()))) {
                turn.skipped("its output exists already");
                return;
            }
            if (plan != null) {
                plan.makeFolderOf(item);
            }
            files.check(item.output());
            if (journal != null) {
                journal.begin(item);
            }
            Converted converted = step.convert(item, progress);
            if (journal != null) {
                journal.done(item);
            }
            progress.close();
            turn.converted(converted);
        } catch (IOException | CliException | ImageFormatException e) {
            // These name their file already.
            turn.failed(e);
        } catch (Exception | OutOfMemoryError e) {
            turn.failed(new CliException(FileOptions.nameOf(item.input()) + ": " + Failures.sentence(e), e));
        }
    }
}
