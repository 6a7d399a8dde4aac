package org.sdcodec.cli.launch;

import java.io.File;
import java.util.Arrays;
import java.util.List;

/**
 * What a command line needs of a start, found without parsing it: the row of its command in {@link Subcommand}, and a
 * few options.
 */
public final class StartPlan {

    /** The option of {@code decode} with which no network runs. */
    public static final String PREVIEW = "--preview";

    /**
     * Bytes of a file whose entropy coder is worth a second JVM although no network runs: measured at {@code -q 50}, a
     * preview of 1 megapixel (13 kB) takes as long in either, one of 4 (60 kB) two thirds of the time in a second one.
     */
    private static final long MUCH_TO_DECODE = 32_000;

    private static final List<String> HELP = Arrays.asList("-h", "--help");

    private final Subcommand.Network network;

    private StartPlan(Subcommand.Network network) {
        this.network = network;
    }

    /** @param args the arguments of the command line */
    public static StartPlan of(String... args) {
        Subcommand command = args.length == 0 ? null : Subcommand.named(args[0]);
        boolean isHelp = args.length > 1 && HELP.contains(args[1]);
        boolean isPreview = command == Subcommand.DECODE && Arrays.asList(args).contains(PREVIEW);
        if (isPreview && !isHelp && namesLargeFile(args)) {
            return new StartPlan(Subcommand.Network.LATER);
        }
        return new StartPlan(command == null || isHelp || isPreview ? Subcommand.Network.NEVER : command.network());
    }

    private static boolean namesLargeFile(String... args) {
        for (String arg : args) {
            // 0 for what is no file.
            if (new File(arg).length() > MUCH_TO_DECODE) {
                return true;
            }
        }
        return false;
    }

    /** Whether a network may run, or the coder's for long, for which the Vector API is worth a second JVM. */
    public boolean runsNetworks() {
        return network != Subcommand.Network.NEVER;
    }

    /** Whether kernels are to be compiled before the command line is read. */
    public boolean warmsUp() {
        return network == Subcommand.Network.SOON;
    }
}
