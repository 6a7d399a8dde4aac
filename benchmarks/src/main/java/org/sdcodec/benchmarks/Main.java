package org.sdcodec.benchmarks;

import org.sdcodec.benchmarks.kernels.KernelTable;

/** The command line of the benchmarks. */
public final class Main {
    private static final String USAGE = """
            usage: java -jar benchmarks.jar kernels [REGEX]
              kernels   times the engine's kernels on one core, scalar and vector, and prints a table with the share of
                        the peak; REGEX picks rows by benchmark and shape, e.g. 'conv', 'gemm.*CUBE_512'
            """;

    private Main() {}

    public static void main(String[] args) throws Exception {
        if (args.length < 1 || args.length > 2 || !args[0].equals("kernels")) {
            System.err.print(USAGE);
            System.exit(2);
        }
        KernelTable.print(System.out, args.length == 2 ? args[1] : "");
    }
}
