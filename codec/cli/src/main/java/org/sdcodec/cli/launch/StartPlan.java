package org.sdcodec.cli.launch;

import java.util.Arrays;
import java.util.List;

/** What a command line needs of a start, found without parsing it: the row of its command in {@link Subcommand}, and a few options. */
public final class StartPlan {

    /** The option of {@code decode} with which no network runs. */
    public static final String PREVIEW = "--preview";

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
        return new StartPlan(command == null || isHelp || isPreview ? Subcommand.Network.NEVER : command.network());
    }

    /** Whether a network may run, for which the Vector API is worth a second JVM. */
    public boolean runsNetworks() {
        return network != Subcommand.Network.NEVER;
    }

    /** Whether kernels are to be compiled before the command line is read. */
    public boolean warmsUp() {
        return network == Subcommand.Network.SOON;
    }
}
