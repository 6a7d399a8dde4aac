package org.sdcodec.unet;

import java.util.List;
import org.sdcodec.engine.Tensor;
import org.sdcodec.weights.safetensors.Safetensors;

/** Tensors as PyTorch writes them, and the distance from them. */
final class Nchw {
    private Nchw() {}

    /** A tensor of shape 1×c×h×w, 1×tokens×channels, or 1×channels. */
    static Tensor read(Safetensors file, String name) {
        List<Long> shape = file.info(name).shape();
        int[] d = shape.stream().mapToInt(Math::toIntExact).toArray();
        float[] values = file.floats(name);
        return switch (d.length) {
            case 4 -> Tensor.fromNchw(d[1], d[2], d[3], values);
            case 3 -> Tensor.of(1, d[1], d[2], values);
            case 2 -> Tensor.of(1, 1, d[1], values);
            default -> throw new IllegalArgumentException(name + " has shape " + shape);
        };
    }

    /** Relative L2 distance: ‖actual − expected‖ / ‖expected‖. */
    static double distance(Tensor actual, Tensor expected) {
        if (actual.size() != expected.size() || actual.channels() != expected.channels()) {
            throw new AssertionError(actual + " instead of " + expected);
        }
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.size(); i++) {
            double e = expected.data()[i];
            double d = actual.data()[i] - e;
            difference += d * d;
            norm += e * e;
        }
        return Math.sqrt(difference / norm);
    }
}
