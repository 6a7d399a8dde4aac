package org.sdcodec.engine.network;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Rows;
import org.sdcodec.engine.WorkMemory;
import org.sdcodec.engine.layer.ChannelAffine;
import org.sdcodec.engine.layer.GroupMoments;
import org.sdcodec.engine.layer.GroupNorm;

/** A run of a {@link RowNetwork}: rows go in at the top, and come out as soon as they are complete. */
public final class RowRun {
    /** Gives the rows of a network's input. */
    @FunctionalInterface
    public interface Source {
        /**
         * Reads a part of a row. Several threads read different rows at the same time.
         *
         * @param y the row
         * @param left the first column
         * @param columns how many
         * @param to receives {@code columns × channels} elements from {@code offset} on
         */
        void read(int y, int left, int columns, float[] to, int offset);
    }

    /** Receives the rows of a network's output, from top to bottom, on the thread that runs the network. */
    @FunctionalInterface
    public interface Sink {
        /**
         * @param rows has these rows, and at least the columns that were asked for; valid during the call
         * @param from the first row
         * @param end the row behind the last one
         */
        void write(Rows rows, int from, int end);
    }

    /** What the listener receives as a whole. */
    private static final int PARTS = 100;
    /** Elements per task of functions of each element. */
    private static final int BLOCK = 1 << 13;

    private final Engine engine;
    private final List<RowNetwork.Layer> layers;
    private final Area wanted;
    private final RowSchedule schedule;
    private final RowBuffer[] buffers;
    /** Of the inputs of layers; null where nothing is normalized. */
    private final ChannelAffine[] normalizations;

    private RowRun(Engine engine, RowNetwork network, Area wanted, ChannelAffine[] normalizations) {
        this.engine = engine;
        this.layers = network.layers();
        this.wanted = wanted;
        this.schedule = new RowSchedule(network, wanted);
        this.normalizations = normalizations;
        this.buffers = new RowBuffer[layers.size()];
        for (int i = 0; i < buffers.length; i++) {
            buffers[i] = new RowBuffer(layers.get(i).output(), schedule.area(i), engine.memory());
        }
    }

    /**
     * Runs a network. Where it has normalizations by statistics of all pixels, it first runs up to the input of each,
     * in their order, so that its statistics are known.
     *
     * @param wanted of its output
     * @param source is read once more for each normalization
     * @param listener receives how much of the work is done, in percent
     */
    public static void run(
            Engine engine, RowNetwork network, Area wanted, Source source, Sink sink, BlockListener listener) {
        List<Integer> normalized = network.normalized();
        double all = new RowSchedule(network, wanted).cost();
        for (int layer : normalized) {
            all += upToInput(network, layer).passCost();
        }
        Progress progress = new Progress(all, listener);
        Map<GroupNorm, ChannelAffine> known = new IdentityHashMap<>();
        for (int layer : normalized) {
            known.put(network.layers().get(layer).norm(), statistics(engine, network, layer, known, source, progress));
        }
        pass(engine, network, wanted, known, source, sink, progress);
        progress.end();
    }

    private static RowNetwork upToInput(RowNetwork network, int layer) {
        return network.upTo(network.layers().get(layer).input());
    }

    private static ChannelAffine statistics(
            Engine engine,
            RowNetwork network,
            int layer,
            Map<GroupNorm, ChannelAffine> known,
            Source source,
            Progress progress) {
        RowNetwork part = upToInput(network, layer);
        Shape output = part.output();
        long pixels = output.height() * output.width();
        GroupMoments moments =
                new GroupMoments(engine, network.layers().get(layer).norm(), pixels);
        try {
            pass(engine, part, Area.of(output), known, source, moments::add, progress);
            return moments.finish();
        } finally {
            moments.release();
        }
    }

    /** @param known normalizations, those of the network among them */
    private static void pass(
            Engine engine,
            RowNetwork network,
            Area wanted,
            Map<GroupNorm, ChannelAffine> known,
            Source source,
            Sink sink,
            Progress progress) {
        ChannelAffine[] normalizations = new ChannelAffine[network.layers().size()];
        for (int layer : network.normalized()) {
            normalizations[layer] = known.get(network.layers().get(layer).norm());
        }
        RowRun run = new RowRun(engine, network, wanted, normalizations);
        try {
            run.run(source, sink, progress);
        } finally {
            for (RowBuffer buffer : run.buffers) {
                buffer.drop(Integer.MAX_VALUE);
            }
        }
    }

    /** How much of all runs is done. */
    private static final class Progress {
        private final double all;
        private final BlockListener listener;
        private double done;
        private int reported;

        Progress(double all, BlockListener listener) {
            this.all = all;
            this.listener = listener;
            listener.onBlock(0, PARTS);
        }

        void add(double cost) {
            done += cost;
            int part = (int) (PARTS * done / all);
            if (part > reported && part < PARTS) {
                listener.onBlock(part, PARTS);
                reported = part;
            }
        }

        void end() {
            listener.onBlock(PARTS, PARTS);
        }
    }

    private void run(Source source, Sink sink, Progress progress) {
        while (schedule.advance()) {
            make(schedule.layer(), schedule.from(), schedule.end(), source, sink);
            progress.add(RowSchedule.cost(layers.get(schedule.layer()), schedule.end() - schedule.from()));
            int[] needed = schedule.needed();
            for (int i = 0; i < buffers.length; i++) {
                buffers[i].drop(needed[i]);
            }
        }
    }

    private void make(int index, int from, int end, Source source, Sink sink) {
        RowNetwork.Layer layer = layers.get(index);
        RowBuffer to = buffers[index];
        to.extend(end);
        if (layer.isInput()) {
            engine.workers().run(end - from, i -> source.read(from + i, to.left(), to.columns(), to.row(from + i), 0));
        } else {
            Rows addend = layer.addend() < 0 ? null : buffers[layer.addend()];
            layer.operation().run(engine, buffers[layer.input()], normalizations[index], addend, to, from, end);
        }
        if (!layer.after().isEmpty()) {
            apply(layer.after(), to, from, end);
        }
        if (index == buffers.length - 1) {
            int first = Math.max(from, wanted.top());
            int behind = Math.min(end, wanted.bottom());
            if (first < behind) {
                sink.write(to, first, behind);
            }
        }
    }

    private void apply(List<RowNetwork.InPlace> functions, RowBuffer rows, int from, int end) {
        int size = rows.columns() * rows.channels();
        int blocks = (size + BLOCK - 1) / BLOCK;
        engine.workers().run((end - from) * blocks, task -> {
            int first = task % blocks * BLOCK;
            for (RowNetwork.InPlace function : functions) {
                function.apply(engine.kernels(), Math.min(BLOCK, size - first), rows.row(from + task / blocks), first);
            }
        });
    }

    /** What of a network's input is read for a part of its output. */
    public static Area inputArea(RowNetwork network, Area wanted) {
        return new RowSchedule(network, wanted).area(0);
    }

    /**
     * Work memory of a run, in bytes: the most that rows, and what convolutions make of inputs and weights, take at
     * once. A {@link WorkMemory} keeps more while the heap has room for it.
     *
     * @param threads among which layers split their outputs
     */
    public static long bytes(RowNetwork network, Area wanted, int threads) {
        long most = passBytes(network, wanted, threads);
        for (int layer : network.normalized()) {
            Shape input =
                    network.layers().get(network.layers().get(layer).input()).output();
            long moments = GroupMoments.bytes(input.height() * input.width(), input.channels());
            RowNetwork part = upToInput(network, layer);
            most = Math.max(most, moments + passBytes(part, Area.of(input), threads));
        }
        return most;
    }

    private static long passBytes(RowNetwork network, Area wanted, int threads) {
        List<RowNetwork.Layer> layers = network.layers();
        RowSchedule schedule = new RowSchedule(network, wanted);
        int[] first = new int[layers.size()];
        int[] end = new int[layers.size()];
        for (int i = 0; i < first.length; i++) {
            first[i] = end[i] = schedule.area(i).top();
        }
        long most = 0;
        Map<List<Integer>, Long> work = new HashMap<>();
        while (schedule.advance()) {
            int index = schedule.layer();
            end[index] = schedule.end();
            long now = 0;
            for (int i = 0; i < first.length; i++) {
                now += rowElements(layers, schedule, i) * (end[i] - first[i]);
            }
            RowNetwork.Layer layer = layers.get(index);
            if (!layer.isInput()) {
                int rows = schedule.end() - schedule.from();
                now += work.computeIfAbsent(
                        List.of(index, rows),
                        key -> layer.operation()
                                .workElements(
                                        layer.output(),
                                        rows,
                                        schedule.area(index).width(),
                                        threads));
            }
            most = Math.max(most, now);
            int[] needed = schedule.needed();
            for (int i = 0; i < first.length; i++) {
                first[i] = Math.max(first[i], Math.min(end[i], needed[i]));
            }
        }
        return most * Float.BYTES;
    }

    private static long rowElements(List<RowNetwork.Layer> layers, RowSchedule schedule, int index) {
        return schedule.area(index).width() * layers.get(index).output().channels();
    }
}
