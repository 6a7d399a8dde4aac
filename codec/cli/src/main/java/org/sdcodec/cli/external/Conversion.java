package org.sdcodec.cli.external;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One run of another program in a folder, within limits. */
final class Conversion {

    private static final long LOOK_MILLIS = 50;
    private static final long END_MILLIS = 2000;

    /** Resident memory in pages, the second number of the file; Linux. */
    private static final int RESIDENT = 1;

    private static final long PAGE_BYTES = 4096;
    private static final long MAX_RESIDENT = 4L << 30;
    private static final int MAX_SAID = 200;

    private final List<String> command;
    private final Path folder;
    private final ExitActions exit;
    private final Duration longest;
    private final long maxBytes;

    /**
     * @param command program and arguments, as they are given to it
     * @param folder its working folder, in which it writes
     * @param exit ends it if this program is ended
     * @param longest after so long it is ended
     * @param maxBytes when its files in the folder have more, it is ended
     */
    Conversion(List<String> command, Path folder, ExitActions exit, Duration longest, long maxBytes) {
        this.command = command;
        this.folder = folder;
        this.exit = exit;
        this.longest = longest;
        this.maxBytes = maxBytes;
    }

    /**
     * Runs the program until it ends.
     *
     * @return what went wrong, a clause for people; nothing if the program says that all is well
     * @throws IOException if it cannot be started
     */
    Optional<String> run() throws IOException {
        File said = folder.resolve("said.txt").toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> !name.equals("PATH") && !name.equalsIgnoreCase("SystemRoot"));
        environment.put("LC_ALL", "C");
        environment.put("TMPDIR", folder.toString());
        Process process = builder.start();
        try (ExitActions.Registration ending = exit.add("end-converter", process::destroyForcibly)) {
            process.getOutputStream().close();
            Optional<String> fault = watch(process);
            if (fault.isPresent()) {
                return fault;
            }
            return process.exitValue() == 0 ? Optional.empty() : Optional.of("fails" + lastLine(said.toPath()));
        } finally {
            end(process);
        }
    }

    /** Waits for the end; what the program does too much of, nothing if it ends by itself. */
    private Optional<String> watch(Process process) {
        long begin = System.nanoTime();
        try {
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() - begin > longest.toNanos()) {
                    return Optional.of("takes longer than " + longest.toSeconds() + " s");
                }
                if (written() > maxBytes) {
                    return Optional.of("makes a picture of more pixels than are allowed");
                }
                if (resident(process.pid()) > MAX_RESIDENT) {
                    return Optional.of("takes more than " + (MAX_RESIDENT >> 30) + " GiB of memory");
                }
            }
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("was interrupted");
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(END_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long written() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Bytes of memory that a process has; 0 where the system does not say. */
    private static long resident(long process) {
        try {
            String[] pages = Files.readString(Path.of("/proc", Long.toString(process), "statm"))
                    .split(" ");
            return Long.parseLong(pages[RESIDENT]) * PAGE_BYTES;
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }

    /** What the program said last, as a part of a sentence. */
    private static String lastLine(Path said) throws IOException {
        try (Stream<String> lines = Files.lines(said, StandardCharsets.ISO_8859_1)) {
            String last = lines.filter(line -> !line.isBlank()).reduce("", (before, line) -> line);
            String cut = last.length() > MAX_SAID ? last.substring(0, MAX_SAID) : last;
            return cut.isEmpty() ? "" : " (" + cut.strip() + ")";
        } catch (NoSuchFileException e) {
            return "";
        }
    }
}
