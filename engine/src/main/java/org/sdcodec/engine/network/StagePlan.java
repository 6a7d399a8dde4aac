package org.sdcodec.engine.network;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The cut of a network into stages that run one after the other and fit a limit of memory. A stage either holds the
 * whole tensors of its blocks, or makes some rows at a time and keeps only its result; statistics of the whole picture
 * then cost it a run for each ({@link RowRun}). Whatever the cut, the result has the same bits. Immutable.
 */
public final class StagePlan {
    /**
     * Floats that a layer makes at a time, more or less, the most first: 16 MB, as layers of many channels have many
     * weights, which are transformed for each band.
     */
    private static final int[] BANDS = {1 << 22, 1 << 20, 1 << 18};
    /** Rows of a layer that wait for the next band, at most: those that a tile of the next layers sees, and a tile. */
    private static final int WAITING_ROWS = 20;
    /** A limit that no cut meets is raised by this factor until one does. */
    private static final double MORE = 1.2;

    private static final long LONGEST = Integer.MAX_VALUE - 8;
    /** More than any cut takes whose tensors fit Java arrays. */
    private static final double MOST_BYTES = 0x1p40;

    /**
     * Blocks that run together.
     *
     * @param from the first block
     * @param end the block behind the last one
     * @param byRows whether they make some rows at a time
     */
    record Stage(int from, int end, boolean byRows) {}

    private final Sequence network;
    private final int threads;
    /** The input of each block, and the last one's output. */
    private final List<Shape> shapes;

    /** See {@link RowNetwork#withBand}. */
    private final int band;
    /** Null if no cut takes so little. */
    private final List<Stage> stages;

    private StagePlan(Sequence network, int threads, List<Shape> shapes, int band, double most) {
        this.network = network;
        this.threads = threads;
        this.shapes = shapes;
        this.band = band;
        this.stages = cut(most);
    }

    /**
     * The cut with the least work that takes no more than some memory; where none does, one that takes little more than
     * it must.
     *
     * @param input shape of the network's input
     * @param threads among which layers split their outputs
     * @param most bytes
     * @return null if a tensor that no cut avoids does not fit a Java array
     */
    public static StagePlan of(Sequence network, Shape input, int threads, long most) {
        List<Shape> shapes = shapes(network, input);
        for (double limit = Math.max(1 << 20, most); limit < MOST_BYTES; limit *= MORE) {
            for (int band : BANDS) {
                StagePlan plan = new StagePlan(network, threads, shapes, band, limit);
                if (plan.stages != null) {
                    return plan;
                }
            }
        }
        return null;
    }

    private static List<Shape> shapes(Sequence network, Shape input) {
        List<Shape> shapes = new ArrayList<>(List.of(input));
        MemoryPlan plan = new MemoryPlan();
        plan.take(input);
        for (Block block : network.blocks()) {
            shapes.add(block.plan(plan, shapes.get(shapes.size() - 1)));
        }
        return shapes;
    }

    List<Stage> stages() {
        return stages;
    }

    /** The network's input. */
    Shape input() {
        return shapes.get(0);
    }

    Shape output(Stage stage) {
        return shapes.get(stage.end());
    }

    boolean isLast(Stage stage) {
        return stage.end() == network.blocks().size();
    }

    /** The blocks of a stage. */
    Sequence blocks(Stage stage) {
        return network.part(stage.from(), stage.end());
    }

    /** The layers of a stage that runs by rows. */
    RowNetwork rows(Stage stage) {
        return blocks(stage).rows(shapes.get(stage.from())).withBand(band);
    }

    /** What a stage costs, more or less. */
    double cost(Stage stage) {
        if (stage.byRows()) {
            return rows(stage).cost();
        }
        return IntStream.range(stage.from(), stage.end())
                .filter(i -> network.blocks().get(i).runsByRows())
                .mapToDouble(i -> rows(new Stage(i, i + 1, true)).passCost())
                .sum();
    }

    /**
     * Work memory of a run in bytes, with the tensors between stages, without the input's source and the result's sink.
     */
    public long bytes() {
        return stages.stream().mapToLong(this::bytes).max().orElseThrow();
    }

    private long bytes(Stage stage) {
        if (!stage.byRows()) {
            return blocks(stage).bytes(shapes.get(stage.from()), threads);
        }
        return heldBytes(stage) + RowRun.bytes(rows(stage), Area.of(output(stage)), threads);
    }

    /** The whole tensors that a stage by rows takes and gives. */
    private long heldBytes(Stage stage) {
        long input = stage.from() == 0 ? 0 : shapes.get(stage.from()).elements();
        long output = isLast(stage) ? 0 : output(stage).elements();
        return Float.BYTES * (input + output);
    }

    /** A quick bound of {@link #bytes(Stage)}. */
    private long boundOfBytes(Stage stage) {
        if (!stage.byRows()) {
            return blocks(stage).bytes(shapes.get(stage.from()), threads);
        }
        long held = 0;
        long work = 0;
        for (RowNetwork.Layer layer : rows(stage).layers()) {
            Shape shape = layer.output();
            long row = shape.width() * shape.channels();
            long made = Math.min(shape.height(), Math.max(1, band / row));
            held += row * Math.min(shape.height(), made + WAITING_ROWS);
            if (!layer.isInput()) {
                work = Math.max(work, layer.operation().workElements(shape, made, shape.width(), threads));
            }
        }
        return heldBytes(stage) + Float.BYTES * (held + work);
    }

    /** Null if there is none that takes so little. */
    private List<Stage> cut(double most) {
        int count = network.blocks().size();
        double[] costs = new double[count + 1];
        Stage[] last = new Stage[count + 1];
        for (int end = 1; end <= count; end++) {
            costs[end] = Double.POSITIVE_INFINITY;
            for (int from = end - 1; from >= 0; from--) {
                if (from == end - 1) {
                    choose(new Stage(from, end, false), most, costs, last);
                }
                if (!network.blocks().get(from).runsByRows()) {
                    break;
                }
                choose(new Stage(from, end, true), most, costs, last);
            }
        }
        if (last[count] == null) {
            return null;
        }
        List<Stage> cut = new ArrayList<>();
        for (int end = count; end > 0; end = last[end].from()) {
            cut.add(0, last[end]);
        }
        return merged(cut);
    }

    private void choose(Stage stage, double most, double[] costs, Stage[] last) {
        boolean possible = (stage.from() == 0 || last[stage.from()] != null) && fitsArrays(stage);
        if (!possible) {
            return;
        }
        double cost = costs[stage.from()] + cost(stage);
        if (cost < costs[stage.end()] && boundOfBytes(stage) <= most) {
            costs[stage.end()] = cost;
            last[stage.end()] = stage;
        }
    }

    private boolean fitsArrays(Stage stage) {
        boolean output = isLast(stage) && stage.byRows() || output(stage).elements() <= LONGEST;
        return output && (stage.byRows() || blocks(stage).tooLong(shapes.get(stage.from())) == null);
    }

    /** The same with whole stages that follow each other as one, which takes no more than the largest of them. */
    private static List<Stage> merged(List<Stage> cut) {
        List<Stage> merged = new ArrayList<>();
        for (Stage stage : cut) {
            int last = merged.size() - 1;
            if (last >= 0 && !stage.byRows() && !merged.get(last).byRows()) {
                merged.set(last, new Stage(merged.get(last).from(), stage.end(), false));
            } else {
                merged.add(stage);
            }
        }
        return List.copyOf(merged);
    }
}
