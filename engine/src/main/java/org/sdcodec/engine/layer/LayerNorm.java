package org.sdcodec.engine.layer;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.profile.LayerRun;
import org.sdcodec.engine.profile.LayerWork;

/**
 * Layer normalization (Ba et al. 2016): each token is brought to mean 0 and variance 1 over its channels, then scaled
 * and shifted.
 */
public final class LayerNorm {
    /** Tokens per task. */
    private static final int BLOCK = 64;

    private final String name;
    private final float[] weight;
    private final float[] bias;
    private final float epsilon;

    /**
     * @param weight one factor per channel
     * @param bias one addend per channel
     * @param epsilon added to the variance
     */
    public LayerNorm(float[] weight, float[] bias, float epsilon) {
        this("layer norm", weight, bias, epsilon);
    }

    /** As above, with a name for {@link LayerWork}. */
    public LayerNorm(String name, float[] weight, float[] bias, float epsilon) {
        if (bias.length != weight.length) {
            throw new IllegalArgumentException(
                    "layer norm has %d weights but %d biases".formatted(weight.length, bias.length));
        }
        this.name = name;
        this.weight = weight;
        this.bias = bias;
        this.epsilon = epsilon;
    }

    /** The normalized tensor, newly taken from the work memory. */
    public Tensor forward(Engine engine, Tensor x) {
        int channels = weight.length;
        if (x.channels() != channels) {
            throw new IllegalArgumentException("layer norm of " + channels + " channels cannot take a tensor of " + x);
        }
        Tensor y = engine.tensor(x.height(), x.width(), channels);
        LayerRun run = LayerRun.begin(engine);
        int tokens = x.pixels();
        engine.workers().run((tokens + BLOCK - 1) / BLOCK, block -> {
            int end = Math.min(tokens, (block + 1) * BLOCK);
            for (int token = block * BLOCK; token < end; token++) {
                normalizeToken(engine.kernels(), x.data(), y.data(), token * channels);
            }
        });
        if (run != null) {
            long bytes = LayerWork.bytes(x) + LayerWork.bytes(y) + 2L * channels * Float.BYTES;
            run.end(LayerWork.of(name, "layer norm", "token", x, y, y.height(), 0, bytes));
        }
        return y;
    }

    private void normalizeToken(Kernels kernels, float[] x, float[] y, int offset) {
        int channels = weight.length;
        float mean = kernels.sum(channels, x, offset) / channels;
        float variance = kernels.sumOfSquares(channels, x, offset, mean) / channels;
        float reciprocal = (float) (1 / Math.sqrt(variance + epsilon));
        kernels.standardise(channels, x, offset, mean, reciprocal, weight, bias, y, offset);
    }
}
