package org.sdcodec.cli;

import java.io.InputStream;
import java.io.PrintStream;
import org.sdcodec.cli.image.PendingFiles;

/**
 * What a command talks through.
 *
 * @param in standard input, for the file name {@code -}
 * @param out results only: files named {@code -}, tables, JSON
 * @param err everything that is said to the user
 * @param terminal whether {@code err} is a terminal, where a line can be written over
 * @param pending the output files under way, removed when the program is interrupted
 */
record Streams(InputStream in, PrintStream out, PrintStream err, boolean terminal, PendingFiles pending) {

    /** Set by the launcher, which can find out. */
    private static final String TERMINAL_PROPERTY = "sdcodec.terminal";

    /** The streams of the process; the pending files are removed when it is ended (Ctrl-C, SIGTERM). */
    static Streams ofProcess() {
        PendingFiles pending = new PendingFiles();
        Runtime.getRuntime().addShutdownHook(new Thread(pending::discardAll, "discard-pending"));
        return new Streams(System.in, System.out, System.err, Boolean.getBoolean(TERMINAL_PROPERTY), pending);
    }

    /** One line for the user. */
    void say(String line) {
        err.println(line);
    }
}
