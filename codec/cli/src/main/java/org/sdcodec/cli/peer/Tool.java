package org.sdcodec.cli.peer;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A program of this machine, run with a limit on its time. Not thread-safe. */
public final class Tool {
    private final Path program;
    private final WorkFolder folder;
    private final Duration limit;

    private Tool(Path program, WorkFolder folder, Duration limit) {
        this.program = program;
        this.folder = folder;
        this.limit = limit;
    }

    /**
     * The folders where programs are looked for.
     *
     * @param environment the process's variables, of which PATH counts; not modified
     */
    public static List<Path> searchPath(Map<String, String> environment) {
        String path = environment.getOrDefault("PATH", "");
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of)
                .toList();
    }

    /**
     * Looks for a program.
     *
     * @param folders where to look, in this order
     * @param folder keeps what the program prints while it runs
     * @param limit how long one run of it may take
     */
    public static Optional<Tool> find(String name, List<Path> folders, WorkFolder folder, Duration limit) {
        return locate(name, folders).map(program -> new Tool(program, folder, limit));
    }

    /**
     * The file of a program.
     *
     * @param folders where to look, in this order
     */
    public static Optional<Path> locate(String name, List<Path> folders) {
        return folders.stream()
                .map(f -> f.resolve(name))
                .filter(f -> Files.isRegularFile(f) && Files.isExecutable(f))
                .findFirst();
    }

    /** The program's file name. */
    public String name() {
        return program.getFileName().toString();
    }

    /**
     * Runs the program to its end.
     *
     * @return all that it printed, standard output and standard error as they came
     * @throws CodecException if it cannot start, fails or takes too long, in which case it is ended with all its
     *     children
     */
    public String run(List<String> arguments) throws CodecException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        Path printed = folder.file("printed.txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(printed.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(nothing()))
                    .start();
            waitFor(process);
            String text = Files.readString(printed, StandardCharsets.ISO_8859_1);
            if (process.exitValue() != 0) {
                throw new CodecException(name() + " " + String.join(" ", arguments) + " failed with exit status "
                        + process.exitValue() + lastLine(text));
            }
            return text;
        } catch (IOException e) {
            throw new CodecException("cannot run " + program + ": " + e.getMessage(), e);
        }
    }

    private File nothing() throws IOException {
        Path empty = folder.file("nothing");
        if (!Files.exists(empty)) {
            Files.createFile(empty);
        }
        return empty.toFile();
    }

    private void waitFor(Process process) throws CodecException {
        boolean ended = false;
        try {
            ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                throw new CodecException(name() + " had not finished after " + limit.toSeconds() + " s and was ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CodecException("interrupted while " + name() + " was running", e);
        } finally {
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().onExit().join();
            }
        }
    }

    private static String lastLine(String text) {
        String[] lines = text.strip().split("\\R");
        String last = lines[lines.length - 1].strip();
        return last.isEmpty() ? "" : ": " + last;
    }
}
