package org.sdcodec.benchmarks.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An engine's process, as the one who times it sees it: {@link PeerProcess} is the other side. */
final class Contestant implements AutoCloseable {
    private static final int GRACE_SECONDS = 10;

    private final Setting setting;
    private final Process process;
    private final BufferedReader answers;
    private final PrintStream orders;
    private final Path log;
    private final Path output;
    private final String version;
    /** The log of a process that ended by itself stays for whoever wants to know why. */
    private boolean failed;

    private final List<Double> wall = new ArrayList<>();
    private double cpu;

    /**
     * Who runs what.
     *
     * @param java the command of the JVM
     * @param jvmOptions its options
     */
    record Setting(String engine, Task task, int size, int threads, String java, List<String> jvmOptions) {}

    /** Milliseconds: median and fastest of wall time, mean of processor time; how many passes. */
    record Times(double wall, double fastest, double cpu, int passes) {}

    /** Starts the process and waits until its network is loaded. */
    Contestant(Setting setting, ModelStore models, String classPath) throws IOException {
        this.setting = setting;
        this.log = Files.createTempFile("peer-" + setting.engine() + "-", ".log");
        this.output = Files.createTempFile("peer-" + setting.engine() + "-", ".f32");
        // For when this JVM is ended from outside; the process then finds the end of its orders.
        output.toFile().deleteOnExit();
        List<String> command = new ArrayList<>();
        command.add(setting.java());
        command.addAll(setting.jvmOptions());
        command.addAll(List.of("-cp", classPath, PeerProcess.class.getName()));
        command.addAll(List.of(setting.engine(), setting.task().title()));
        command.addAll(List.of(String.valueOf(setting.size()), String.valueOf(setting.threads())));
        command.add(models.folder().toString());
        process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        try {
            version = answer();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    Setting setting() {
        return setting;
    }

    String version() {
        return version;
    }

    /** Runs the network for some seconds, at least once. */
    float[] warmUp(double seconds) throws IOException {
        ask("warm " + seconds + " " + output);
        FloatBuffer floats = ByteBuffer.wrap(Files.readAllBytes(output))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        float[] values = new float[floats.remaining()];
        floats.get(values);
        return values;
    }

    /** Times passes until {@code seconds} are over, at least one. */
    void time(double seconds) throws IOException {
        String[] nanoseconds = ask("run " + seconds).split(" ");
        cpu += Long.parseLong(nanoseconds[0]) / 1e6;
        for (int i = 1; i < nanoseconds.length; i++) {
            wall.add(Long.parseLong(nanoseconds[i]) / 1e6);
        }
    }

    Times times() {
        double fastest = wall.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        return new Times(median(wall), fastest, cpu / wall.size(), wall.size());
    }

    /** Peak of resident memory in bytes; ends the process. */
    long end() throws IOException {
        return Long.parseLong(ask("end"));
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private String ask(String order) throws IOException {
        orders.println(order);
        return answer();
    }

    private String answer() throws IOException {
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            if (line.startsWith(PeerProcess.ANSWER)) {
                return line.substring(PeerProcess.ANSWER.length());
            }
        }
        failed = true;
        throw new IOException(setting.engine() + " ended while it ran "
                + setting.task().title() + " at " + setting.size() + ": " + lastWords());
    }

    /** What the process complained of last. */
    private String lastWords() throws IOException {
        return Files.readAllLines(log, StandardCharsets.ISO_8859_1).stream()
                .filter(line -> line.contains("Exception") || line.contains("Error") || line.contains("rror:"))
                .findFirst()
                .orElse("see " + log);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(output);
        if (!failed) {
            Files.deleteIfExists(log);
        }
    }
}
