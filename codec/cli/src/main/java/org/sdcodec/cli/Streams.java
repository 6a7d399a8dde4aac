package org.sdcodec.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.sdcodec.cli.file.PendingFiles;
import org.sdcodec.cli.launch.Handover;

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

    /** The streams of the process; the pending files are removed when it is ended (Ctrl-C, SIGTERM). */
    static Streams ofProcess() {
        PendingFiles pending = new PendingFiles();
        Runtime.getRuntime().addShutdownHook(new Thread(pending::discardAll, "discard-pending"));
        return new Streams(
                System.in, ResultStream.ofProcess(), System.err, Handover.standardErrorIsTerminal(), pending);
    }

    /** One line for the user. */
    void say(String line) {
        err.println(Printable.line(line));
    }

    /** One line of a result, whose parts may be untrusted input. */
    void print(String line) {
        out.println(Printable.line(line));
    }

    /** Where in the program a failure came from. */
    void trace(Throwable e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace, true));
        err.println(Printable.lines(trace.toString()));
    }

    /** @throws ResultsLostException if {@code out} has not taken everything that was written to it */
    void requireResults() throws ResultsLostException {
        if (out.checkError()) {
            throw new ResultsLostException(out instanceof ResultStream results ? results.failure() : null);
        }
    }
}
