package org.sdcodec.engine.layer;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Rows;
import org.sdcodec.engine.Tensor;

/**
 * A per-channel map {@code y = fma(x, scale, shift)}: what a group normalization comes down to once its statistics are
 * known.
 *
 * @param scale one element per channel
 * @param shift one element per channel
 */
public record ChannelAffine(float[] scale, float[] shift) {
    /** @throws IllegalArgumentException if the two arrays differ in length */
    public ChannelAffine {
        if (shift.length != scale.length) {
            throw new IllegalArgumentException(
                    "a per-channel map has %d factors but %d addends".formatted(scale.length, shift.length));
        }
    }

    /** Refuses what has not as many channels as the map. */
    void checkInput(Rows x) {
        if (x.channels() != scale.length) {
            throw new IllegalArgumentException(
                    "a per-channel map of " + scale.length + " channels cannot take a tensor of " + x.shape());
        }
    }

    /** The mapped tensor, newly taken from the work memory; {@code x} is not modified. */
    public Tensor forward(Engine engine, Tensor x) {
        checkInput(x);
        Tensor y = engine.tensor(x.height(), x.width(), x.channels());
        int channels = x.channels();
        int rowPixels = x.width();
        engine.workers().run(x.height(), row -> {
            int offset = row * rowPixels * channels;
            engine.kernels().scaleShift(rowPixels, channels, x.data(), offset, scale, shift, y.data(), offset);
        });
        return y;
    }
}
