package org.sdcodec.benchmarks.kernels;

import java.util.concurrent.Callable;
import java.util.regex.Pattern;
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

    @Override
    public Integer call() throws Exception {
        new KernelTable(System.out, !vectorOnly).print(rows);
        return 0;
    }
}
