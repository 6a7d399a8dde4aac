package org.sdcodec.vae;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Activation;
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

/**
 * diffusers' {@code AutoencoderTinyBlock}: {@code relu(conv(relu(conv(relu(conv(x))))) + skip(x))}, the skip a 1 × 1
 * convolution where the file has one.
 */
final class TinyBlock implements DifferentiableBlock {
    private final String path;
    private final ConvLayer conv0;
    private final ConvLayer conv2;
    private final ConvLayer conv4;
    /** Null where x itself is added. */
    private final ConvLayer skip;

    TinyBlock(Layers layers, int channels) {
        this.path = layers.path();
        this.conv0 = layers.conv("conv.0", channels, channels, 3);
        this.conv2 = layers.conv("conv.2", channels, channels, 3);
        this.conv4 = layers.conv("conv.4", channels, channels, 3);
        this.skip =
                layers.has("skip.weight") ? layers.conv("skip", channels, channels, 1, 1, Padding.NONE, false) : null;
    }

    @Override
    public Tensor forward(Engine engine, Tensor x) {
        Tensor a = conv0.on(x).then(Activation.RELU).run(engine);
        Tensor b = conv2.on(a).then(Activation.RELU).run(engine);
        engine.release(a);
        Tensor residual = x;
        if (skip != null) {
            residual = skip.forward(engine, x);
            engine.release(x);
        }
        Tensor y = conv4.on(b).plus(residual).then(Activation.RELU).run(engine);
        engine.release(b, residual);
        return y;
    }

    @Override
    public Tensor forward(Engine engine, Tensor x, Tape tape) {
        Tensor a = conv0.on(x).then(Activation.RELU).run(engine);
        Tensor b = conv2.on(a).then(Activation.RELU).run(engine);
        Tensor residual = skip == null ? x : skip.forward(engine, x);
        Tensor y = conv4.on(b).plus(residual).then(Activation.RELU).run(engine);
        if (skip != null) {
            engine.release(residual);
        }
        tape.release(x);
        tape.keep(a);
        tape.keep(b);
        tape.keep(y);
        return y;
    }

    @Override
    public Tensor backward(Engine engine, Tensor gradient, Tape tape) {
        int height = gradient.height();
        int width = gradient.width();
        InputGradient.ofRelu(engine, tape.last(), gradient);
        tape.drop();
        Tensor b = conv4.backwards().run(engine, gradient, height, width);
        InputGradient.ofRelu(engine, tape.last(), b);
        tape.drop();
        Tensor a = conv2.backwards().run(engine, b, height, width);
        engine.release(b);
        InputGradient.ofRelu(engine, tape.last(), a);
        tape.drop();
        Tensor residual = gradient;
        if (skip != null) {
            residual = skip.backwards().run(engine, gradient, height, width);
            engine.release(gradient);
        }
        Tensor result = conv0.backwards().run(engine, a, height, width, residual);
        engine.release(a, residual);
        return result;
    }

    @Override
    public long kept(Shape x) {
        return 3 * x.elements();
    }

    @Override
    public Shape plan(MemoryPlan plan, Shape x) {
        Shape a = conv0.plan(plan, conv0.output(x));
        Shape b = conv2.plan(plan, conv2.output(a));
        plan.give(a);
        Shape residual = x;
        if (skip != null) {
            residual = skip.plan(plan, skip.output(x));
            plan.give(x);
        }
        Shape y = conv4.plan(plan, conv4.output(b));
        plan.give(b, residual);
        return y;
    }

    @Override
    public int rows(RowNetwork.Builder network, int x) {
        int a = network.conv(conv0, 1, Activation.RELU, x, -1);
        int b = network.conv(conv2, 1, Activation.RELU, a, -1);
        int residual = skip == null ? x : network.conv(skip, 1, null, x, -1);
        return network.conv(conv4, 1, Activation.RELU, b, residual);
    }

    @Override
    public Extent input(Extent output) {
        return conv0.input(conv2.input(conv4.input(output)));
    }

    @Override
    public String path() {
        return path;
    }
}
