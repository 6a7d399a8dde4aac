package org.sdcodec.vae;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.kernel.Kernels;

/**
 * A function of every element for itself.
 *
 * @param path where in the network
 * @param function modifies its elements
 */
record Pointwise(String path, InPlace function) implements Block {
    /** Elements per task. */
    private static final int BLOCK = 1 << 13;

    /** Replaces {@code n} elements from {@code offset} on. */
    interface InPlace {
        void apply(Kernels kernels, int n, float[] x, int offset);
    }

    @Override
    public Tensor forward(Engine engine, Tensor x) {
        engine.workers().run((x.size() + BLOCK - 1) / BLOCK, block -> {
            int from = block * BLOCK;
            function.apply(engine.kernels(), Math.min(BLOCK, x.size() - from), x.data(), from);
        });
        return x;
    }

    @Override
    public long peak(Size x) {
        return x.elements();
    }

    @Override
    public long[] tensors(Size x) {
        return new long[] {x.elements()};
    }
}
