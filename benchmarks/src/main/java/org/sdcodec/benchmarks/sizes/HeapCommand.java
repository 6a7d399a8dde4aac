package org.sdcodec.benchmarks.sizes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.sdcodec.benchmarks.tools.ExitFolders;
import org.sdcodec.cli.peer.CodecException;
import org.sdcodec.cli.peer.WorkFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code heap}: how close the estimate of memory comes to the memory that is needed. */
@Command(
        name = "heap",
        header =
                "Looks by bisection for the smallest heap in which an encode and a decode pass, and the smallest that is estimated"
                        + " to suffice.",
        mixinStandardHelpOptions = true)
public final class HeapCommand implements Callable<Integer> {
    private static final double MEGA = 1e6;
    private static final int MOST_MIB = 8192;
    private static final int LEAST_MIB = 24;

    @Option(names = "--megapixels", split = ",", defaultValue = "1,4,12,24", description = "Default: ${DEFAULT-VALUE}.")
    private List<Double> megapixels;

    @Option(names = "--precision", defaultValue = "4", description = "MiB. Default: ${DEFAULT-VALUE}.")
    private int precision;

    @Option(
            names = "--seconds",
            defaultValue = "300",
            description = "A run that takes longer, as one that collects garbage all the time does, does not pass."
                    + " Default: ${DEFAULT-VALUE}.")
    private long seconds;

    @Override
    public Integer call() throws IOException, CodecException {
        System.out.printf("%7s %-7s %10s %10s %8s%n", "MP", "", "needed", "estimated", "");
        try (WorkFolder folder = ExitFolders.make()) {
            Path file = folder.file("picture.sdc");
            for (double size : megapixels) {
                for (String direction : List.of("encode", "decode")) {
                    String pixels = Double.toString(size * MEGA);
                    String[] estimate = {"estimate", direction, pixels, file.toString()};
                    String[] run = {"run", direction, pixels, file.toString()};
                    int estimated = smallest(estimate, LEAST_MIB, MOST_MIB);
                    int low = estimated / 2;
                    int high = 2 * estimated;
                    while (low > LEAST_MIB && passes(low, run)) {
                        high = low;
                        low /= 2;
                    }
                    int needed = smallest(run, low, high);
                    System.out.printf(
                            Locale.ROOT,
                            "%7.2f %-7s %6d MiB %6d MiB %+7.1f %%%n",
                            size,
                            direction,
                            needed,
                            estimated,
                            100.0 * estimated / needed - 100);
                }
            }
        }
        return 0;
    }

    /** The smallest heap, in MiB, in which a probe passes: more than {@code low}, at most {@code high}. */
    private int smallest(String[] probe, int low, int high) throws CodecException {
        int failing = low;
        int passing = high;
        while (passing - failing > precision) {
            // Needs grow from tens of MiB to thousands.
            int middle = (int) Math.sqrt((double) failing * passing);
            int heap = Math.max(failing + 1, Math.min(passing - 1, middle));
            if (passes(heap, probe)) {
                passing = heap;
            } else {
                failing = heap;
            }
        }
        return passing;
    }

    private boolean passes(int heapMib, String[] probe) throws CodecException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-XX:+UseSerialGC",
                "-XX:MaxNewSize=" + Math.min(16, heapMib / 3) + "m",
                "-XX:PretenureSizeThreshold=64k",
                "-Xmx" + heapMib + "m",
                "-cp",
                System.getProperty("java.class.path"),
                HeapProbe.class.getName()));
        command.addAll(List.of(probe));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                return false;
            }
            int status = process.exitValue();
            if (status != 0 && status != HeapProbe.TOO_LITTLE && status != 1) {
                throw new CodecException("a probe ended with exit status " + status);
            }
            return status == 0;
        } catch (IOException e) {
            throw new CodecException("cannot run Java: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CodecException("interrupted while a probe was running", e);
        }
    }
}
