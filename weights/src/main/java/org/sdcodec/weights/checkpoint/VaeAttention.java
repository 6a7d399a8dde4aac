package org.sdcodec.weights.checkpoint;

import java.util.List;
import java.util.regex.Pattern;
import org.sdcodec.weights.TensorInfo;

/** The matrices of an autoencoder's attention, which checkpoints store as 1 × 1 convolutions. */
final class VaeAttention {
    private static final Pattern MATRIX =
            Pattern.compile("(en|de)coder\\.mid_block\\.attentions\\.0\\.to_(q|k|v|out\\.0)\\.weight");

    private VaeAttention() {}

    /** The shape [out, in] for a matrix that is stored as [out, in, 1, 1]; any other tensor's own shape. */
    static List<Long> linearShape(String diffusersName, TensorInfo stored) {
        List<Long> shape = stored.shape();
        boolean convolution = shape.size() == 4 && shape.get(2) == 1 && shape.get(3) == 1;
        return convolution && MATRIX.matcher(diffusersName).matches() ? shape.subList(0, 2) : shape;
    }
}
