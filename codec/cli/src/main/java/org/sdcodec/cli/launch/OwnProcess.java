package org.sdcodec.cli.launch;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Optional;

/**
 * What {@code java.lang.ProcessHandle} tells of this JVM's process. By reflection: it is younger than the class files
 * of this package.
 */
final class OwnProcess {

    private static final String HANDLE = "java.lang.ProcessHandle";

    /** Linux: a command line of more than a page (4,096 bytes) is here only, not in {@code ProcessHandle}. */
    private static final Path COMMAND_LINE = Paths.get("/proc/self/cmdline");

    private OwnProcess() {}

    /** The process id. */
    static String id() {
        return call(HANDLE, current(), "pid").toString();
    }

    /**
     * The words of the command line after {@code java}, as they were before any file of options was read; where the
     * system tells.
     */
    static Optional<String[]> arguments() {
        Object info = call(HANDLE, current(), "info");
        Optional<?> arguments = (Optional<?>) call(HANDLE + "$Info", info, "arguments");
        return arguments.isPresent() ? Optional.of((String[]) arguments.get()) : longArguments(COMMAND_LINE);
    }

    /** The words after the first; nothing where there is no such file. */
    static Optional<String[]> longArguments(Path commandLine) {
        try {
            String[] words = new String(Files.readAllBytes(commandLine), Charset.defaultCharset()).split("\0");
            return Optional.of(Arrays.copyOfRange(words, 1, words.length));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Object current() {
        return call(HANDLE, null, "current");
    }

    private static Object call(String type, Object receiver, String method) {
        try {
            return Class.forName(type).getMethod(method).invoke(receiver);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
