package org.sdcodec.cli;

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
            "  sdcodec bench --model vae/ --json   one JSON object on a line for each stage"
        })
final class BenchCommand implements Callable<Integer> {

    private static final long SCENE = 1;
    private static final int LEAST_SIDE = 32;
    private static final int MOST_SIDE = 1 << 13;
    private static final double MOST_SECONDS = 3600;

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

    @Option(names = "--json", description = "Print one JSON object on a line for each stage.")
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
        Kernels kernels = codecOptions.kernels().kernels();
        Picture picture = Picture.opaque(size, size, Scene.render(size, size, SCENE));
        Map<Integer, Map<String, Double>> results = new LinkedHashMap<>();
        String model = "";
        for (int threads : threadCounts()) {
            try (Codec codec = codecOptions.open(kernels, threads);
                    ProgressLine progress = new ProgressLine(streams, "bench", verbosity.quiet())) {
                model = codec.model().name();
                progress.show("measuring on " + count(threads) + " ...");
                results.put(threads, measure(codec, picture));
            }
        }
        if (!json) {
            print(results, kernels, model);
            return Main.OK;
        }
        for (Map.Entry<Integer, Map<String, Double>> result : results.entrySet()) {
            printJson(result.getKey(), result.getValue(), kernels, model);
        }
        return Main.OK;
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

    /** Until the time is over, at least once. */
    private void repeat(StageTimes times, Runnable pass) {
        long begin = System.nanoTime();
        do {
            times.time(pass);
        } while (System.nanoTime() - begin < seconds * 1e9);
    }

    private double megapixelsPerSecond(double milliseconds) {
        return (double) size * size / milliseconds / 1e3;
    }

    private void print(Map<Integer, Map<String, Double>> results, Kernels kernels, String model) {
        String java = "Java " + Runtime.version() + ", " + System.getProperty("java.vm.name");
        print(
                "%s, %s kernels, %d processors%n",
                java, kernels.name(), Runtime.getRuntime().availableProcessors());
        print("%s, %dx%d pixels, medians%n%n", model, size, size);
        print("%-18s", "");
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

    private void printJson(int threads, Map<String, Double> medians, Kernels kernels, String model) {
        medians.forEach((stage, median) -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("stage", stage);
            fields.put("threads", threads);
            fields.put("ms", median);
            fields.put("mp_per_s", megapixelsPerSecond(median));
            fields.put("width", size);
            fields.put("height", size);
            fields.put("model", model);
            fields.put("kernels", kernels.name());
            fields.put("java", Runtime.version().toString());
            fields.put("sdcodec", SdcodecCommand.Version.number());
            Json.print(streams, fields);
        });
    }

    private static String count(int threads) {
        return threads == 1 ? "1 thread" : threads + " threads";
    }

    private void print(String format, Object... values) {
        streams.out().printf(Locale.ROOT, format, values);
    }
}
