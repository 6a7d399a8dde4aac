package org.sdcodec.cli;

import java.util.Locale;
import org.sdcodec.ProgressListener;

/** One line on the terminal that is written over as the work goes on, and wiped at the end. Nothing where there is no terminal. */
final class ProgressLine implements ProgressListener, AutoCloseable {

    /** Narrower than any terminal in use, so that the line does not wrap. */
    private static final int WIDTH = 79;

    private final Streams streams;
    private final boolean shown;
    private final String prefix;
    private boolean dirty;

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
        show(stage.title()
                + (total > 1 ? String.format(Locale.ROOT, " %d of %d", Math.min(done + 1, total), total) : " ..."));
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
