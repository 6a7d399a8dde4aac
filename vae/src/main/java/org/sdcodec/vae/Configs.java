package org.sdcodec.vae;

import java.util.Arrays;
import java.util.List;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.WeightsException;

/** Checks that the configurations of all kinds share. The limits are far beyond any published model. */
final class Configs {
    static final int MAX_LAYERS = 64;
    static final int MAX_CHANNELS = 1 << 16;
    private static final int MAX_LEVELS = 10;
    private static final int MAX_PATCH = 32;

    private Configs() {}

    /** The width of each level. */
    static int[] channels(ModelConfig config, String key, int[] absent) {
        int[] channels = config.integers(key, absent);
        if (channels.length > MAX_LEVELS || Arrays.stream(channels).max().getAsInt() > MAX_CHANNELS) {
            throw new WeightsException(config.origin() + ": " + key + " = " + Arrays.toString(channels)
                    + " is not supported; expected at most " + MAX_LEVELS + " levels of at most " + MAX_CHANNELS
                    + " channels");
        }
        return channels;
    }

    /** A list of texts, where there is one, must have one item per level. */
    static void requireLength(ModelConfig config, String key, int levels) {
        int length = config.strings(key, List.of()).size();
        if (config.has(key) && length != levels) {
            throw new WeightsException(config.origin() + ": " + key + " has " + length + " items, but there are "
                    + levels + " levels of channels");
        }
    }

    static int patch(ModelConfig config) {
        return config.integer("patch_size", 1, 1, MAX_PATCH);
    }

    /**
     * {@code trained_quantization}, our own: what was done to scaled latents before the decoder saw them in training.
     */
    static boolean rounded(ModelConfig config) {
        config.requireSupported("trained_quantization", "none", "rounding");
        return config.string("trained_quantization", "none").equals("rounding");
    }

    static float scalingFactor(ModelConfig config, double absent) {
        float factor = (float) config.number("scaling_factor", absent);
        if (!(factor > 0 && factor <= Float.MAX_VALUE)) {
            throw new WeightsException(
                    config.origin() + ": scaling_factor = " + factor + ", but expected a positive number");
        }
        return factor;
    }
}
