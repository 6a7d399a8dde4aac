package org.sdcodec.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.sdcodec.cli.image.ImageFormatException;

/** Converts one file after the other. One that fails does not keep the others from their turn. */
final class Batch {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Converts one file and says in a few words what came out. */
    @FunctionalInterface
    interface Step {
        String convert(FilePlan.Item item, ProgressLine progress) throws IOException;
    }

    private final Streams streams;
    private final VerbosityOptions verbosity;

    Batch(Streams streams, VerbosityOptions verbosity) {
        this.streams = streams;
        this.verbosity = verbosity;
    }

    /** Runs all items and returns the exit status: that of the failures, {@link Main#FAILURE} if they differ. */
    int run(List<FilePlan.Item> items, FileOptions files, Step step) {
        int status = Main.OK;
        for (FilePlan.Item item : items) {
            String name = FileOptions.nameOf(item.input());
            long start = System.nanoTime();
            try (ProgressLine progress = new ProgressLine(streams, name, verbosity.quiet())) {
                files.check(item.output());
                String words = step.convert(item, progress);
                progress.close();
                if (!verbosity.quiet()) {
                    String target = item.writesStandardOutput() ? "standard output" : item.output();
                    double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
                    streams.say(String.format(Locale.ROOT, "%s -> %s: %s, %.2f s", name, target, words, seconds));
                }
            } catch (IOException | CliException | ImageFormatException e) {
                // These name their file already.
                status = worse(status, Main.fail(streams, e, verbosity.verbose()));
            } catch (Exception | OutOfMemoryError e) {
                CliException named = new CliException(name + ": " + Failures.sentence(e), e);
                status = worse(status, Main.fail(streams, named, verbosity.verbose()));
            }
        }
        return status;
    }

    private static int worse(int before, int now) {
        return before == Main.OK || before == now ? now : Main.FAILURE;
    }
}
