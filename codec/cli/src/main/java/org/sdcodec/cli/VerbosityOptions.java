package org.sdcodec.cli;

import picocli.CommandLine.Option;

/** How much every command prints. */
final class VerbosityOptions {

    /** The name by which {@link Main} finds out whether traces are wanted. */
    static final String VERBOSE = "--verbose";

    @Option(
            names = {"--quiet"},
            description = "Say nothing unless something fails.")
    private boolean quiet;

    @Option(
            names = {VERBOSE},
            description = "Show where in the program a failure came from.")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    boolean quiet() {
        return quiet;
    }

    boolean verbose() {
        return verbose;
    }
}
