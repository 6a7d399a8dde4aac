package org.sdcodec.engine.network;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.PixelShuffle;

/**
 * {@link PixelShuffle} as a block.
 *
 * @param path where in the network
 */
public record PixelShuffleBlock(String path) implements DifferentiableBlock {
    private static final int CELLS = PixelShuffle.FACTOR * PixelShuffle.FACTOR;

    @Override
    public Tensor forward(Engine engine, Tensor x) {
        Tensor y = PixelShuffle.forward(engine, x);
        engine.release(x);
        return y;
    }

    @Override
    public Tensor forward(Engine engine, Tensor x, Tape tape) {
        Tensor y = PixelShuffle.forward(engine, x);
        tape.release(x);
        return y;
    }

    @Override
    public Tensor backward(Engine engine, Tensor gradient, Tape tape) {
        Tensor x = PixelShuffle.inverse(engine, gradient);
        engine.release(gradient);
        return x;
    }

    @Override
    public long kept(Shape x) {
        return 0;
    }

    @Override
    public Shape plan(MemoryPlan plan, Shape x) {
        Shape y = output(x);
        plan.take(y);
        plan.give(x);
        return y;
    }

    /** The shape of the output. */
    static Shape output(Shape x) {
        return new Shape(PixelShuffle.FACTOR * x.height(), PixelShuffle.FACTOR * x.width(), x.channels() / CELLS);
    }

    @Override
    public int rows(RowNetwork.Builder network, int x) {
        return network.pixelShuffle(x);
    }

    @Override
    public Extent input(Extent output) {
        return output.dividedBy(PixelShuffle.FACTOR);
    }
}
