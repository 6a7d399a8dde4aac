package org.sdcodec.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** Turns what went wrong into the one sentence that the user sees. */
final class Failures {

    private static final long MIB = 1 << 20;

    private Failures() {}

    static String sentence(Throwable e) {
        if (e instanceof OutOfMemoryError) {
            return String.format(
                    Locale.ROOT,
                    "not enough memory: the Java heap is limited to %,d MiB; raise it (java -Xmx8g -jar sdcodec.jar ..., or"
                            + " JAVA_TOOL_OPTIONS=-Xmx8g), or take a smaller picture.",
                    Runtime.getRuntime().maxMemory() / MIB);
        }
        if (e instanceof NoSuchFileException missing) {
            return "there is no file '" + missing.getFile() + "'.";
        }
        if (e instanceof AccessDeniedException denied) {
            return "no permission to use '" + denied.getFile() + "'.";
        }
        if (e instanceof FileAlreadyExistsException exists
                && exists.getReason() == null
                && isPath(exists.getMessage())) {
            return "'" + exists.getFile() + "' exists already.";
        }
        if (e instanceof FileSystemException file && file.getReason() != null) {
            return asSentence("'" + file.getFile() + "': " + file.getReason());
        }
        if (e instanceof CliException || e instanceof IOException || isOurs(e)) {
            return asSentence(e.getMessage() == null ? e.toString() : e.getMessage());
        }
        return "internal error (" + e + "); this is a fault of sdcodec, please report it with the output of"
                + " the same command with " + VerbosityOptions.VERBOSE + ".";
    }

    /** Ends {@code message} with a full stop and puts it on one line. */
    static String asSentence(String message) {
        // The library quotes what it is told is the input's name.
        String line = message.strip()
                .replaceAll("\\s*\\R\\s*", " ")
                .replace("'" + FileOptions.STANDARD_INPUT + "'", FileOptions.STANDARD_INPUT);
        return line.matches("(?s).*[.!?]") ? line : line + ".";
    }

    private static boolean isPath(String message) {
        return message != null && !message.contains(" ");
    }

    // The library's own exceptions carry sentences; those of the JDK do not.
    private static boolean isOurs(Throwable e) {
        return e.getClass().getName().startsWith("org.sdcodec.") && !(e instanceof FileNotFoundException);
    }
}
