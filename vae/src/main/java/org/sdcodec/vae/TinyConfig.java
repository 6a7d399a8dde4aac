package org.sdcodec.vae;

import java.util.Arrays;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.ModelException;

/**
 * The configuration of an {@link AutoencoderTiny}, by the names and with the defaults of diffusers, and one key of our own. The
 * widths of the levels may differ, which diffusers does not allow.
 *
 * @param encoderChannels {@code encoder_block_out_channels}: the width of each level, finest first
 * @param encoderBlocks {@code num_encoder_blocks}: blocks per level
 * @param decoderChannels {@code decoder_block_out_channels}: the width of each level, coarsest first
 * @param decoderBlocks {@code num_decoder_blocks}: blocks per level
 * @param latentChannels {@code latent_channels}
 * @param patch {@code patch_size}, our own: space-to-depth before the encoder, depth-to-space after the decoder
 * @param scalingFactor {@code scaling_factor}
 * @param shiftFactor {@code shift_factor}
 */
record TinyConfig(
        int[] encoderChannels,
        int[] encoderBlocks,
        int[] decoderChannels,
        int[] decoderBlocks,
        int latentChannels,
        int patch,
        float scalingFactor,
        float shiftFactor) {
    /** Refuses by name what is not supported. */
    static TinyConfig of(ModelConfig config) {
        config.requireSupported("in_channels", 3);
        config.requireSupported("out_channels", 3);
        config.requireSupported("act_fn", "relu");
        config.requireSupported("upsample_fn", "nearest");
        config.requireSupported("upsampling_scaling_factor", 2);
        int[] published = {64, 64, 64, 64};
        int[] encoderChannels = Configs.channels(config, "encoder_block_out_channels", published);
        int[] decoderChannels = Configs.channels(config, "decoder_block_out_channels", published);
        if (encoderChannels.length != decoderChannels.length) {
            throw new ModelException(config.origin() + ": encoder_block_out_channels has " + encoderChannels.length
                    + " levels, but decoder_block_out_channels has " + decoderChannels.length);
        }
        int levels = encoderChannels.length;
        return new TinyConfig(
                encoderChannels,
                blocks(config, "num_encoder_blocks", new int[] {1, 3, 3, 3}, levels),
                decoderChannels,
                blocks(config, "num_decoder_blocks", new int[] {3, 3, 3, 1}, levels),
                config.integer("latent_channels", 4, 1, Configs.MAX_CHANNELS),
                Configs.patch(config),
                Configs.scalingFactor(config, 1),
                (float) config.number("shift_factor", 0));
    }

    private static int[] blocks(ModelConfig config, String key, int[] absent, int levels) {
        int[] blocks = config.integers(key, absent);
        if (blocks.length != levels || Arrays.stream(blocks).max().getAsInt() > Configs.MAX_LAYERS) {
            throw new ModelException(config.origin() + ": " + key + " = " + Arrays.toString(blocks)
                    + ", but expected one number of at most " + Configs.MAX_LAYERS + " for each of the " + levels
                    + " levels of channels");
        }
        return blocks;
    }

    int levels() {
        return encoderChannels.length;
    }

    /** Pixels per latent cell along each side. */
    int downsampling() {
        return patch << levels() - 1;
    }

    /** Channels of a picture after space-to-depth. */
    int pictureChannels() {
        return 3 * patch * patch;
    }
}
