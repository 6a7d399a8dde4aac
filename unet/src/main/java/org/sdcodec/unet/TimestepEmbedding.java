package org.sdcodec.unet;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.layer.Activation;
import org.sdcodec.engine.layer.Linear;
import org.sdcodec.engine.network.Layers;
import org.sdcodec.engine.network.LazyLayer;

/** A time step as a vector: sinusoids of geometrically spaced frequencies (Ho et al. 2020), then two linear layers. */
final class TimestepEmbedding {
    private static final float MINUS_LOG_MAX_PERIOD = -9.2103404f;

    private final UNetConfig config;
    private final LazyLayer<Linear> linear1;
    private final LazyLayer<Linear> linear2;

    TimestepEmbedding(Layers layers, UNetConfig config) {
        this.config = config;
        int channels = config.timeEmbeddingChannels();
        this.linear1 = layers.linear("linear_1", config.blockOutChannels()[0], channels, true);
        this.linear2 = layers.linear("linear_2", channels, channels, true);
    }

    /** {@code linear2(silu(linear1(sinusoids)))}, 1 × 1 × channels, newly taken from the work memory. */
    Tensor forward(Engine engine, double timestep, Probe probe) {
        float[] sinusoids = sinusoids(
                (float) timestep, config.blockOutChannels()[0], config.flipSinToCos(), config.frequencyShift());
        Tensor projected = Tensor.of(1, 1, sinusoids.length, sinusoids);
        probe.saw("time_proj", projected);
        Tensor hidden = Activation.SILU.applyInPlace(engine, linear1.get().forward(engine, projected));
        Tensor embedding = linear2.get().forward(engine, hidden);
        engine.release(hidden);
        probe.saw("time_embedding", embedding);
        return embedding;
    }

    /**
     * {@code sin(t·f_i)} and {@code cos(t·f_i)} with {@code f_i = 10000^(−i / (half − shift))}. Frequencies and
     * products are rounded to float as diffusers does, because the published networks were trained on these values.
     *
     * @param channels even; twice the number of frequencies
     * @param cosineFirst whether the cosines come before the sines
     */
    static float[] sinusoids(float timestep, int channels, boolean cosineFirst, float shift) {
        int half = channels / 2;
        float[] values = new float[channels];
        for (int i = 0; i < half; i++) {
            float frequency = (float) ExactMath.exp(MINUS_LOG_MAX_PERIOD * i / (half - shift));
            double angle = timestep * frequency;
            values[cosineFirst ? half + i : i] = (float) ExactMath.sin(angle);
            values[cosineFirst ? i : half + i] = (float) ExactMath.cos(angle);
        }
        return values;
    }
}
