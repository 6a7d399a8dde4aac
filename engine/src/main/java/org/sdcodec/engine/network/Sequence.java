package org.sdcodec.engine.network;

import java.util.ArrayList;
import java.util.List;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;

/** Blocks one after another. Immutable. */
public final class Sequence {
    /** The longest array that every JVM makes. */
    private static final long LONGEST = Integer.MAX_VALUE - 8;

    private final List<Block> blocks;

    private Sequence(List<Block> blocks) {
        this.blocks = List.copyOf(blocks);
    }

    /** Collects blocks in their order. */
    public static final class Builder {
        private final List<Block> blocks = new ArrayList<>();

        private Builder() {}

        /** Appends a block. */
        public Builder add(Block block) {
            blocks.add(block);
            return this;
        }

        /** The blocks collected so far. */
        public Sequence build() {
            return new Sequence(blocks);
        }
    }

    /** A builder without blocks. */
    public static Builder builder() {
        return new Builder();
    }

    /** Some of the blocks: {@code from} to {@code end − 1}. */
    public Sequence part(int from, int end) {
        return new Sequence(blocks.subList(from, end));
    }

    /** What is too long for a Java array: the result of a block. */
    public record TooLong(String path, Shape result) {}

    /** The blocks in their order. */
    public List<Block> blocks() {
        return blocks;
    }

    /**
     * Applies all blocks, after reserving the tensors that they hold where they hold most.
     *
     * @param x handed over, as in {@link Block#forward}
     * @param listener receives the beginning and the end of each block
     * @return the result of the last block, from the engine's work memory
     */
    public Tensor forward(Engine engine, Tensor x, BlockListener listener) {
        Shape shape = new Shape(x.height(), x.width(), x.channels());
        engine.memory().reserve(plan(shape).reservationBeside(shape));
        listener.onBlock(0, blocks.size());
        for (int i = 0; i < blocks.size(); i++) {
            x = blocks.get(i).forward(engine, x);
            listener.onBlock(i + 1, blocks.size());
        }
        return x;
    }

    /** Whether every block can be run backwards. */
    public boolean isDifferentiable() {
        return blocks.stream().allMatch(block -> block instanceof DifferentiableBlock each && each.isDifferentiable());
    }

    /**
     * Applies all blocks, with the same result as {@link #forward(Engine, Tensor, BlockListener)}, and keeps what
     * {@link #backward} needs.
     *
     * @param x handed over
     */
    public Tensor forward(Engine engine, Tensor x, Tape tape) {
        for (Block block : blocks) {
            x = ((DifferentiableBlock) block).forward(engine, x, tape);
        }
        return x;
    }

    /**
     * The gradient of some number by the input of the last run forwards.
     *
     * @param gradient by the last block's result; handed over
     * @return from the engine's work memory
     */
    public Tensor backward(Engine engine, Tensor gradient, Tape tape) {
        for (int i = blocks.size() - 1; i >= 0; i--) {
            gradient = ((DifferentiableBlock) blocks.get(i)).backward(engine, gradient, tape);
        }
        return gradient;
    }

    /**
     * Elements that a run forwards and backwards holds at once, at most: what is kept, and twice what a plain run
     * takes.
     */
    public long differentiableElements(Shape x) {
        long elements = 2 * plan(x).peak();
        MemoryPlan plan = new MemoryPlan();
        plan.take(x);
        for (Block block : blocks) {
            elements += ((DifferentiableBlock) block).kept(x);
            x = block.plan(plan, x);
        }
        return elements;
    }

    /** Work memory of {@link #forward} in bytes, with the input. */
    public long bytes(Shape x, int threads) {
        return plan(x, threads).peakBytesBeside(x);
    }

    /** A dry run on an input of that shape, which counts, on one thread. */
    public MemoryPlan plan(Shape x) {
        return plan(x, 1);
    }

    private MemoryPlan plan(Shape x, int threads) {
        MemoryPlan plan = new MemoryPlan(threads);
        plan.take(x);
        for (Block block : blocks) {
            x = block.plan(plan, x);
        }
        return plan;
    }

    /**
     * The same as layers that make some rows at a time, for an input of that shape.
     *
     * @throws UnsupportedOperationException if a block {@linkplain #spansPicture spans} the picture
     */
    public RowNetwork rows(Shape x) {
        RowNetwork.Builder network = new RowNetwork.Builder(x);
        int last = 0;
        for (Block block : blocks) {
            last = block.rows(network, last);
        }
        return network.build(last);
    }

    /** The first block whose result does not fit a Java array; null if all do. */
    public TooLong tooLong(Shape x) {
        MemoryPlan plan = new MemoryPlan();
        plan.take(x);
        for (Block block : blocks) {
            x = block.plan(plan, x);
            if (x.elements() > LONGEST) {
                return new TooLong(block.path(), x);
            }
        }
        return null;
    }

    /** The rows of the input on which these rows of the output depend, apart from statistics; the same of columns. */
    public Extent input(Extent output) {
        Extent rows = output;
        for (int i = blocks.size() - 1; i >= 0; i--) {
            rows = blocks.get(i).input(rows);
        }
        return rows;
    }

    /** Whether any block {@linkplain Block#spansPicture spans} the picture. */
    public boolean spansPicture() {
        return blocks.stream().anyMatch(Block::spansPicture);
    }
}
