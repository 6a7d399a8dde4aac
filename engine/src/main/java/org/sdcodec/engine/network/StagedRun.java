package org.sdcodec.engine.network;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;

/** A run of a network stage by stage, as a {@link StagePlan} cuts it. */
public final class StagedRun {
    private static final int PARTS = 100;

    private StagedRun() {}

    /**
     * Runs a network.
     *
     * @param wanted of its output
     * @param source of its input; may be read more than once
     * @param sink receives the rows of what is wanted
     * @param listener receives how much of the work is done, in percent
     */
    public static void run(
            Engine engine,
            StagePlan plan,
            Area wanted,
            RowRun.Source source,
            RowRun.Sink sink,
            BlockListener listener) {
        double all = plan.stages().stream().mapToDouble(plan::cost).sum();
        double before = 0;
        Tensor x = null;
        engine.memory().reserve();
        listener.onBlock(0, PARTS);
        for (StagePlan.Stage stage : plan.stages()) {
            double done = before;
            double cost = plan.cost(stage);
            BlockListener part =
                    (blocks, total) -> listener.onBlock((int) (PARTS * (done + cost * blocks / total) / all), PARTS);
            if (stage.byRows()) {
                x = byRows(engine, plan, stage, wanted, x, source, sink, part);
            } else {
                x = x == null ? read(engine, plan.input(), source) : x;
                x = whole(engine, plan.blocks(stage), x, part);
            }
            before += cost;
        }
        if (x != null) {
            sink.write(x, wanted.top(), wanted.bottom());
            engine.release(x);
        }
        listener.onBlock(PARTS, PARTS);
    }

    /** Without a reservation, whose arrays would serve what is far smaller while others are made. */
    private static Tensor whole(Engine engine, Sequence network, Tensor x, BlockListener listener) {
        Tensor result = x;
        int done = 0;
        for (Block block : network.blocks()) {
            result = block.forward(engine, result);
            listener.onBlock(++done, network.blocks().size());
        }
        return result;
    }

    private static Tensor read(Engine engine, Shape shape, RowRun.Source source) {
        Tensor input = engine.tensor((int) shape.height(), (int) shape.width(), (int) shape.channels());
        engine.workers().run(input.height(), y -> source.read(y, 0, input.width(), input.data(), input.offset(y)));
        return input;
    }

    /**
     * @param x the stage's input, which is given back; null for the source
     * @return the stage's result; null where the sink got it
     */
    private static Tensor byRows(
            Engine engine,
            StagePlan plan,
            StagePlan.Stage stage,
            Area wanted,
            Tensor x,
            RowRun.Source source,
            RowRun.Sink sink,
            BlockListener listener) {
        Shape shape = plan.output(stage);
        Tensor result = plan.isLast(stage) ? null : exact(engine, shape);
        RowRun.run(
                engine,
                plan.rows(stage),
                result == null ? wanted : Area.of(shape),
                x == null ? source : (y, left, columns, to, offset) -> copyRow(x, y, left, columns, to, offset),
                result == null
                        ? sink
                        : (rows, from, end) -> {
                            int length = result.width() * result.channels();
                            for (int y = from; y < end; y++) {
                                System.arraycopy(rows.row(y), rows.offset(y), result.data(), result.offset(y), length);
                            }
                        },
                listener);
        if (x != null) {
            engine.release(x);
        }
        return result;
    }

    private static void copyRow(Tensor x, int y, int left, int columns, float[] to, int offset) {
        int from = x.offset(y) + left * x.channels();
        System.arraycopy(x.data(), from, to, offset, columns * x.channels());
    }

    private static Tensor exact(Engine engine, Shape shape) {
        float[] data = engine.memory().takeExactly(Math.toIntExact(shape.elements()));
        return Tensor.of((int) shape.height(), (int) shape.width(), (int) shape.channels(), data);
    }
}
