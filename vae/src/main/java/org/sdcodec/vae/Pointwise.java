package org.sdcodec.vae;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.Block;
import org.sdcodec.engine.network.Extent;
import org.sdcodec.engine.network.MemoryPlan;
import org.sdcodec.engine.network.RowNetwork;
import org.sdcodec.engine.network.Shape;

/**
 * A function of every element for itself.
 *
 * @param path where in the network
 * @param function modifies its elements
 */
record Pointwise(String path, RowNetwork.InPlace function) implements Block {
    /** Elements per task. */
    private static final int BLOCK = 1 << 13;

    @Override
    public Tensor forward(Engine engine, Tensor x) {
        engine.workers().run((x.size() + BLOCK - 1) / BLOCK, block -> {
            int from = block * BLOCK;
            function.apply(engine.kernels(), Math.min(BLOCK, x.size() - from), x.data(), from);
        });
        return x;
    }

    @Override
    public Shape plan(MemoryPlan plan, Shape x) {
        return x;
    }

    @Override
    public int rows(RowNetwork.Builder network, int x) {
        return network.apply(x, function);
    }

    @Override
    public Extent input(Extent output) {
        return output;
    }
}
