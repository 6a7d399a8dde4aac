package org.sdcodec.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * Standard output that keeps the reason for which it did not take something; a {@link PrintStream} only keeps that
 * there was one.
 */
final class ResultStream extends PrintStream {

    private final Sink sink;

    private ResultStream(Sink sink, Charset charset) {
        super(new BufferedOutputStream(sink), true, charset);
        this.sink = sink;
    }

    /** Standard output of the process, in the charset of {@link System#out}. */
    static ResultStream ofProcess() {
        // The first from Java 19 on, the second before, where standard output is a terminal.
        String charset = System.getProperty(
                "stdout.encoding",
                System.getProperty(
                        "sun.stdout.encoding", Charset.defaultCharset().name()));
        return of(new FileOutputStream(FileDescriptor.out), Charset.forName(charset));
    }

    static ResultStream of(OutputStream out, Charset charset) {
        return new ResultStream(new Sink(out), charset);
    }

    /** What the system said when it first did not take something; null if that has not happened. */
    String failure() {
        return sink.failure;
    }

    private static final class Sink extends OutputStream {

        private final OutputStream out;
        private volatile String failure;

        Sink(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                if (failure == null) {
                    failure = String.valueOf(e.getMessage());
                }
                throw e;
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
