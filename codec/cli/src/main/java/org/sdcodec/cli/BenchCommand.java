package org.sdcodec.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.cli.record.RecordFormat;
import org.sdcodec.cli.record.RecordWriter;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.scene.Scene;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sdcodec bench}: how fast sdcodec is on this machine. */
@Command(
        name = "bench",
        header = "Measures how fast sdcodec encodes and decodes here, once it is warm.",
        description =
                "Encodes and decodes a rendered scene again and again, on one thread and on all, and prints the medians of"
                        + " whole passes and of their stages. Other programs that run meanwhile make it slower. A single"
                        + " 'sdcodec encode' takes longer: Java starts and compiles first.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sdcodec bench",
            "  sdcodec bench --size 1024 --threads 2",
            "  sdcodec bench --model vae/ --json       one JSON object on a line for each stage",
            "  sdcodec bench --layers                  every layer: time, work, share of the peak, bytes",
            "  sdcodec bench --layers --format csv > layers.csv"
        })
final class BenchCommand implements Callable<Integer> {

    private static final long SCENE = 1;
    private static final int LEAST_SIDE = 32;
    private static final int MOST_SIDE = 1 << 13;
    private static final double MOST_SECONDS = 3600;

    private static final List<String> STAGE_TITLES =
            List.of("stage", "threads", "ms", "mp_per_s", "width", "height", "model", "kernels", "java", "sdcodec");

    private final Streams streams;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            defaultValue = "512",
            description = "The side of the picture. Default: ${DEFAULT-VALUE}.")
    private int size;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "3",
            description =
                    "How long encoding, and decoding, is measured for each number of threads, at least; as long goes"
                            + " into warming up. Default: ${DEFAULT-VALUE}.")
    private Double seconds;

    @Option(
            names = "--layers",
            description = "Measure every layer of the networks instead of stages, by Java Flight Recorder.")
    private boolean layers;

    @Option(
            names = "--format",
            paramLabel = "csv|json",
            description = "Print a record for each stage or layer instead of a table: CSV with a line of titles, or one"
                    + " JSON object on a line.")
    private String format;

    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    @Mixin
    private CodecOptions codecOptions;

    @Mixin
    private VerbosityOptions verbosity;

    BenchCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        if (size < LEAST_SIDE || size > MOST_SIDE) {
            throw new UsageException("--size is " + LEAST_SIDE + " to " + MOST_SIDE + " pixels, not " + size);
        }
        if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
            throw new UsageException("--seconds is more than 0 and at most 3600, not " + seconds);
        }
        RecordFormat recordFormat = recordFormat();
        Kernels kernels = codecOptions.kernels().kernels();
        Picture picture = Picture.opaque(size, size, Scene.render(size, size, SCENE));
        return layers ? benchLayers(kernels, picture, recordFormat) : benchStages(kernels, picture, recordFormat);
    }

    private RecordFormat recordFormat() {
        if (format == null) {
            return json ? RecordFormat.JSON : null;
        }
        for (RecordFormat each : RecordFormat.values()) {
            if (each.name().equalsIgnoreCase(format)) {
                if (json && each != RecordFormat.JSON) {
                    throw new UsageException("--json and --format " + format + " contradict each other");
                }
                return each;
            }
        }
        throw new UsageException("--format is csv or json, not '" + format + "'");
    }

    private int benchStages(Kernels kernels, Picture picture, RecordFormat recordFormat) {
        Map<Integer, Map<String, Double>> results = new LinkedHashMap<>();
        String[] model = {""};
        onEachThreadCount(kernels, (codec, threads) -> {
            model[0] = codec.model().name();
            results.put(threads, measure(codec, picture));
        });
        if (recordFormat == null) {
            print(results, kernels, model[0]);
        } else {
            printRecords(recordFormat, STAGE_TITLES, records -> {
                for (Map.Entry<Integer, Map<String, Double>> result : results.entrySet()) {
                    writeStages(records, result.getKey(), result.getValue(), kernels, model[0]);
                }
            });
        }
        return Main.OK;
    }

    private int benchLayers(Kernels kernels, Picture picture, RecordFormat recordFormat) {
        Map<Integer, LayerProfile> results = new LinkedHashMap<>();
        String[] model = {""};
        onEachThreadCount(kernels, (codec, threads) -> {
            model[0] = codec.model().name();
            results.put(threads, measureLayers(codec, picture));
        });
        if (recordFormat == null) {
            printMachine(kernels, model[0]);
            results.forEach((threads, profile) -> LayerTable.print(streams, profile, count(threads)));
        } else {
            printRecords(recordFormat, LayerTable.TITLES, records -> {
                for (Map.Entry<Integer, LayerProfile> result : results.entrySet()) {
                    LayerTable.write(records, result.getValue(), result.getKey());
                }
            });
        }
        return Main.OK;
    }

    /** What is measured with one number of threads. */
    private interface Measurement {
        void run(Codec codec, int threads);
    }

    private void onEachThreadCount(Kernels kernels, Measurement measurement) {
        for (int threads : threadCounts()) {
            try (Codec codec = codecOptions.open(kernels, threads);
                    ProgressLine progress = new ProgressLine(streams, "bench", verbosity.quiet())) {
                progress.show("measuring on " + count(threads) + " ...");
                measurement.run(codec, threads);
            }
        }
    }

    /** What {@code --threads} says; without it one and all. */
    private List<Integer> threadCounts() {
        int all = Runtime.getRuntime().availableProcessors();
        return codecOptions.threads() == 0 ? Stream.of(1, all).distinct().toList() : List.of(codecOptions.threads());
    }

    private Map<String, Double> measure(Codec codec, Picture picture) {
        StageTimes encode = new StageTimes("encode");
        measure(encode, () -> codec.encode(picture, EncodeOptions.DEFAULT, encode));

        byte[] file = codec.encode(picture);
        StageTimes decode = new StageTimes("decode");
        measure(decode, () -> codec.decode(file, DecodeOptions.DEFAULT, decode));

        Map<String, Double> medians = new LinkedHashMap<>(encode.medians());
        medians.putAll(decode.medians());
        return medians;
    }

    private void measure(StageTimes times, Runnable pass) {
        repeat(times, pass);
        times.clear();
        repeat(times, pass);
    }

    private void repeat(StageTimes times, Runnable pass) {
        repeat(() -> times.time(pass));
    }

    private LayerProfile measureLayers(Codec codec, Picture picture) {
        byte[] file = codec.encode(picture);
        Runnable encode = () -> codec.encode(picture);
        Runnable decode = () -> codec.decode(file);
        repeat(encode);
        repeat(decode);
        return LayerProfile.record(() -> {
            // The first layer that is recorded waits until the peak has been measured.
            decode.run();
            repeat(() -> recordPass("encode", encode));
            repeat(() -> recordPass("decode", decode));
        });
    }

    private static void recordPass(String name, Runnable pass) {
        PassEvent event = new PassEvent();
        event.name = name;
        event.begin();
        pass.run();
        event.commit();
    }

    /** Until the time is over, at least once. */
    private void repeat(Runnable pass) {
        long begin = System.nanoTime();
        do {
            pass.run();
        } while (System.nanoTime() - begin < seconds * 1e9);
    }

    private double megapixelsPerSecond(double milliseconds) {
        return (double) size * size / milliseconds / 1e3;
    }

    private void print(Map<Integer, Map<String, Double>> results, Kernels kernels, String model) {
        printMachine(kernels, model);
        print("%n%-18s", "");
        results.keySet().forEach(threads -> print("%21s", count(threads)));
        print("%n%-18s", "");
        results.keySet().forEach(threads -> print("%12s%9s", "ms", "MP/s"));
        print("%n");
        Map<String, Double> first = results.values().iterator().next();
        for (String stage : first.keySet()) {
            boolean whole = stage.equals("encode") || stage.equals("decode");
            print("%-18s", whole ? stage : "  " + stage);
            for (Map<String, Double> medians : results.values()) {
                double median = medians.get(stage);
                print("%12.1f%9.2f", median, megapixelsPerSecond(median));
            }
            print("%n");
        }
    }

    private void printMachine(Kernels kernels, String model) {
        String java = "Java " + Runtime.version() + ", " + System.getProperty("java.vm.name");
        print(
                "%s, %s kernels, %d processors%n",
                java, kernels.name(), Runtime.getRuntime().availableProcessors());
        print("%s, %dx%d pixels, medians%n", model, size, size);
    }

    private void writeStages(
            RecordWriter records, int threads, Map<String, Double> medians, Kernels kernels, String model)
            throws IOException {
        for (Map.Entry<String, Double> stage : medians.entrySet()) {
            double median = stage.getValue();
            records.write(List.of(
                    stage.getKey(),
                    threads,
                    median,
                    megapixelsPerSecond(median),
                    size,
                    size,
                    model,
                    kernels.name(),
                    Runtime.version().toString(),
                    SdcodecCommand.Version.number()));
        }
    }

    /** Writes records. */
    private interface Records {
        void write(RecordWriter records) throws IOException;
    }

    private void printRecords(RecordFormat recordFormat, List<String> titles, Records content) {
        StringBuilder text = new StringBuilder();
        try {
            content.write(new RecordWriter(text, recordFormat, titles));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Not through a charset of the terminal: records are UTF-8.
        streams.out().writeBytes(text.toString().getBytes(StandardCharsets.UTF_8));
        streams.out().flush();
    }

    private static String count(int threads) {
        return threads == 1 ? "1 thread" : threads + " threads";
    }

    private void print(String format, Object... values) {
        streams.out().printf(Locale.ROOT, format, values);
    }
}
