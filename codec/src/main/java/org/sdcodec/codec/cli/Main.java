package org.sdcodec.codec.cli;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/** Entry point of the command line; {@code org.sdcodec.codec.launch.Launcher} calls it once the Vector API is there. */
public final class Main {

    static final int OK = 0;
    static final int FAILURE = 1;
    static final int USAGE = 2;

    private Main() {}

    /**
     * Runs a command and ends the JVM with its exit status.
     *
     * @param args the arguments, without the program's name
     */
    public static void main(String[] args) {
        ParentWatch.start();
        System.exit(run(Streams.ofProcess(), args));
    }

    /** Runs a command on the given streams and returns its exit status. Never throws. */
    static int run(Streams streams, String... args) {
        try {
            return commandLine(streams).execute(args);
        } catch (Throwable e) {
            // Errors only: picocli hands exceptions to the handler.
            return fail(streams, e);
        } finally {
            streams.out().flush();
            streams.err().flush();
        }
    }

    static CommandLine commandLine(Streams streams) {
        CommandLine line = new CommandLine(new SdcodecCommand(streams));
        line.addSubcommand(new DoctorCommand(streams));
        line.addSubcommand(new CommandLine.HelpCommand());
        line.setOut(new java.io.PrintWriter(streams.out(), true));
        line.setErr(new java.io.PrintWriter(streams.err(), true));
        line.setExecutionExceptionHandler((e, command, parsed) -> fail(streams, e));
        line.setParameterExceptionHandler((e, ignored) -> misuse(streams, e));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        line.setUsageHelpAutoWidth(false);
        return line;
    }

    private static int fail(Streams streams, Throwable e) {
        streams.say("sdcodec: " + Failures.sentence(e));
        if (Failures.TRACES) {
            e.printStackTrace(streams.err());
        }
        return FAILURE;
    }

    private static int misuse(Streams streams, ParameterException e) {
        streams.say("sdcodec: " + Failures.asSentence(e.getMessage()));
        CommandLine.UnmatchedArgumentException.printSuggestions(
                e, e.getCommandLine().getErr());
        streams.say("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        return USAGE;
    }
}
