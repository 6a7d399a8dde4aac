package org.sdcodec.benchmarks.sizes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.sdcodec.cli.peer.CodecException;

/** Runs a program and looks at it and its children while they run, by Linux' folder {@code /proc}. */
final class MeteredProcess {
    private static final long LOOK_MILLIS = 10;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double TICKS_PER_SECOND = 100;
    private static final double KIB_PER_MIB = 1024;
    /** Fields of {@code /proc/PID/stat} behind the name, which ends with a bracket: user and system time (proc(5)). */
    private static final int USER_TIME = 11;

    private static final int SYSTEM_TIME = 12;

    /**
     * What a run took.
     *
     * @param seconds from start to end
     * @param cpuSeconds of all its processes
     * @param mib the most resident memory of all its processes together
     */
    record Usage(double seconds, double cpuSeconds, double mib) {}

    private final Map<Long, Double> cpu = new HashMap<>();
    private double most;

    private MeteredProcess() {}

    /**
     * Runs a program to its end.
     *
     * @throws CodecException if it fails, or takes longer than {@code limitSeconds}
     */
    static Usage run(List<String> command, long limitSeconds) throws CodecException {
        MeteredProcess meter = new MeteredProcess();
        long begin = System.nanoTime();
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    meter.look(process.toHandle());
                    if ((System.nanoTime() - begin) / NANOS_PER_SECOND > limitSeconds) {
                        throw new CodecException(command.get(0) + " had not finished after " + limitSeconds + " s");
                    }
                }
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            if (process.exitValue() != 0) {
                throw new CodecException(String.join(" ", command) + " failed with exit status " + process.exitValue());
            }
        } catch (IOException e) {
            throw new CodecException("cannot run " + command.get(0) + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CodecException("interrupted while " + command.get(0) + " was running", e);
        }
        double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
        double cpuSeconds =
                meter.cpu.values().stream().mapToDouble(Double::doubleValue).sum();
        return new Usage(seconds, cpuSeconds, meter.most);
    }

    private void look(ProcessHandle process) {
        double resident = Stream.concat(Stream.of(process), process.descendants())
                .mapToDouble(each -> look(each.pid()))
                .sum();
        most = Math.max(most, resident);
    }

    /** Notes the processor time of a process, and gives its resident memory in MiB; 0 if it has ended. */
    private double look(long pid) {
        Path folder = Path.of("/proc", Long.toString(pid));
        try {
            String stat = Files.readString(folder.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            cpu.put(pid, (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME])) / TICKS_PER_SECOND);
            for (String line : Files.readAllLines(folder.resolve("status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) / KIB_PER_MIB;
                }
            }
        } catch (IOException e) {
            // It has ended.
        }
        return 0;
    }
}
