package org.sdcodec.vae;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;

/** One step of a network. */
interface Block {
    /**
     * Applies the block.
     *
     * @param x handed over: the block gives it back to the engine's work memory as soon as it is done with it
     * @return the result, from the engine's work memory
     */
    Tensor forward(Engine engine, Tensor x);

    /** The size of the result for an input of that size; the same unless a block says otherwise. */
    default Size output(Size x) {
        return x;
    }

    /** The most elements that {@link #forward} holds at once, its input and its result included. */
    long peak(Size x);

    /** Elements of each tensor that {@link #forward} holds where it holds most of them, its input and its result included. */
    long[] tensors(Size x);

    /** The block's place in the network, as in the names of its weights. */
    String path();
}
