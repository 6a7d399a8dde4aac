package org.sdcodec.vae;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Activation;
import org.sdcodec.engine.layer.Conv2d;
import org.sdcodec.engine.layer.GroupNorm;
import org.sdcodec.engine.layer.Padding;
import org.sdcodec.weights.Weights;

/** A convolution with what belongs to it: normalisation before, upsampling before, activation after. */
final class Convolution implements Block {
    private final String path;
    private final Conv2d conv;
    private final int outC;
    private final GroupNorm norm;
    private final int up;
    private final int down;
    private final Activation then;

    private Convolution(String path, Conv2d conv, int outC, GroupNorm norm, int up, int down, Activation then) {
        this.path = path;
        this.conv = conv;
        this.outC = outC;
        this.norm = norm;
        this.up = up;
        this.down = down;
        this.then = then;
    }

    /** k × k, zero-padded so that height and width stay. */
    static Convolution same(Weights weights, int inC, int outC, int k) {
        return after(null, weights, inC, outC, k);
    }

    /** {@code conv(silu(norm(x)))}; the norm may be null, then just the convolution. */
    static Convolution after(GroupNorm norm, Weights weights, int inC, int outC, int k) {
        Conv2d conv = Layers.conv(weights, inC, outC, k, 1, Padding.of(k / 2), true);
        return new Convolution(weights.path(), conv, outC, norm, 1, 1, null);
    }

    /** 3 × 3 with stride 2, which halves height and width (even numbers). */
    static Convolution halving(Weights weights, int inC, int outC, Padding padding, boolean bias) {
        Conv2d conv = Layers.conv(weights, inC, outC, 3, 2, padding, bias);
        return new Convolution(weights.path(), conv, outC, null, 1, 2, null);
    }

    /** Repeats every pixel twice along both sides, then 3 × 3. */
    static Convolution doubling(Weights weights, int inC, int outC, boolean bias) {
        Conv2d conv = Layers.conv(weights, inC, outC, 3, 1, Padding.of(1), bias);
        return new Convolution(weights.path(), conv, outC, null, 2, 1, null);
    }

    /** The same with a function applied to the result. */
    Convolution then(Activation activation) {
        return new Convolution(path, conv, outC, norm, up, down, activation);
    }

    @Override
    public Tensor forward(Engine engine, Tensor x) {
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
        Tensor y = call.run(engine);
        engine.release(x);
        return y;
    }

    @Override
    public Size output(Size x) {
        return new Size(x.height() * up / down, x.width() * up / down, outC);
    }

    @Override
    public long peak(Size x) {
        Size y = output(x);
        return x.elements() + y.elements() + conv.workElements(y.height(), y.width());
    }

    @Override
    public long[] tensors(Size x) {
        return new long[] {x.elements(), output(x).elements()};
    }

    @Override
    public String path() {
        return path;
    }
}
