package org.sdcodec.benchmarks.peers;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One engine with one network in a JVM of its own, which obeys {@link Contestant} line by line: {@code run SECONDS}
 * times passes; {@code warm SECONDS FILE} does the same and writes the result; {@code end} tells the peak of memory.
 * Each answer is one line, times in nanoseconds.
 */
final class PeerProcess {
    /** Begins every answer; whatever else a native library prints is no answer. */
    static final String ANSWER = "peer: ";

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private PeerProcess() {}

    /** @param args engine, task, size, threads, folder of the models */
    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        Peer peer = Peers.named(args[0]);
        ModelStore models = new ModelStore(Path.of(args[4]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Peer.Network network =
                peer.open(Task.of(args[1]), Integer.parseInt(args[2]), models, Integer.parseInt(args[3]))) {
            out.println(ANSWER + peer.version());
            for (String line = in.readLine(); line != null && !line.equals("end"); line = in.readLine()) {
                String[] words = line.split(" ", 3);
                double seconds = Double.parseDouble(words[1]);
                String times = times(network, seconds);
                if (words[0].equals("warm")) {
                    write(network.result(), Path.of(words[2]));
                }
                out.println(ANSWER + times);
            }
            out.println(ANSWER + peakMemory());
        }
    }

    /**
     * Passes until {@code seconds} are over, at least one: the processor time of all together, then the wall time of
     * each.
     */
    private static String times(Peer.Network network, double seconds) throws Exception {
        StringBuilder wall = new StringBuilder();
        long cpu = SYSTEM.getProcessCpuTime();
        long begin = System.nanoTime();
        long end;
        do {
            long start = System.nanoTime();
            network.run();
            end = System.nanoTime();
            wall.append(' ').append(end - start);
        } while (end - begin < seconds * 1e9);
        return SYSTEM.getProcessCpuTime() - cpu + wall.toString();
    }

    /** The most that was resident at once, in bytes; 0 where the system does not tell. */
    private static long peakMemory() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElse(0);
    }

    private static void write(float[] values, Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(values);
        Files.write(file, bytes.array());
    }
}
