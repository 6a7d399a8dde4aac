package org.sdcodec.vae;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.weights.ModelException;

/** Blocks one after another. */
final class Sequence {
    /** The longest array that every JVM makes. */
    private static final long LONGEST = Integer.MAX_VALUE - 8;

    private final List<Block> blocks;

    private Sequence(List<Block> blocks) {
        this.blocks = List.copyOf(blocks);
    }

    /** Collects the blocks in their order. */
    static final class Builder {
        private final List<Block> blocks = new ArrayList<>();

        Builder add(Block block) {
            blocks.add(block);
            return this;
        }

        Sequence build() {
            return new Sequence(blocks);
        }
    }

    List<Block> blocks() {
        return blocks;
    }

    /**
     * Applies all blocks.
     *
     * @param x handed over, as in {@link Block#forward}
     * @param listener hears of the beginning and of each block's end
     */
    Tensor forward(Engine engine, Tensor x, BlockListener listener) {
        engine.memory().reserve(mostTensors(new Size(x.height(), x.width(), x.channels())));
        listener.onBlock(0, blocks.size());
        for (int i = 0; i < blocks.size(); i++) {
            x = blocks.get(i).forward(engine, x);
            listener.onBlock(i + 1, blocks.size());
        }
        return x;
    }

    /** The most elements that any block holds at once. */
    long peak(Size x) {
        long peak = 0;
        for (Block block : blocks) {
            peak = Math.max(peak, block.peak(x));
            x = block.output(x);
        }
        return peak;
    }

    /** Elements of the tensors of the block that holds most. */
    private int[] mostTensors(Size x) {
        long peak = 0;
        long[] most = {};
        for (Block block : blocks) {
            if (block.peak(x) > peak) {
                peak = block.peak(x);
                most = block.tensors(x);
            }
            x = block.output(x);
        }
        return Arrays.stream(most).mapToInt(Math::toIntExact).toArray();
    }

    /**
     * Checks that every intermediate tensor fits a Java array.
     *
     * @param height rows of the picture, for the message
     * @param width columns of the picture, for the message
     * @throws ModelException if one does not
     */
    void requireRoom(Size x, int height, int width) {
        for (Block block : blocks) {
            x = block.output(x);
            if (x.elements() > LONGEST) {
                throw new ModelException("a picture of " + width + "×" + height + " pixels is too large for this model:"
                        + " after " + block.path() + " it would have " + x.height() + "×" + x.width() + "×"
                        + x.channels() + " values, more than a Java array can hold; use a smaller picture");
            }
        }
    }
}
