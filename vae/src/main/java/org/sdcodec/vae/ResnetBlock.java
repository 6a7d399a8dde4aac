package org.sdcodec.vae;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Activation;
import org.sdcodec.engine.layer.Conv2d;
import org.sdcodec.engine.layer.GroupNorm;
import org.sdcodec.engine.layer.Padding;
import org.sdcodec.weights.Weights;

/**
 * diffusers' {@code ResnetBlock2D} without time embedding: {@code shortcut(x) + conv2(silu(norm2(conv1(silu(norm1(x))))))},
 * the shortcut a 1 × 1 convolution where the number of channels changes.
 */
final class ResnetBlock implements Block {
    private final String path;
    private final int outC;
    private final GroupNorm norm1;
    private final Conv2d conv1;
    private final GroupNorm norm2;
    private final Conv2d conv2;
    /** Null where the number of channels stays. */
    private final Conv2d shortcut;

    ResnetBlock(Weights weights, int inC, int outC, int groups) {
        this.path = weights.path();
        this.outC = outC;
        this.norm1 = Layers.groupNorm(weights.at("norm1"), groups, inC);
        this.conv1 = Layers.conv(weights.at("conv1"), inC, outC, 3, 1, Padding.of(1), true);
        this.norm2 = Layers.groupNorm(weights.at("norm2"), groups, outC);
        this.conv2 = Layers.conv(weights.at("conv2"), outC, outC, 3, 1, Padding.of(1), true);
        this.shortcut =
                inC == outC ? null : Layers.conv(weights.at("conv_shortcut"), inC, outC, 1, 1, Padding.NONE, true);
    }

    @Override
    public Tensor forward(Engine engine, Tensor x) {
        Tensor h = conv1.on(x)
                .reading(norm1.statistics(engine, x), Activation.SILU)
                .run(engine);
        Tensor residual = x;
        if (shortcut != null) {
            residual = shortcut.forward(engine, x);
            engine.release(x);
        }
        Tensor y = conv2.on(h)
                .reading(norm2.statistics(engine, h), Activation.SILU)
                .plus(residual)
                .run(engine);
        engine.release(h, residual);
        return y;
    }

    @Override
    public Size output(Size x) {
        return new Size(x.height(), x.width(), outC);
    }

    @Override
    public long peak(Size x) {
        long y = output(x).elements();
        long first = x.elements() + y + conv1.workElements(x.height(), x.width());
        long second = 3 * y + conv2.workElements(x.height(), x.width());
        return Math.max(x.elements() + 2 * y, Math.max(first, second));
    }

    @Override
    public long[] tensors(Size x) {
        long y = output(x).elements();
        return new long[] {x.elements(), y, y};
    }

    @Override
    public String path() {
        return path;
    }
}
