package org.sdcodec.vae;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.DifferentiableBlock;
import org.sdcodec.engine.network.Extent;
import org.sdcodec.engine.network.MemoryPlan;
import org.sdcodec.engine.network.RowNetwork;
import org.sdcodec.engine.network.Shape;
import org.sdcodec.engine.network.Tape;

/**
 * A function of every element for itself.
 *
 * @param path where in the network
 * @param function modifies its elements
 * @param derivative of the function, as one of its value
 */
record Pointwise(String path, RowNetwork.InPlace function, Derivative derivative) implements DifferentiableBlock {
    /** Elements per task. */
    private static final int BLOCK = 1 << 13;

    /** The derivative of a function, where that has a value. */
    interface Derivative {
        float at(float value);
    }

    @Override
    public Tensor forward(Engine engine, Tensor x, Tape tape) {
        Tensor y = x;
        if (tape.keeps(x)) {
            y = engine.tensor(x.height(), x.width(), x.channels());
            System.arraycopy(x.data(), 0, y.data(), 0, x.size());
        }
        forward(engine, y);
        tape.keep(y);
        return y;
    }

    @Override
    public Tensor backward(Engine engine, Tensor gradient, Tape tape) {
        float[] y = tape.last().data();
        float[] g = gradient.data();
        engine.workers().run((gradient.size() + BLOCK - 1) / BLOCK, block -> {
            int from = block * BLOCK;
            for (int i = from; i < Math.min(from + BLOCK, gradient.size()); i++) {
                g[i] *= derivative.at(y[i]);
            }
        });
        tape.drop();
        return gradient;
    }

    @Override
    public long kept(Shape x) {
        return x.elements();
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
