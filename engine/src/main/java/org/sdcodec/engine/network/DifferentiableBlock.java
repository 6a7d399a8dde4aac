package org.sdcodec.engine.network;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;

/**
 * A block that can also be run backwards: from the gradient of some number by the block's result to its gradient by the
 * block's input (the product of the gradient with the block's Jacobian), the weights being constant.
 */
public interface DifferentiableBlock extends Block {
    /** Whether it can indeed: a block may do so with some of its layers only. */
    default boolean isDifferentiable() {
        return true;
    }

    /**
     * As {@link #forward(Engine, Tensor)}, with the same result to the bit; keeps what {@link #backward} needs.
     *
     * @param x handed over: the block gives it back by {@link Tape#release}
     */
    Tensor forward(Engine engine, Tensor x, Tape tape);

    /**
     * The gradient by the input of the last run forwards; drops what that run kept.
     *
     * @param gradient by the result; handed over, may be modified
     * @return of the input's shape, from the engine's work memory
     */
    Tensor backward(Engine engine, Tensor gradient, Tape tape);

    /** Elements that a run forwards keeps, for an input of that shape. */
    long kept(Shape x);
}
