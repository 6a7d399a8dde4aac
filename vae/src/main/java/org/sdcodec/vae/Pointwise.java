package org.sdcodec.vae;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;

/**
 * A function of every element for itself.
 *
 * @param path where in the network
 * @param function modifies its tensor
 */
record Pointwise(String path, InPlace function) implements Block {
    /** Replaces every element of a tensor. */
    interface InPlace {
        void apply(Engine engine, Tensor x);
    }

    @Override
    public Tensor forward(Engine engine, Tensor x) {
        function.apply(engine, x);
        return x;
    }

    @Override
    public long peak(Size x) {
        return x.elements();
    }
}
