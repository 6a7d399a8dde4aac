package org.sdcodec.vae;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Activation;
import org.sdcodec.engine.layer.Conv2d;
import org.sdcodec.engine.layer.Padding;
import org.sdcodec.weights.Weights;

/**
 * diffusers' {@code AutoencoderTinyBlock}: {@code relu(conv(relu(conv(relu(conv(x))))) + skip(x))}, the skip a 1 × 1 convolution
 * where the file has one.
 */
final class TinyBlock implements Block {
    private final String path;
    private final Conv2d conv0;
    private final Conv2d conv2;
    private final Conv2d conv4;
    /** Null where x itself is added. */
    private final Conv2d skip;

    TinyBlock(Weights weights, int channels) {
        this.path = weights.path();
        this.conv0 = Layers.conv(weights.at("conv.0"), channels, channels, 3, 1, Padding.of(1), true);
        this.conv2 = Layers.conv(weights.at("conv.2"), channels, channels, 3, 1, Padding.of(1), true);
        this.conv4 = Layers.conv(weights.at("conv.4"), channels, channels, 3, 1, Padding.of(1), true);
        this.skip = weights.has("skip.weight")
                ? Layers.conv(weights.at("skip"), channels, channels, 1, 1, Padding.NONE, false)
                : null;
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
    public long peak(Size x) {
        return 3 * x.elements() + conv2.workElements(x.height(), x.width());
    }

    @Override
    public long[] tensors(Size x) {
        return new long[] {x.elements(), x.elements(), x.elements()};
    }

    @Override
    public String path() {
        return path;
    }
}
