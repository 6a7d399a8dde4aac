package org.sdcodec.codec.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

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
        // Nothing here has a window; without this, reading some pictures connects to a display.
        System.setProperty("java.awt.headless", "true");
        ParentWatch.start();
        System.exit(run(Streams.ofProcess(), args));
    }

    /** Runs a command on the given streams and returns its exit status. Never throws. */
    static int run(Streams streams, String... args) {
        try {
            return commandLine(streams).execute(args);
        } catch (Throwable e) {
            // Errors only: picocli hands exceptions to the handler.
            return fail(streams, e, false);
        } finally {
            streams.out().flush();
            streams.err().flush();
        }
    }

    static CommandLine commandLine(Streams streams) {
        CommandLine line = new CommandLine(new SdcodecCommand(streams));
        line.addSubcommand(new EncodeCommand(streams));
        line.addSubcommand(new DecodeCommand(streams));
        line.addSubcommand(new InfoCommand(streams));
        line.addSubcommand(new CompareCommand(streams));
        line.addSubcommand(new DemoCommand(streams));
        line.addSubcommand(new DoctorCommand(streams));
        line.addSubcommand(new CommandLine(new RunCommand())
                .addSubcommand(new VaeEncodeCommand(streams))
                .addSubcommand(new VaeDecodeCommand(streams)));
        line.addSubcommand(new CommandLine.HelpCommand());
        line.setOut(new PrintWriter(streams.out(), true));
        line.setErr(new PrintWriter(streams.err(), true));
        line.setExecutionExceptionHandler((e, command, parsed) ->
                e instanceof UsageException ? misuse(streams, e, command) : fail(streams, e, verbose(parsed)));
        line.setParameterExceptionHandler((e, ignored) -> misuse(streams, e, e.getCommandLine()));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        return line;
    }

    /** Says in one sentence what went wrong. */
    static int fail(Streams streams, Throwable e, boolean trace) {
        streams.say("sdcodec: " + Failures.sentence(e));
        if (trace || Failures.TRACES) {
            e.printStackTrace(streams.err());
        }
        return FAILURE;
    }

    private static boolean verbose(ParseResult parsed) {
        ParseResult innermost = parsed;
        while (innermost.hasSubcommand()) {
            innermost = innermost.subcommand();
        }
        return innermost.hasMatchedOption(TalkOptions.VERBOSE);
    }

    private static int misuse(Streams streams, Exception e, CommandLine command) {
        streams.say("sdcodec: " + Failures.asSentence(e.getMessage()));
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            streams.say("Did you mean: " + String.join(", ", unmatched.getSuggestions()) + "?");
        }
        streams.say("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return USAGE;
    }
}
