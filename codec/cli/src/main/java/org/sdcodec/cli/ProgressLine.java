package org.sdcodec.cli;

import java.util.Locale;
import org.sdcodec.ProgressListener;

/**
 * One line on the terminal that is written over as the work goes on, and wiped at the end. Nothing where there is no
 * terminal.
 */
final class ProgressLine implements ProgressListener, AutoCloseable {

    /** Narrower than any terminal in use, so that the line does not wrap. */
    private static final int WIDTH = 79;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int PERCENT = 100;
    /** Before that, what remains would be a guess. */
    private static final double SECONDS_TO_JUDGE = 2;

    private final Streams streams;
    private final boolean shown;
    private final String prefix;
    private boolean dirty;
    private Stage stage;
    /** When the stage began, by {@link System#nanoTime}. */
    private long begin;

    /**
     * @param subject what is being worked on
     * @param quiet whether to say nothing
     */
    ProgressLine(Streams streams, String subject, boolean quiet) {
        this.streams = streams;
        this.shown = streams.terminal() && !quiet;
        this.prefix = subject + ": ";
    }

    @Override
    public void onProgress(Stage stage, int done, int total) {
        long now = System.nanoTime();
        if (stage != this.stage || done == 0) {
            this.stage = stage;
            begin = now;
        }
        show(stage.title() + words(done, total, (now - begin) / NANOS_PER_SECOND));
    }

    /** How far a stage has come, and how long it will take from here, once that can be said. */
    static String words(int done, int total, double seconds) {
        if (total == 1) {
            return " ...";
        }
        String part = total >= PERCENT
                ? String.format(Locale.ROOT, " %d %%", (long) PERCENT * done / total)
                : String.format(Locale.ROOT, " %d of %d", Math.min(done + 1, total), total);
        return seconds < SECONDS_TO_JUDGE || done == 0 || done == total
                ? part
                : String.format(Locale.ROOT, "%s, %.0f s left", part, Math.ceil(seconds * (total - done) / done));
    }

    /** Shows a few words behind the subject. */
    synchronized void show(String words) {
        if (shown) {
            String line = Printable.line(prefix + words);
            // The end of a long name tells more than its beginning.
            String cut = line.length() <= WIDTH ? line : "..." + line.substring(line.length() - WIDTH + 3);
            streams.err().print("\r" + " ".repeat(WIDTH) + "\r" + cut);
            streams.err().flush();
            dirty = true;
        }
    }

    /** Wipes the line. */
    @Override
    public synchronized void close() {
        if (dirty) {
            streams.err().print("\r" + " ".repeat(WIDTH) + "\r");
            streams.err().flush();
            dirty = false;
        }
    }
}
