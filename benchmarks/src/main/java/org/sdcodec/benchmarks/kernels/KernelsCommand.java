package org.sdcodec.benchmarks.kernels;

import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.sdcodec.cli.record.RecordFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kernels}: the engine's kernels on one core as a table. */
@Command(
        name = "kernels",
        header = "Times the engine's kernels on one core, and prints which share of the FMA peak they reach.",
        description = "Options of this JVM, such as -XX:UseAVX=2, hold for those that are measured too.",
        mixinStandardHelpOptions = true)
public final class KernelsCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "REGEX",
            defaultValue = "",
            description = "Picks rows by kernel and shape: 'conv', 'gemm.*CUBE_512'. All of them unless given.")
    private Pattern rows;

    @Option(names = "--vector-only", description = "Leaves out the scalar kernels, which take most of the time.")
    private boolean vectorOnly;

    @Option(
            names = "--format",
            paramLabel = "csv|json",
            description =
                    "Writes a record per row, times in milliseconds and rates in 10⁹ per second, in place of the table;"
                            + " the peak and where JMH's log is go to standard error.")
    private RecordFormat format;

    @Override
    public Integer call() throws Exception {
        new KernelTable(System.out, System.err, !vectorOnly, format).print(rows);
        return 0;
    }
}
