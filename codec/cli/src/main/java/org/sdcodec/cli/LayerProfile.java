package org.sdcodec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.sdcodec.engine.profile.LayerRun;

/** Which layers take how long in passes that were measured: what Flight Recorder has recorded of them. */
final class LayerProfile {
    private static final double NANOS_PER_MILLISECOND = 1e6;

    /**
     * A layer, all of whose runs within a pass count together.
     *
     * @param name its place in the network
     * @param kind what it computes
     * @param algorithm how it computes it
     * @param input shape of the input
     * @param output shape of the output
     */
    record Layer(String name, String kind, String algorithm, String input, String output) {
        private static Layer of(RecordedEvent event) {
            return new Layer(
                    event.getString("name"),
                    event.getString("kind"),
                    event.getString("algorithm"),
                    event.getString("input"),
                    event.getString("output"));
        }
    }

    /**
     * What a layer takes in a pass.
     *
     * @param runs how many bands of rows it makes, or how often the network runs
     * @param milliseconds the median of all passes
     * @param flop of the products as they are defined
     * @param multipliedFlop of those that are computed instead
     * @param bytes of inputs, weights, addends and outputs, each run's counted once
     */
    record Row(Layer layer, long runs, double milliseconds, long flop, long multipliedFlop, long bytes) {}

    /**
     * Passes of one kind.
     *
     * @param milliseconds the median of their times
     * @param otherMilliseconds the median of what is left of each without its layers
     * @param rows in the order in which the layers first run
     */
    record Passes(String name, int count, double milliseconds, double otherMilliseconds, List<Row> rows) {}

    private final List<Passes> passes;
    private final double peakGflops;

    private LayerProfile(List<Passes> passes, double peakGflops) {
        this.passes = passes;
        this.peakGflops = peakGflops;
    }

    /**
     * Records what some work does.
     *
     * @param work commits a {@link PassEvent} for each pass; layers that run outside of these do not count
     * @throws CliException if this Java has no Flight Recorder, or cannot write its temporary file
     */
    static LayerProfile record(Runnable work) {
        if (!LayerRun.isRecordable()) {
            throw new CliException("layers are measured by Java Flight Recorder, which this Java runtime lacks: the"
                    + " module jdk.jfr");
        }
        try {
            Path file = Files.createTempFile("sdcodec-layers-", ".jfr");
            try (Recording recording = new Recording()) {
                recording.enable(LayerRun.EVENT);
                recording.enable(PassEvent.EVENT);
                recording.start();
                work.run();
                recording.stop();
                recording.dump(file);
                return of(RecordingFile.readAllEvents(file));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new CliException("the recording of the layers cannot be written or read: " + e.getMessage(), e);
        }
    }

    private static LayerProfile of(List<RecordedEvent> events) {
        List<RecordedEvent> sorted = events.stream()
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .toList();
        Map<String, List<Pass>> byName = new LinkedHashMap<>();
        List<Pass> all = new ArrayList<>();
        for (RecordedEvent event : sorted) {
            if (event.getEventType().getName().equals(PassEvent.EVENT)) {
                Pass pass = new Pass(event);
                all.add(pass);
                byName.computeIfAbsent(event.getString("name"), name -> new ArrayList<>())
                        .add(pass);
            }
        }
        double peak = 0;
        int current = 0;
        for (RecordedEvent event : sorted) {
            if (!event.getEventType().getName().equals(LayerRun.EVENT)) {
                continue;
            }
            while (current < all.size() && all.get(current).endsBefore(event)) {
                current++;
            }
            if (current < all.size() && all.get(current).contains(event)) {
                all.get(current).add(event);
                peak = event.getDouble("peakGflops");
            }
        }
        List<Passes> passes = new ArrayList<>();
        byName.forEach((name, list) -> passes.add(summary(name, list)));
        return new LayerProfile(passes, peak);
    }

    /** Encodes and decodes in the order in which they were first measured. */
    List<Passes> passes() {
        return passes;
    }

    /** What the threads reach together with fused multiply-adds alone; 0 if no layer has run. */
    double peakGflops() {
        return peakGflops;
    }

    private static Passes summary(String name, List<Pass> passes) {
        List<Row> rows = new ArrayList<>();
        Pass first = passes.get(0);
        first.layers.forEach((layer, sum) -> {
            double median = StageTimes.median(passes.stream()
                    .mapToDouble(pass -> pass.layers.getOrDefault(layer, Sum.NONE).nanos)
                    .toArray());
            rows.add(new Row(layer, sum.runs, median / NANOS_PER_MILLISECOND, sum.flop, sum.multipliedFlop, sum.bytes));
        });
        double whole = StageTimes.median(
                passes.stream().mapToDouble(pass -> pass.nanos).toArray());
        double other =
                StageTimes.median(passes.stream().mapToDouble(Pass::otherNanos).toArray());
        return new Passes(
                name, passes.size(), whole / NANOS_PER_MILLISECOND, other / NANOS_PER_MILLISECOND, List.copyOf(rows));
    }

    /** The runs of one layer within one pass. */
    private static final class Sum {
        static final Sum NONE = new Sum();

        private long runs;
        private long nanos;
        private long flop;
        private long multipliedFlop;
        private long bytes;
    }

    /** One pass and its layers, in the order in which they first ran. */
    private static final class Pass {
        private final RecordedEvent event;
        private final long nanos;
        private final Map<Layer, Sum> layers = new LinkedHashMap<>();

        Pass(RecordedEvent event) {
            this.event = event;
            this.nanos = event.getDuration().toNanos();
        }

        boolean endsBefore(RecordedEvent layer) {
            return event.getEndTime().isBefore(layer.getStartTime());
        }

        boolean contains(RecordedEvent layer) {
            return !layer.getStartTime().isBefore(event.getStartTime())
                    && !layer.getEndTime().isAfter(event.getEndTime());
        }

        void add(RecordedEvent layer) {
            Sum sum = layers.computeIfAbsent(Layer.of(layer), key -> new Sum());
            sum.runs++;
            sum.nanos += layer.getDuration().toNanos();
            sum.flop += layer.getLong("flop");
            sum.multipliedFlop += layer.getLong("multipliedFlop");
            sum.bytes += layer.getLong("bytes");
        }

        double otherNanos() {
            return nanos - layers.values().stream().mapToLong(sum -> sum.nanos).sum();
        }
    }
}
