package org.sdcodec.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.sdcodec.cli.file.PendingFiles;

/** Runs commands in this JVM and catches what they say. */
final class Cli {

    /** What a command left behind. */
    record Result(int status, byte[] bytes, String err) {

        String out() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private InputStream input = InputStream.nullInputStream();
    private boolean terminal;

    Cli standardInput(byte[] bytes) {
        return standardInput(new ByteArrayInputStream(bytes));
    }

    Cli standardInput(InputStream in) {
        this.input = in;
        return this;
    }

    Cli onTerminal() {
        this.terminal = true;
        return this;
    }

    Result run(Object... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] words = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            words[i] = args[i].toString();
        }
        Streams streams = new Streams(
                input,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal,
                new PendingFiles());
        int status = Main.run(streams, words);
        return new Result(status, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }
}
