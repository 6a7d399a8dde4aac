package org.sdcodec.vae;

import org.sdcodec.engine.layer.Conv2d;
import org.sdcodec.engine.layer.GroupNorm;
import org.sdcodec.engine.layer.Padding;
import org.sdcodec.weights.Weights;

/** Makes the engine's layers from the weights under a path. */
final class Layers {
    /** As diffusers' autoencoders have it ({@code resnet_eps}, {@code norm_eps}). */
    private static final double NORM_EPSILON = 1e-6;

    private Layers() {}

    static Conv2d conv(Weights weights, int inC, int outC, int k, int stride, Padding padding, boolean bias) {
        float[] weight = weights.get("weight", outC, inC, k, k);
        return new Conv2d(inC, outC, k, k, stride, padding, weight, bias ? weights.get("bias", outC) : null);
    }

    static GroupNorm groupNorm(Weights weights, int groups, int channels) {
        return new GroupNorm(groups, weights.get("weight", channels), weights.get("bias", channels), NORM_EPSILON);
    }
}
