package org.sdcodec.cli;

import java.io.PrintWriter;
import java.util.function.Function;
import org.sdcodec.RateTargetException;
import org.sdcodec.cli.launch.Subcommand;
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
    static final int NOT_ACHIEVABLE = 3;
    /** A picture was written of which packets are missing. */
    static final int INCOMPLETE = 4;

    private Main() {}

    /**
     * Runs a command and ends the JVM with its exit status.
     *
     * @param args the arguments, without the program's name
     */
    public static void main(String[] args) {
        StartUp.begin(args);
        System.exit(run(Streams.ofProcess(), args));
    }

    /**
     * Runs a command on the given streams and returns its exit status, {@link #FAILURE} if results were lost. Never
     * throws.
     */
    static int run(Streams streams, String... words) {
        String[] args = FilePlan.withoutNamesOfStandardInput(words);
        int status;
        try {
            status = commandLine(streams, args).execute(args);
        } catch (Throwable e) {
            // Errors only: picocli hands exceptions to the handler.
            status = fail(streams, e, false);
        }
        try {
            streams.requireResults();
        } catch (ResultsLostException e) {
            // A command that has failed has said why, perhaps this.
            status = status == OK ? fail(streams, e, false) : status;
        }
        streams.err().flush();
        return status;
    }

    /** A command line with all commands, for those who describe it. */
    static CommandLine commandLine(Streams streams) {
        return commandLine(streams, new String[0]);
    }

    /** A command line with the command named first in {@code args}, or with all if that is none. */
    static CommandLine commandLine(Streams streams, String... args) {
        CommandLine line = new CommandLine(new SdcodecCommand(streams));
        // One is enough to run it; to read the annotations of all takes longer than all the rest of a start.
        Subcommand named = args.length == 0 ? null : Subcommand.named(args[0]);
        if (named != null && named != Subcommand.HELP) {
            line.addSubcommand(command(named, streams));
        } else {
            for (Subcommand each : Subcommand.values()) {
                line.addSubcommand(command(each, streams));
            }
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

    private static Object command(Subcommand named, Streams streams) {
        return switch (named) {
            case ENCODE -> new EncodeCommand(streams);
            case DECODE -> new DecodeCommand(streams);
            case WATCH -> new WatchCommand(streams);
            case POSTCARD -> new PostcardCommand(streams);
            case INFO -> new InfoCommand(streams);
            case COMPARE -> new CompareCommand(streams);
            case DEMO -> new DemoCommand(streams);
            case DOCTOR -> new DoctorCommand(streams);
            case BENCH -> new BenchCommand(streams);
            case MODELS -> new ModelsCommand(streams, System.getenv());
            case PULL -> new PullCommand(streams, System.getenv());
            case TRAIN_PRIOR -> new TrainPriorCommand(streams);
            case SERVE -> new ServeCommand(streams);
            case RUN ->
                new CommandLine(new RunCommand())
                        .addSubcommand(new VaeEncodeCommand(streams))
                        .addSubcommand(new VaeDecodeCommand(streams))
                        .addSubcommand(new UnetCommand(streams))
                        .addSubcommand(new TextEncodeCommand(streams))
                        .addSubcommand(new LatentEncodeCommand(streams))
                        .addSubcommand(new LatentDecodeCommand(streams))
                        .addSubcommand(new LatentRgbCommand(streams));
            case HELP -> new CommandLine.HelpCommand();
        };
    }

    /** Says in one sentence what went wrong, and returns the exit status for it. */
    static int fail(Streams streams, Throwable e, boolean trace) {
        streams.say("sdcodec: " + Failures.sentence(e));
        if (trace) {
            streams.trace(e);
        }
        return e instanceof RateTargetException || e.getCause() instanceof RateTargetException
                ? NOT_ACHIEVABLE
                : FAILURE;
    }

    private static boolean verbose(ParseResult parsed) {
        ParseResult innermost = parsed;
        while (innermost.hasSubcommand()) {
            innermost = innermost.subcommand();
        }
        return innermost.hasMatchedOption(VerbosityOptions.VERBOSE);
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
