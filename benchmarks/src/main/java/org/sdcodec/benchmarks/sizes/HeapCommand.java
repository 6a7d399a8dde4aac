package org.sdcodec.benchmarks.sizes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.sdcodec.benchmarks.tools.CodecException;
import org.sdcodec.benchmarks.tools.WorkFolder;
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

    @Override
    public Integer call() throws IOException, CodecException {
        System.out.printf("%7s %-7s %10s %10s %8s%n", "MP", "", "needed", "estimated", "");
        try (WorkFolder folder = new WorkFolder()) {
            Path file = folder.file("picture.sdc");
            for (double size : megapixels) {
                for (String direction : List.of("encode", "decode")) {
                    int needed =
                            smallest(new String[] {"run", direction, Double.toString(size * MEGA), file.toString()});
                    int estimated = smallest(
                            new String[] {"estimate", direction, Double.toString(size * MEGA), file.toString()});
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

    /** The smallest heap, in MiB, in which a probe passes. */
    private int smallest(String[] probe) throws CodecException {
        int low = LEAST_MIB;
        int high = MOST_MIB;
        while (high - low > precision) {
            // Needs grow from tens of MiB to thousands.
            int middle = (int) Math.max(low + 1, Math.min(high - 1, Math.sqrt((double) low * high)));
            if (passes(middle, probe)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        // A decode needs the file of an encode that passed.
        passes(high, probe);
        return high;
    }

    private static boolean passes(int heapMib, String[] probe) throws CodecException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-XX:+UseSerialGC",
                "-XX:MaxNewSize=" + Math.min(32, heapMib / 3) + "m",
                "-Xmx" + heapMib + "m",
                "-cp",
                System.getProperty("java.class.path"),
                HeapProbe.class.getName()));
        command.addAll(List.of(probe));
        try {
            int status = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
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
