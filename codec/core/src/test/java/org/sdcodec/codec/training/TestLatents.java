package org.sdcodec.codec.training;

import java.util.Random;
import org.sdcodec.engine.Tensor;

/** Latents for tests: smooth first channels, and others that are almost the magnitude of the channel before. */
final class TestLatents {
    private TestLatents() {}

    static Tensor of(long seed, int height, int width, int channels) {
        Random random = new Random(seed);
        float[] values = new float[height * width * channels];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    int at = (y * width + x) * channels + c;
                    float left = x > 0 ? values[at - channels] : 0;
                    float above = y > 0 ? values[at - width * channels] : 0;
                    float noise = (float) random.nextGaussian();
                    // Not linear, so that least squares cannot predict it.
                    values[at] = c % 2 == 0
                            ? 0.45f * left + 0.45f * above + 0.6f * noise
                            : 2 * Math.abs(values[at - 1]) - 1 + 0.1f * noise;
                }
            }
        }
        return Tensor.of(height, width, channels, values);
    }
}
