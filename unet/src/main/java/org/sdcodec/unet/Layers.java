package org.sdcodec.unet;

import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.layer.Conv2d;
import org.sdcodec.engine.layer.Geglu;
import org.sdcodec.engine.layer.GroupNorm;
import org.sdcodec.engine.layer.LayerNorm;
import org.sdcodec.engine.layer.Linear;
import org.sdcodec.engine.layer.Padding;
import org.sdcodec.weights.Weights;

/**
 * Makes the engine's layers from a network's weights. Names and shapes of all tensors are checked at once. Vectors are read at
 * once, too; matrices when their layer runs.
 */
final class Layers {
    private final Weights weights;
    private final WeightAccount account;
    private final WeightBuffer buffer;

    Layers(Weights weights, WeightAccount account) {
        this(weights, account, new WeightBuffer());
    }

    private Layers(Weights weights, WeightAccount account, WeightBuffer buffer) {
        this.weights = weights;
        this.account = account;
        this.buffer = buffer;
    }

    /** The layers under a module's path, which may be dotted. */
    Layers at(String path) {
        return new Layers(weights.at(path), account, buffer);
    }

    /** The module's path, e.g. {@code down_blocks.0.resnets.1}. */
    String path() {
        return weights.path();
    }

    GroupNorm groupNorm(String name, int groups, int channels, double epsilon) {
        Weights tensors = weights.at(name);
        return new GroupNorm(groups, tensors.get("weight", channels), tensors.get("bias", channels), epsilon);
    }

    LayerNorm layerNorm(String name, int channels, float epsilon) {
        Weights tensors = weights.at(name);
        return new LayerNorm(tensors.get("weight", channels), tensors.get("bias", channels), epsilon);
    }

    /** A convolution with a square kernel, padded to keep the size (before the stride). */
    LazyLayer<Conv2d> conv(String name, int inC, int outC, int kernel, int stride) {
        return conv(name, inC, outC, kernel, stride, outC, inC, kernel, kernel);
    }

    /** A 1 × 1 convolution whose weights are stored as those of a linear layer. */
    LazyLayer<Conv2d> convStoredAsLinear(String name, int inC, int outC) {
        return conv(name, inC, outC, 1, 1, outC, inC);
    }

    private LazyLayer<Conv2d> conv(String name, int inC, int outC, int kernel, int stride, int... shape) {
        Weights tensors = weights.at(name);
        tensors.require("weight", shape);
        tensors.require("bias", outC);
        Padding padding = Padding.of((kernel - 1) / 2);
        return new LazyLayer<>(
                () -> buffer.read(
                        tensors,
                        "weight",
                        shape,
                        weight -> new Conv2d(
                                inC, outC, kernel, kernel, stride, padding, weight, tensors.get("bias", outC))),
                keep((long) kernel * kernel * inC, outC));
    }

    LazyLayer<Linear> linear(String name, int inC, int outC) {
        return linear(name, inC, outC, true);
    }

    LazyLayer<Linear> linear(String name, int inC, int outC, boolean bias) {
        Weights tensors = weights.at(name);
        tensors.require("weight", outC, inC);
        if (bias) {
            tensors.require("bias", outC);
        }
        return new LazyLayer<>(
                () -> buffer.read(
                        tensors,
                        "weight",
                        new int[] {outC, inC},
                        weight -> new Linear(inC, outC, weight, bias ? tensors.get("bias", outC) : null)),
                keep(inC, outC));
    }

    LazyLayer<Geglu> geglu(String name, int inC, int outC) {
        Weights tensors = weights.at(name);
        tensors.require("weight", 2 * outC, inC);
        tensors.require("bias", 2 * outC);
        return new LazyLayer<>(
                () -> buffer.read(
                        tensors,
                        "weight",
                        new int[] {2 * outC, inC},
                        weight -> new Geglu(inC, outC, weight, tensors.get("bias", 2 * outC))),
                keep(inC, 2L * outC));
    }

    /** Whether a matrix stays in memory. While it is read, it exists twice: as stored and packed. */
    private boolean keep(long rows, long columns) {
        long panels = (columns + Kernels.PANEL - 1) / Kernels.PANEL;
        return account.enter(panels * Kernels.PANEL * rows * Float.BYTES, rows * columns * Float.BYTES);
    }
}
