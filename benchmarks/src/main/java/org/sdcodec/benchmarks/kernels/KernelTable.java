package org.sdcodec.benchmarks.kernels;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.sdcodec.cli.record.RecordFormat;
import org.sdcodec.cli.record.RecordWriter;

/** Runs the kernel benchmarks and prints them as one table, as shares of the FMA peak that the same run measured. */
final class KernelTable {
    private static final int WARM_UP_ITERATIONS = 4;
    private static final int ITERATIONS = 8;
    /** Fewer: the scalar kernels take seconds for the larger shapes, and warm up while they are checked. */
    private static final int SCALAR_ITERATIONS = 3;

    private static final TimeValue ITERATION = TimeValue.milliseconds(300);

    private record Benchmark(String name, Class<? extends LayerBenchmark> type, Work[] shapes) {
        boolean isRow(Pattern wanted, Work shape) {
            return wanted.matcher(name + " " + shape).find();
        }

        boolean hasRow(Pattern wanted) {
            return Arrays.stream(shapes).anyMatch(shape -> isRow(wanted, shape));
        }
    }

    private static final List<Benchmark> BENCHMARKS = List.of(
            new Benchmark("gemm", GemmBenchmark.class, GemmBenchmark.Shape.values()),
            new Benchmark("ejml", EjmlBenchmark.class, new Work[] {
                GemmBenchmark.Shape.CUBE_512, GemmBenchmark.Shape.UNET_64_OUT, GemmBenchmark.Shape.UNET_16_OUT
            }),
            new Benchmark("conv", ConvBenchmark.class, ConvBenchmark.Shape.values()),
            new Benchmark("geglu", GegluBenchmark.class, GegluBenchmark.Shape.values()),
            new Benchmark("attention", AttentionBenchmark.class, AttentionBenchmark.Shape.values()),
            new Benchmark("groupNorm", GroupNormBenchmark.class, GroupNormBenchmark.Shape.values()),
            new Benchmark("elementwise", ElementwiseBenchmark.class, ElementwiseBenchmark.Shape.values()));

    private static final List<String> TITLES = List.of(
            "kernel",
            "shape",
            "work",
            "unit",
            "vector_ms",
            "vector_rate",
            "share_of_peak",
            "scalar_ms",
            "scalar_rate",
            "peak_gflops");

    private final PrintStream out;
    /** Takes the rows in place of a table, or null. */
    private final RecordWriter records;
    /** JMH's own report, and what the measured JVMs print. */
    private final Path log;

    private final boolean scalarToo;

    /**
     * @param out for the rows; what else there is to say goes to {@code err} unless the rows are a table
     * @param scalarToo whether to time the scalar kernels beside the vector kernels
     * @param format of the rows, or null for a table
     */
    KernelTable(PrintStream out, PrintStream err, boolean scalarToo, RecordFormat format) throws IOException {
        this.out = format == null ? out : err;
        this.records = format == null ? null : new RecordWriter(out, format, TITLES);
        this.scalarToo = scalarToo;
        this.log = Files.createTempFile("kernels-", ".log");
    }

    /**
     * Runs every benchmark whose row, "name shape", the pattern finds, and prints a line as each ends.
     *
     * @throws IllegalArgumentException if it finds none
     */
    void print(Pattern wanted) throws RunnerException, IOException {
        if (BENCHMARKS.stream().noneMatch(benchmark -> benchmark.hasRow(wanted))) {
            throw new IllegalArgumentException("no row, such as 'gemm CUBE_512', matches '" + wanted + "'");
        }
        out.printf(
                Locale.ROOT,
                "Java %s, one thread, processor time of the fastest call within %d × %s; rate in GFLOP/s, or 10⁹ elements/s where marked *%n",
                Runtime.version(),
                ITERATIONS,
                ITERATION);
        out.println("JMH's log: " + log);
        double peak = peak();
        out.printf(Locale.ROOT, "FMA peak of one core: %.1f GFLOP/s%n%n", peak);
        if (records == null) {
            out.printf("%-12s %-16s %10s %10s %8s", "kernel", "shape", "vector ms", "rate", "of peak");
            out.println(scalarToo ? String.format(" %10s %10s %8s", "scalar ms", "rate", "speed-up") : "");
        }
        for (Benchmark benchmark : BENCHMARKS) {
            for (Work shape : benchmark.shapes()) {
                if (benchmark.isRow(wanted, shape)) {
                    printRow(benchmark, shape, peak);
                }
            }
        }
        out.printf(Locale.ROOT, "%nFMA peak of one core at the end: %.1f GFLOP/s%n", peak());
    }

    private void printRow(Benchmark benchmark, Work shape, double peak) throws RunnerException, IOException {
        double vector = milliseconds(options(benchmark.type())
                .param("shape", shape.toString())
                .param("backEnd", LayerBenchmark.BackEnd.VECTOR.name()));
        Double scalar = scalarToo ? milliseconds(scalarOptions(benchmark, shape)) : null;
        Double share = shape.isFlops() ? rate(shape, vector) / peak : null;
        if (records != null) {
            records.write(Arrays.asList(
                    benchmark.name(),
                    shape,
                    shape.amount(),
                    shape.isFlops() ? "FLOP" : "element",
                    vector,
                    rate(shape, vector),
                    share,
                    scalar,
                    scalar == null ? null : rate(shape, scalar),
                    peak));
            return;
        }
        out.printf(
                Locale.ROOT,
                "%-12s %-16s %s %8s",
                benchmark.name(),
                shape,
                timeAndRate(shape, vector),
                share == null ? "" : String.format(Locale.ROOT, "%.0f %%", 100 * share));
        if (scalar != null) {
            out.printf(Locale.ROOT, " %s %7.1f×", timeAndRate(shape, scalar), scalar / vector);
        }
        out.println();
    }

    private ChainedOptionsBuilder scalarOptions(Benchmark benchmark, Work shape) {
        return options(benchmark.type())
                .param("shape", shape.toString())
                .param("backEnd", LayerBenchmark.BackEnd.SCALAR.name())
                .warmupIterations(1)
                .measurementIterations(SCALAR_ITERATIONS);
    }

    private static String timeAndRate(Work shape, double milliseconds) {
        return String.format(
                Locale.ROOT, "%10.3f %9.1f%s", milliseconds, rate(shape, milliseconds), shape.isFlops() ? " " : "*");
    }

    /** Billions per second. */
    private static double rate(Work shape, double milliseconds) {
        return shape.amount() / milliseconds / 1e6;
    }

    private double peak() throws RunnerException {
        return FmaPeakBenchmark.FLOPS / milliseconds(options(FmaPeakBenchmark.class)) / 1e6;
    }

    /** Processor time of the fastest call: whatever else runs on the machine only ever adds to it. */
    private double milliseconds(ChainedOptionsBuilder options) throws RunnerException {
        return new Runner(options.build())
                        .runSingle().getBenchmarkResults().stream()
                                .flatMap(fork -> fork.getIterationResults().stream())
                                .mapToDouble(iteration -> iteration
                                        .getSecondaryResults()
                                        .get(CpuTime.RESULT)
                                        .getScore())
                                .min()
                                .orElseThrow()
                / 1e6;
    }

    private ChainedOptionsBuilder options(Class<?> type) {
        return new OptionsBuilder()
                .include("\\b" + Pattern.quote(type.getName()) + "\\b")
                .forks(1)
                .warmupIterations(WARM_UP_ITERATIONS)
                .warmupTime(ITERATION)
                .measurementIterations(ITERATIONS)
                .measurementTime(ITERATION)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.NORMAL)
                .output(log.toString())
                .jvmArgsAppend("--add-modules=jdk.incubator.vector", "-Xmx3g");
    }
}
