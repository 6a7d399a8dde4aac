package org.sdcodec.benchmarks.peers;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.sdcodec.benchmarks.peers.Contestant.Setting;
import org.sdcodec.benchmarks.peers.Contestant.Times;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code peers}: times the same network on several engines, numbers of threads and JVMs in turn, and prints the ratios.
 */
@Command(
        name = "peers",
        header = "Times networks on sdcodec's engine and on others, in turn (A B A B), each in a process of its own.",
        description = {
            "Every combination of engine, number of threads and JVM is a contestant. All contestants of a task run the"
                    + " same weights and inputs; their results are compared before anything is timed.",
            "The other engines come with the Maven profile 'peers'."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class PeersCommand implements Callable<Integer> {
    private static final double MIB = 1 << 20;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "TASK",
            description =
                    "vae-decode, vae-encode, unet-step, taesd-decode, taesd-encode, embedded-encode, embedded-decode; all of them"
                            + " unless given.")
    private List<String> tasks = Stream.of(Task.values()).map(Task::title).toList();

    @Option(
            names = "--engines",
            split = ",",
            paramLabel = "NAME",
            description = "sdcodec, onnxruntime, pytorch, pytorch-bf16; all that this build has unless given, without"
                    + " bf16.")
    private List<String> engines = Peers.all().stream()
            .map(Peer::name)
            .filter(name -> !name.endsWith("bf16"))
            .toList();

    @Option(
            names = "--threads",
            split = ",",
            paramLabel = "N",
            description = "Threads of each engine; sdcodec uses no more than there are processors.")
    private List<Integer> threads = List.of(2);

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "PIXELS",
            description =
                    "Sides of the picture, multiples of 64; for the UNet, of the picture that its latent stands for.")
    private List<Integer> sizes = List.of(512);

    @Option(names = "--java", split = ",", paramLabel = "COMMAND", description = "JVMs to compare.")
    private List<String> javas =
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString());

    @Option(
            names = "--jvm-options",
            split = " ",
            paramLabel = "OPTIONS",
            description = "Options of every engine's JVM beside the module of the Vector API, separated by spaces.")
    private List<String> jvmOptions = List.of("-XX:+UseSerialGC", "-XX:MaxNewSize=32m", "-XX:MaxRAMPercentage=75");

    @Option(names = "--rounds", paramLabel = "N", description = "How often the contestants take turns.")
    private int rounds = 5;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long a turn lasts at least; it has one pass at least.")
    private double seconds = 1;

    @Option(names = "--warm-up", paramLabel = "S", description = "How long each contestant warms up at least.")
    private double warmUp = 3;

    @Option(
            names = "--models",
            paramLabel = "FOLDER",
            description = "Where generated weights and graphs are kept: up to 12 GB.")
    private Path models = Path.of("benchmarks", "target", "models");

    @Option(names = "--csv", paramLabel = "FILE", description = "Adds a line for each contestant to this file.")
    private Path csv;

    @Option(names = "--prepare", description = "Only make the weights and graphs.")
    private boolean prepareOnly;

    private final PrintStream out = System.out;
    private final long begin = System.nanoTime();

    @Override
    public Integer call() throws Exception {
        check();
        ModelStore store = new ModelStore(models);
        boolean complete = true;
        for (String task : tasks) {
            for (int size : sizes) {
                for (String engine : engines) {
                    Peers.named(engine).prepare(Task.of(task), size, store);
                }
                complete &= prepareOnly || compare(Task.of(task), size, store);
            }
        }
        return complete ? 0 : 1;
    }

    private void check() {
        for (String task : tasks) {
            if (Task.of(task) == null) {
                throw new ParameterException(spec.commandLine(), "there is no task '" + task + "'");
            }
        }
        for (String engine : engines) {
            try {
                Peers.named(engine);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage());
            }
        }
        if (sizes.stream().anyMatch(size -> size < 64 || size % 64 != 0)) {
            throw new ParameterException(spec.commandLine(), "sizes must be multiples of 64, but are " + sizes);
        }
        if (rounds < 1 || threads.stream().anyMatch(count -> count < 1)) {
            throw new ParameterException(spec.commandLine(), "--rounds and --threads must be positive");
        }
    }

    /** Whether all contestants ran and agreed. */
    private boolean compare(Task task, int size, ModelStore store) throws IOException {
        List<Contestant> contestants = new ArrayList<>();
        try {
            for (Setting setting : settings(task, size)) {
                contestants.add(new Contestant(setting, store, classPath()));
                progress(setting, "loaded");
            }
            List<Double> errors = errors(task, size, contestants);
            for (int round = 0; round < rounds; round++) {
                for (Contestant contestant : contestants) {
                    contestant.time(seconds);
                    progress(contestant.setting(), "round " + (round + 1) + " of " + rounds);
                }
            }
            return print(task, size, contestants, errors);
        } catch (IOException e) {
            out.printf("%n%s at %d: not timed: %s%n", task.title(), size, e.getMessage());
            return false;
        } finally {
            for (Contestant contestant : contestants) {
                contestant.close();
            }
        }
    }

    /** To standard error, because some passes take minutes. */
    private void progress(Setting setting, String state) {
        System.err.printf(
                Locale.ROOT,
                "%s %d, %s on %d threads: %s, after %.1f s%n",
                setting.task().title(),
                setting.size(),
                setting.engine(),
                setting.threads(),
                state,
                (System.nanoTime() - begin) / 1e9);
    }

    private List<Setting> settings(Task task, int size) {
        List<Setting> settings = new ArrayList<>();
        for (String engine : engines) {
            for (int count : threads) {
                for (String java : javas) {
                    List<String> options = new ArrayList<>(List.of("--add-modules=jdk.incubator.vector"));
                    options.addAll(jvmOptions);
                    settings.add(new Setting(engine, task, size, count, java, options));
                }
            }
        }
        return settings;
    }

    /** Relative L2 errors against the first contestant's result. */
    private List<Double> errors(Task task, int size, List<Contestant> contestants) throws IOException {
        List<Double> errors = new ArrayList<>();
        float[] reference = null;
        for (Contestant contestant : contestants) {
            float[] result = contestant.warmUp(warmUp);
            progress(contestant.setting(), "warm");
            reference = reference == null ? result : reference;
            double error = relativeError(result, reference);
            String engine = contestant.setting().engine();
            double tolerance = Peers.named(engine).tolerance(task, size);
            if (!(error <= tolerance)) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "the result of %s is off by %.1e from that of %s, more than %.0e",
                        engine,
                        error,
                        contestants.get(0).setting().engine(),
                        tolerance));
            }
            errors.add(error);
        }
        return errors;
    }

    private static double relativeError(float[] actual, float[] expected) {
        if (actual.length != expected.length) {
            return Double.POSITIVE_INFINITY;
        }
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            double d = (double) actual[i] - expected[i];
            difference += d * d;
            norm += (double) expected[i] * expected[i];
        }
        return Math.sqrt(difference / norm);
    }

    private boolean print(Task task, int size, List<Contestant> contestants, List<Double> errors) throws IOException {
        out.printf(Locale.ROOT, "%n%s, %d×%d, %d rounds in turn%n", task.title(), size, size, rounds);
        out.printf(
                "%-14s %-18s %7s %10s %10s %10s %7s %9s %9s%n",
                "engine", "version", "threads", "wall ms", "fastest", "cpu ms", "ratio", "peak MiB", "error");
        double first = contestants.get(0).times().wall();
        for (int i = 0; i < contestants.size(); i++) {
            Contestant contestant = contestants.get(i);
            Times times = contestant.times();
            double peak = contestant.end() / MIB;
            out.printf(
                    Locale.ROOT,
                    "%-14s %-18s %7d %10.1f %10.1f %10.1f %6.2f× %9.0f %9.1e%n",
                    contestant.setting().engine(),
                    contestant.version(),
                    contestant.setting().threads(),
                    times.wall(),
                    times.fastest(),
                    times.cpu(),
                    times.wall() / first,
                    peak,
                    errors.get(i));
            if (csv != null) {
                PeerRow.append(csv, PeerRow.of(contestant, times, times.wall() / first, peak, errors.get(i)));
            }
        }
        return true;
    }

    /** This jar, and the other engines' beside it. */
    private static String classPath() {
        try {
            Path own = Path.of(PeersCommand.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return own + System.getProperty("path.separator") + own.resolveSibling("peers") + "/*";
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
