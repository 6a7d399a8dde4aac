package org.sdcodec.vae;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Activation;
import org.sdcodec.engine.layer.Conv2d;
import org.sdcodec.engine.layer.GroupNorm;
import org.sdcodec.engine.layer.InputGradient;
import org.sdcodec.engine.layer.Padding;
import org.sdcodec.engine.network.ConvLayer;
import org.sdcodec.engine.network.DifferentiableBlock;
import org.sdcodec.engine.network.Extent;
import org.sdcodec.engine.network.Layers;
import org.sdcodec.engine.network.MemoryPlan;
import org.sdcodec.engine.network.RowNetwork;
import org.sdcodec.engine.network.Shape;
import org.sdcodec.engine.network.Tape;

/** A convolution with what belongs to it: normalization before, upsampling before, activation after. */
final class Convolution implements DifferentiableBlock {
    private final String path;
    private final ConvLayer conv;
    /** Null if there is none. */
    private final GroupNorm norm;
    /** How often each pixel is repeated along both sides before the convolution. */
    private final int up;
    /** How many pixels of its input lie between two of its output. */
    private final int stride;
    /** Null if there is none. */
    private final Activation then;

    private Convolution(String path, ConvLayer conv, GroupNorm norm, int up, int stride, Activation then) {
        this.path = path;
        this.conv = conv;
        this.norm = norm;
        this.up = up;
        this.stride = stride;
        this.then = then;
    }

    /** k × k, zero-padded so that height and width stay. */
    static Convolution same(Layers layers, String name, int inC, int outC, int k) {
        return after(null, layers, name, inC, outC, k);
    }

    /** 3 × 3 without a bias, zero-padded so that height and width stay. */
    static Convolution withoutBias(Layers layers, String name, int inC, int outC) {
        return new Convolution(
                path(layers, name), layers.conv(name, inC, outC, 3, 1, Padding.of(1), false), null, 1, 1, null);
    }

    /** {@code conv(silu(norm(x)))}; the norm may be null, then just the convolution. */
    static Convolution after(GroupNorm norm, Layers layers, String name, int inC, int outC, int k) {
        return new Convolution(path(layers, name), layers.conv(name, inC, outC, k), norm, 1, 1, null);
    }

    /** 3 × 3 with stride 2, which halves height and width (even numbers). */
    static Convolution halving(Layers layers, String name, int inC, int outC, Padding padding, boolean bias) {
        return new Convolution(path(layers, name), layers.conv(name, inC, outC, 3, 2, padding, bias), null, 1, 2, null);
    }

    /** Repeats every pixel twice along both sides, then 3 × 3. */
    static Convolution doubling(Layers layers, String name, int inC, int outC, boolean bias) {
        return new Convolution(
                path(layers, name), layers.conv(name, inC, outC, 3, 1, Padding.of(1), bias), null, 2, 1, null);
    }

    private static String path(Layers layers, String name) {
        return layers.at(name).path();
    }

    /** The same with a function applied to the result. */
    Convolution then(Activation activation) {
        return new Convolution(path, conv, norm, up, stride, activation);
    }

    @Override
    public Tensor forward(Engine engine, Tensor x) {
        Tensor y = call(engine, x).run(engine);
        engine.release(x);
        return y;
    }

    private Conv2d.Call call(Engine engine, Tensor x) {
        Conv2d.Call call = conv.on(x);
        if (norm != null) {
            call.reading(norm.statistics(engine, x), Activation.SILU);
        }
        if (up == 2) {
            call.upsampled2x();
        }
        if (then != null) {
            call.then(then);
        }
        return call;
    }

    @Override
    public boolean isDifferentiable() {
        return norm == null && (then == null || then == Activation.RELU);
    }

    @Override
    public Tensor forward(Engine engine, Tensor x, Tape tape) {
        Tensor y = call(engine, x).run(engine);
        tape.release(x);
        if (then != null) {
            tape.keep(y);
        }
        return y;
    }

    @Override
    public Tensor backward(Engine engine, Tensor gradient, Tape tape) {
        if (then != null) {
            InputGradient.ofRelu(engine, tape.last(), gradient);
            tape.drop();
        }
        Tensor result = conv.backwards().run(engine, gradient, gradient.height() * stride, gradient.width() * stride);
        engine.release(gradient);
        if (up == 1) {
            return result;
        }
        Tensor halved = InputGradient.ofDoubling(engine, result);
        engine.release(result);
        return halved;
    }

    @Override
    public long kept(Shape x) {
        return then == null
                ? 0
                : conv.output(new Shape(x.height() * up, x.width() * up, x.channels()))
                        .elements();
    }

    @Override
    public Shape plan(MemoryPlan plan, Shape x) {
        Shape y = conv.plan(plan, conv.output(new Shape(x.height() * up, x.width() * up, x.channels())), up);
        plan.give(x);
        return y;
    }

    @Override
    public int rows(RowNetwork.Builder network, int x) {
        return norm == null
                ? network.conv(conv, up, then, x, -1)
                : network.normalized(norm, Activation.SILU, conv, then, x, -1);
    }

    @Override
    public boolean runsByRows() {
        return true;
    }

    @Override
    public Extent input(Extent output) {
        return conv.input(output).dividedBy(up);
    }

    @Override
    public boolean spansPicture() {
        return norm != null;
    }

    @Override
    public String path() {
        return path;
    }
}
