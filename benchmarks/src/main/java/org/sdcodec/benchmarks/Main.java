package org.sdcodec.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import org.sdcodec.benchmarks.kernels.KernelsCommand;
import org.sdcodec.benchmarks.latents.CoderTraining;
import org.sdcodec.benchmarks.latents.EmbeddedTable;
import org.sdcodec.benchmarks.latents.LatentsCommand;
import org.sdcodec.benchmarks.peers.PeersCommand;
import org.sdcodec.benchmarks.peers.PeersPicture;
import org.sdcodec.benchmarks.rd.PostcardsCommand;
import org.sdcodec.benchmarks.rd.RdCommand;
import org.sdcodec.benchmarks.sizes.HeapCommand;
import org.sdcodec.benchmarks.sizes.SizesCommand;
import picocli.CommandLine;

/** The command line of the benchmarks. */
public final class Main {
    private static final String USAGE = """
            usage: java -jar benchmarks.jar kernels [OPTIONS] [REGEX]
                   java -jar benchmarks.jar latents [OPTIONS] FILE.safetensors
                   java --add-modules=jdk.incubator.vector -jar benchmarks.jar embedded PICTURE...
                   java -jar benchmarks.jar train-coder NETWORK LATENTS.safetensors SCALE CODE,CODE,... OUT
                   java -jar benchmarks.jar peers [OPTIONS]
                   java -jar benchmarks.jar peers-picture CSV PNG
                   java -jar benchmarks.jar heap [OPTIONS]
                   java -jar benchmarks.jar sizes --jar sdcodec.jar [OPTIONS] [PICTURE...]
                   java --add-modules=jdk.incubator.vector -jar benchmarks.jar rd [OPTIONS] [FOLDER...]
                   java --add-modules=jdk.incubator.vector -jar benchmarks.jar postcards [OPTIONS] FOLDER...
              kernels        times the engine's kernels on one core, scalar and vector, and prints a table with the
                             share of the peak; 'kernels --help' tells the options
              latents        codes latents (each a tensor c×h×w) in every mode, and prints a table of bytes and errors;
                             then what zlib, xz, brotli, lossless WebP and JPEG XL make of the same symbols, as far
                             as their programs are installed, and how long the entropy coder takes and in how much
                             memory; 'latents --help' tells the options
              embedded       codes the middle of pictures (512×512) with the embedded model at three qualities, and
                             prints bytes of the latents beside those of an adaptive order-0 code
              train-coder    trains the entropy coder's starting state on latents (each a tensor c×h×w; times SCALE in
                             the scale of the diffusion model) at these step codes, and writes the prior; NETWORK is
                             what weights/training/coder_prior.py exports
              peers          times networks on this engine and on others in turn; 'peers --help' tells the options
              peers-picture  draws what 'peers --csv' wrote
              sizes          encodes and decodes montages of 0.25 to 100 megapixels with sdcodec.jar and other programs as
                             whole processes, and prints their time and memory; 'sizes --help' tells the options
              heap           looks for the smallest heap in which pictures of 1 to 24 megapixels pass, and the smallest that is
                             estimated to suffice; 'heap --help' tells the options
              rd             draws rate-distortion curves of sdcodec, JPEG, WebP, AVIF and JPEG XL on folders of pictures,
                             and prints BD-rates; 'rd --help' tells the options
              postcards      compares sdcodec and AVIF in some hundred bytes; 'postcards --help' tells the options
            """;

    private Main() {}

    public static void main(String[] args) {
        String command = args.length == 0 ? "" : args[0];
        try {
            System.exit(run(command, args));
        } catch (Exception e) {
            complain(command, e);
            System.exit(1);
        }
    }

    private static int run(String command, String[] args) throws Exception {
        if (command.equals("kernels")) {
            return execute(new KernelsCommand(), args);
        }
        if (command.equals("latents")) {
            return execute(new LatentsCommand(), args);
        }
        if (command.equals("peers")) {
            return execute(new PeersCommand(), args);
        }
        if (command.equals("peers-picture")) {
            return execute(new PeersPicture(), args);
        }
        if (command.equals("heap")) {
            return execute(new HeapCommand(), args);
        }
        if (command.equals("sizes")) {
            System.setProperty("java.awt.headless", "true");
            return execute(new SizesCommand(), args);
        }
        if (command.equals("postcards")) {
            System.setProperty("java.awt.headless", "true");
            return execute(new PostcardsCommand(), args);
        }
        if (command.equals("rd")) {
            // Charts and pictures need no display; without this, Java looks for one.
            System.setProperty("java.awt.headless", "true");
            return RdCommand.run(System.out, System.err, Arrays.copyOfRange(args, 1, args.length));
        }
        boolean asks = args.length > 1 && args[1].startsWith("-");
        if (command.equals("embedded") && args.length > 1 && !asks) {
            EmbeddedTable.print(
                    System.out, Arrays.stream(args).skip(1).map(Path::of).toList());
        } else if (command.equals("train-coder") && args.length == 6) {
            int[] codes = Arrays.stream(args[4].split(","))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            CoderTraining.run(
                    System.out, Path.of(args[1]), Path.of(args[2]), Float.parseFloat(args[3]), codes, Path.of(args[5]));
        } else if (command.equals("--help") || command.equals("-h")) {
            System.out.print(USAGE);
        } else {
            System.err.print(USAGE);
            return 2;
        }
        return 0;
    }

    private static void complain(String command, Exception e) {
        System.err.println(command + ": " + (e.getMessage() == null ? e : e.getMessage()));
    }

    /** Runs a command that reads its own options; what goes wrong is told in one sentence. */
    private static int execute(Object command, String[] args) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    complain(args[0], e);
                    return 1;
                })
                .execute(Arrays.copyOfRange(args, 1, args.length));
    }
}
