package org.sdcodec.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.sdcodec.cli.file.AtomicFile;
import picocli.CommandLine.Option;

/** The options of every command that writes files, and the writing. */
final class FileOptions {

    /** An input of more bytes than this is no .sdc file of ours. */
    private static final int MAX_BYTES = 1 << 30;

    /** Enough to recognize every format by. */
    private static final int START_BYTES = 64;

    /** What messages call the input {@value FilePlan#STANDARD}. */
    static final String STANDARD_INPUT = "standard input";

    @Option(names = "--overwrite", description = "Replace files that exist already.")
    private boolean overwrite;

    /** Writes what a result consists of. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Those that replace files. */
    static FileOptions overwriting() {
        FileOptions options = new FileOptions();
        options.overwrite = true;
        return options;
    }

    boolean overwrite() {
        return overwrite;
    }

    /** Fails early if {@code output} may not be written, before any work is done for it. */
    void check(String output) throws IOException {
        if (output.equals(FilePlan.STANDARD)) {
            return;
        }
        Path path = FilePlan.path(output);
        if (!overwrite && Files.exists(path)) {
            throw new CliException(
                    "'" + output + "' exists already; choose another name, or allow it with --overwrite");
        }
        AtomicFile.check(path, overwrite);
    }

    /** Writes a file, which appears whole or not at all, or standard output. */
    void write(Streams streams, String output, Content content) throws IOException {
        if (output.equals(FilePlan.STANDARD)) {
            content.writeTo(streams.out());
            streams.requireResults();
            return;
        }
        try (AtomicFile file = streams.pending().create(FilePlan.path(output), overwrite)) {
            content.writeTo(file.stream());
            file.commit();
        }
    }

    /**
     * All bytes of a file or of standard input, which may be pipes and devices without end. Of what cannot be an input
     * only the start is read, at which whoever parses it refuses it.
     *
     * @param isPlausible whether an input can start with these bytes, at most {@value #START_BYTES}
     */
    static byte[] read(Streams streams, String input, Predicate<byte[]> isPlausible) throws IOException {
        byte[] bytes = readStart(streams, input, start -> isPlausible.test(start) ? MAX_BYTES : START_BYTES);
        if (bytes.length == MAX_BYTES) {
            throw new CliException(quoted(input) + " is larger than 1 GiB, which no input of sdcodec is");
        }
        return bytes;
    }

    /**
     * As many bytes of a file or of standard input as it can have.
     *
     * @param limit the number of bytes to read of an input that starts with these, at most {@value #START_BYTES}
     */
    static byte[] readStart(Streams streams, String input, ToIntFunction<byte[]> limit) throws IOException {
        if (input.equals(FilePlan.STANDARD)) {
            return readStart(streams.in(), limit);
        }
        Path path = FilePlan.path(input);
        if (Files.isDirectory(path)) {
            throw new CliException("'" + input + "' is a folder; name the files in it");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return readStart(in, limit);
        }
    }

    /** How messages call an input. */
    static String nameOf(String input) {
        return input.equals(FilePlan.STANDARD) ? STANDARD_INPUT : input;
    }

    /** How messages call an input, with quotes around a file's name. */
    static String quoted(String input) {
        return input.equals(FilePlan.STANDARD) ? STANDARD_INPUT : "'" + input + "'";
    }

    private static byte[] readStart(InputStream in, ToIntFunction<byte[]> limit) throws IOException {
        byte[] start = in.readNBytes(START_BYTES);
        return start.length < START_BYTES
                ? start
                : new SequenceInputStream(new ByteArrayInputStream(start), in).readNBytes(limit.applyAsInt(start));
    }
}
