package org.sdcodec.codec.cli;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * What a command talks through.
 *
 * @param in standard input, for the file name {@code -}
 * @param out results only: files named {@code -}, tables, JSON
 * @param err everything that is said to the user
 * @param terminal whether {@code err} is a terminal, where a line can be written over
 */
record Streams(InputStream in, PrintStream out, PrintStream err, boolean terminal) {

    /** Set by the launcher, which can find out, and by the script {@code sdcodec}, which is told by its shell. */
    private static final String TERMINAL_PROPERTY = "sdcodec.terminal";

    /** The streams of the process. */
    static Streams ofProcess() {
        return new Streams(System.in, System.out, System.err, Boolean.getBoolean(TERMINAL_PROPERTY));
    }

    /** One line for the user. */
    void say(String line) {
        err.println(line);
    }
}
