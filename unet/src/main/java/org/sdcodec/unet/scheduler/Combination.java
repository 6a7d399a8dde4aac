package org.sdcodec.unet.scheduler;

import org.sdcodec.engine.Tensor;

/** Linear combinations of tensors, computed in double. */
final class Combination {
    private Combination() {}

    /** {@code x = a·x + b·y}, which modifies {@code x}. */
    static void of(Tensor x, double a, Tensor y, double b) {
        if (!x.hasShapeOf(y)) {
            throw new IllegalArgumentException("a sample of " + x + " cannot be combined with a prediction of " + y);
        }
        for (int i = 0; i < x.size(); i++) {
            x.data()[i] = (float) (a * x.data()[i] + b * y.data()[i]);
        }
    }
}
