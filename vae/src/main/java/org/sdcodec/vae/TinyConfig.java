package org.sdcodec.vae;

import java.util.Arrays;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.layer.Activation;
import org.sdcodec.engine.layer.Padding;
import org.sdcodec.engine.network.Layers;
import org.sdcodec.engine.network.Sequence;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.WeightsException;

/**
 * The small autoencoder TAESD (Bohan 2023), diffusers' {@code AutoencoderTiny}: convolutions and ReLU without
 * normalization. Its configuration has the names and the defaults of diffusers, and two keys of our own. The widths of
 * the levels may differ, and blocks may have a {@code skip}, which diffusers does not allow.
 *
 * @param encoderChannels {@code encoder_block_out_channels}: the width of each level, finest first
 * @param encoderBlocks {@code num_encoder_blocks}: blocks per level
 * @param decoderChannels {@code decoder_block_out_channels}: the width of each level, coarsest first
 * @param decoderBlocks {@code num_decoder_blocks}: blocks per level
 * @param latentChannels {@code latent_channels}
 * @param patch {@code patch_size}, our own: space-to-depth before the encoder, depth-to-space after the decoder
 * @param scalingFactor {@code scaling_factor}
 * @param shiftFactor {@code shift_factor}
 * @param rounded {@code trained_quantization}, our own
 */
record TinyConfig(
        int[] encoderChannels,
        int[] encoderBlocks,
        int[] decoderChannels,
        int[] decoderBlocks,
        int latentChannels,
        int patch,
        float scalingFactor,
        float shiftFactor,
        boolean rounded)
        implements AutoencoderConfig {
    /** The latent is bent smoothly into ±3 before it is decoded. */
    private static final float LIMIT = 3;

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
            throw new WeightsException(config.origin() + ": encoder_block_out_channels has " + encoderChannels.length
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
                (float) config.number("shift_factor", 0),
                Configs.rounded(config));
    }

    private static int[] blocks(ModelConfig config, String key, int[] absent, int levels) {
        int[] blocks = config.integers(key, absent);
        if (blocks.length != levels || Arrays.stream(blocks).max().getAsInt() > Configs.MAX_LAYERS) {
            throw new WeightsException(config.origin() + ": " + key + " = " + Arrays.toString(blocks)
                    + ", but expected one number of at most " + Configs.MAX_LAYERS + " for each of the " + levels
                    + " levels of channels");
        }
        return blocks;
    }

    private int levels() {
        return encoderChannels.length;
    }

    @Override
    public int downsampling() {
        return patch << levels() - 1;
    }

    @Override
    public boolean variational() {
        return false;
    }

    @Override
    public Sequence encoder(Layers all) {
        Layers layers = all.at("encoder");
        Sequence.Builder blocks = Sequence.builder();
        blocks.add(new Pointwise(layers.path(), TinyConfig::toUnitRange));
        int layer = 0;
        int width = encoderChannels[0];
        blocks.add(Convolution.same(layers, "layers." + layer++, pictureChannels(), width, 3));
        for (int i = 0; i < levels(); i++) {
            if (i > 0) {
                int outC = encoderChannels[i];
                blocks.add(Convolution.halving(layers, "layers." + layer++, width, outC, Padding.of(1), false));
                width = outC;
            }
            for (int j = 0; j < encoderBlocks[i]; j++) {
                blocks.add(new TinyBlock(layers.at("layers." + layer++), width));
            }
        }
        return blocks.add(Convolution.same(layers, "layers." + layer, width, latentChannels, 3))
                .build();
    }

    @Override
    public Sequence decoder(Layers all) {
        Layers layers = all.at("decoder");
        Sequence.Builder blocks = Sequence.builder();
        blocks.add(new Pointwise(layers.path(), TinyConfig::limit));
        int width = decoderChannels[0];
        blocks.add(
                Convolution.same(layers, "layers.0", latentChannels, width, 3).then(Activation.RELU));
        // Layers 1 and those before each doubling convolution have no weights: ReLU and upsampling.
        int layer = 2;
        for (int i = 0; i < levels(); i++) {
            for (int j = 0; j < decoderBlocks[i]; j++) {
                blocks.add(new TinyBlock(layers.at("layers." + layer++), width));
            }
            if (i < levels() - 1) {
                int outC = decoderChannels[i + 1];
                layer++;
                blocks.add(Convolution.doubling(layers, "layers." + layer++, width, outC, false));
                width = outC;
            }
        }
        return blocks.add(Convolution.same(layers, "layers." + layer, width, pictureChannels(), 3))
                .add(new Pointwise(layers.path(), TinyConfig::fromUnitRange))
                .build();
    }

    private static void toUnitRange(Kernels kernels, int n, float[] x, int offset) {
        for (int i = offset; i < offset + n; i++) {
            x[i] = (x[i] + 1) / 2;
        }
    }

    private static void fromUnitRange(Kernels kernels, int n, float[] x, int offset) {
        for (int i = offset; i < offset + n; i++) {
            x[i] = x[i] * 2 - 1;
        }
    }

    /** {@code tanh(x / 3) · 3}. */
    private static void limit(Kernels kernels, int n, float[] x, int offset) {
        for (int i = offset; i < offset + n; i++) {
            x[i] /= LIMIT;
        }
        kernels.tanh(n, x, offset, x, offset);
        for (int i = offset; i < offset + n; i++) {
            x[i] *= LIMIT;
        }
    }
}
