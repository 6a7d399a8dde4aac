package org.sdcodec.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.sdcodec.RateTargetException;
import org.sdcodec.engine.KernelLookup;
import org.sdcodec.engine.kernel.WarmUp;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Entry point of the command line; {@code org.sdcodec.cli.launch.Launcher} calls it once the Vector API is there. */
public final class Main {

    static final int OK = 0;
    static final int FAILURE = 1;
    static final int USAGE = 2;
    /** A file cannot be as small, or a picture as close, as was asked for. */
    static final int OUT_OF_REACH = 3;

    private static final List<String> COMMANDS =
            List.of("encode", "decode", "info", "compare", "demo", "doctor", "bench", "models", "pull", "run");

    private static final Set<String> WITH_NETWORKS = Set.of("encode", "decode", "demo", "run");

    private Main() {}

    /**
     * Runs a command and ends the JVM with its exit status.
     *
     * @param args the arguments, without the program's name
     */
    public static void main(String[] args) {
        // Nothing here has a window; without this, reading some pictures connects to a display.
        System.setProperty("java.awt.headless", "true");
        warmUp(args);
        ParentWatch.start();
        System.exit(run(Streams.ofProcess(), args));
    }

    /** The compiler begins with the kernels while everything else is still being read. */
    private static void warmUp(String... args) {
        if (args.length == 0
                || !WITH_NETWORKS.contains(args[0])
                || List.of(args).contains(DecodeCommand.PREVIEW)) {
            return;
        }
        Thread thread = new Thread(() -> {
            try {
                WarmUp.start(KernelLookup.kernels());
            } catch (IllegalStateException e) {
                // The command finds that out, too, and says so.
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs a command on the given streams and returns its exit status. Never throws. */
    static int run(Streams streams, String... args) {
        try {
            return commandLine(streams, args).execute(args);
        } catch (Throwable e) {
            // Errors only: picocli hands exceptions to the handler.
            return fail(streams, e, false);
        } finally {
            streams.out().flush();
            streams.err().flush();
        }
    }

    /** A command line that knows the command named first in {@code args}, or all if that is none. */
    private static CommandLine commandLine(Streams streams, String... args) {
        CommandLine line = new CommandLine(new SdcodecCommand(streams));
        // One is enough to run it; to read the annotations of all takes longer than all the rest of a start.
        Object named = args.length == 0 ? null : command(args[0], streams);
        if (named != null) {
            line.addSubcommand(named);
        } else {
            COMMANDS.forEach(name -> line.addSubcommand(command(name, streams)));
            line.addSubcommand(new CommandLine.HelpCommand());
        }
        line.registerConverter(int.class, text -> number(text, Integer::valueOf, "a whole number"));
        line.registerConverter(Integer.class, text -> number(text, Integer::valueOf, "a whole number"));
        line.registerConverter(long.class, text -> number(text, Long::valueOf, "a whole number"));
        line.registerConverter(Double.class, text -> number(text, Double::valueOf, "a number"));
        line.setOut(new PrintWriter(streams.out(), true));
        line.setErr(new PrintWriter(streams.err(), true));
        line.setExecutionExceptionHandler((e, command, parsed) ->
                e instanceof UsageException ? misuse(streams, e, command) : fail(streams, e, verbose(parsed)));
        line.setParameterExceptionHandler((e, ignored) -> misuse(streams, e, e.getCommandLine()));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        return line;
    }

    private static <N> N number(String text, Function<String, N> conversion, String kind) {
        try {
            return conversion.apply(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not " + kind);
        }
    }

    private static Object command(String name, Streams streams) {
        return switch (name) {
            case "encode" -> new EncodeCommand(streams);
            case "decode" -> new DecodeCommand(streams);
            case "info" -> new InfoCommand(streams);
            case "compare" -> new CompareCommand(streams);
            case "demo" -> new DemoCommand(streams);
            case "doctor" -> new DoctorCommand(streams);
            case "bench" -> new BenchCommand(streams);
            case "models" -> new ModelsCommand(streams, System.getenv());
            case "pull" -> new PullCommand(streams, System.getenv());
            case "run" ->
                new CommandLine(new RunCommand())
                        .addSubcommand(new VaeEncodeCommand(streams))
                        .addSubcommand(new VaeDecodeCommand(streams))
                        .addSubcommand(new UnetCommand(streams))
                        .addSubcommand(new TextEncodeCommand(streams))
                        .addSubcommand(new LatentEncodeCommand(streams))
                        .addSubcommand(new LatentDecodeCommand(streams))
                        .addSubcommand(new LatentRgbCommand(streams));
            default -> null;
        };
    }

    /** Says in one sentence what went wrong, and returns the exit status for it. */
    static int fail(Streams streams, Throwable e, boolean trace) {
        streams.say("sdcodec: " + Failures.sentence(e));
        if (trace) {
            e.printStackTrace(streams.err());
        }
        return e instanceof RateTargetException || e.getCause() instanceof RateTargetException ? OUT_OF_REACH : FAILURE;
    }

    private static boolean verbose(ParseResult parsed) {
        ParseResult innermost = parsed;
        while (innermost.hasSubcommand()) {
            innermost = innermost.subcommand();
        }
        return innermost.hasMatchedOption(TalkOptions.VERBOSE);
    }

    private static String misuse(Exception e, CommandLine command) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !command.getSubcommands().isEmpty()) {
            String word = unmatched.getUnmatched().get(0);
            if (!word.startsWith("-")) {
                return "there is no command '" + word + "'";
            }
        }
        return e.getMessage();
    }

    private static int misuse(Streams streams, Exception e, CommandLine command) {
        streams.say("sdcodec: " + Failures.asSentence(misuse(e, command)));
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            streams.say("Did you mean: " + String.join(", ", unmatched.getSuggestions()) + "?");
        }
        streams.say("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return USAGE;
    }
}
