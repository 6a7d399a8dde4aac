package org.sdcodec.engine.network;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;

/** One step of a {@link Sequence}. */
public interface Block {
    /**
     * Applies the block.
     *
     * @param x handed over: the block gives it back to the engine's work memory as soon as it is done with it
     * @return the result, from the engine's work memory
     */
    Tensor forward(Engine engine, Tensor x);

    /**
     * Takes and gives back what {@link #forward} does, in the same order.
     *
     * @param x shape of the input, which is held
     * @return shape of the result, which is held
     */
    Shape plan(MemoryPlan plan, Shape x);

    /** The rows of the input on which these rows of the output depend, apart from statistics; the same of columns. */
    Extent input(Extent output);

    /**
     * Whether every output depends on the whole input, as by the statistics of a group normalization or by attention.
     */
    default boolean spansPicture() {
        return false;
    }

    /**
     * Whether the block can be run some rows at a time: {@link #rows}. One that {@linkplain #spansPicture spans} the
     * picture can if all that it takes from everywhere are statistics.
     */
    default boolean runsByRows() {
        return !spansPicture();
    }

    /**
     * Appends the block's layers to a network that is run some rows at a time.
     *
     * @param x the layer whose output is the block's input
     * @return the layer whose output is the block's
     * @throws UnsupportedOperationException unless the block {@linkplain #runsByRows can} be run so
     */
    default int rows(RowNetwork.Builder network, int x) {
        throw new UnsupportedOperationException(path() + " needs the whole of its input at once");
    }

    /** The block's place in the network, as in the names of its weights. */
    String path();
}
