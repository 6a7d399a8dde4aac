package org.sdcodec.benchmarks;

import java.nio.file.Path;
import org.sdcodec.benchmarks.kernels.KernelTable;
import org.sdcodec.benchmarks.latents.LatentTable;

/** The command line of the benchmarks. */
public final class Main {
    private static final String USAGE = """
            usage: java -jar benchmarks.jar kernels [REGEX]
                   java -jar benchmarks.jar latents FILE.safetensors
              kernels   times the engine's kernels on one core, scalar and vector, and prints a table with the share of
                        the peak; REGEX picks rows by benchmark and shape, e.g. 'conv', 'gemm.*CUBE_512'
              latents   codes latents of Stable Diffusion 1 or 2 (each a tensor 4×h×w, unscaled) in every mode, and
                        prints a table of bytes and errors
            """;

    private Main() {}

    public static void main(String[] args) throws Exception {
        String command = args.length == 0 ? "" : args[0];
        if (command.equals("kernels") && args.length <= 2) {
            KernelTable.print(System.out, args.length == 2 ? args[1] : "");
        } else if (command.equals("latents") && args.length == 2) {
            LatentTable.print(System.out, Path.of(args[1]));
        } else {
            System.err.print(USAGE);
            System.exit(2);
        }
    }
}
