package org.sdcodec.vae;

import java.util.Arrays;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.layer.Activation;
import org.sdcodec.engine.layer.Padding;
import org.sdcodec.engine.layer.PixelShuffle;
import org.sdcodec.engine.network.Layers;
import org.sdcodec.engine.network.PixelShuffleBlock;
import org.sdcodec.engine.network.Sequence;
import org.sdcodec.weights.ModelConfig;
import org.sdcodec.weights.WeightsException;

/**
 * The small autoencoder TAESD (Bohan 2023), diffusers' {@code AutoencoderTiny}: convolutions and ReLU without
 * normalization. Its configuration has the names and the defaults of diffusers, and keys of our own for what diffusers
 * does not allow: levels of different widths, blocks with a {@code skip}, and what distinguishes TAESD's relatives.
 * TAESANA, for latents at 1/32 of the resolution, starts with a stem; TAEF2 normalizes at its coarsest level.
 *
 * @param encoderStem {@code encoder_stem_out_channels}, our own: the widths of 3 × 3 convolutions of stride 2 with ReLU
 *     that take the place of the encoder's first convolution; the last is the width of its finest level. Empty if there
 *     is no stem
 * @param encoderChannels {@code encoder_block_out_channels}: the width of each level, finest first
 * @param encoderBlocks {@code num_encoder_blocks}: blocks per level
 * @param decoderChannels {@code decoder_block_out_channels}: the width of each level, coarsest first
 * @param decoderBlocks {@code num_decoder_blocks}: blocks per level
 * @param pooled {@code use_midblock_gn}, by the name of TAESD's program: whether the blocks of the coarsest level, of
 *     encoder and decoder, start with a {@link PooledResidual}
 * @param shuffled {@code upsampling}, our own: {@code shuffle} if a level ends with a convolution to four times the
 *     next level's channels and a pixel shuffle, {@code nearest} (the default) if with nearest upsampling and a
 *     convolution
 * @param latentChannels {@code latent_channels}
 * @param patch {@code patch_size}, our own: space-to-depth before the encoder, depth-to-space after the decoder
 * @param scalingFactor {@code scaling_factor}
 * @param shiftFactor {@code shift_factor}
 * @param rounded {@code trained_quantization}, our own
 */
record TinyConfig(
        int[] encoderStem,
        int[] encoderChannels,
        int[] encoderBlocks,
        int[] decoderChannels,
        int[] decoderBlocks,
        boolean pooled,
        boolean shuffled,
        int latentChannels,
        int patch,
        float scalingFactor,
        float shiftFactor,
        boolean rounded)
        implements AutoencoderConfig {
    /** The latent is bent smoothly into ±3 before it is decoded. */
    private static final float LIMIT = 3;

    private static final String STEM = "encoder_stem_out_channels";

    /** Refuses by name what is not supported. */
    static TinyConfig of(ModelConfig config) {
        config.requireSupported("in_channels", 3);
        config.requireSupported("out_channels", 3);
        config.requireSupported("act_fn", "relu");
        config.requireSupported("upsample_fn", "nearest");
        config.requireSupported("upsampling_scaling_factor", 2);
        config.requireSupported("upsampling", "nearest", "shuffle");
        int[] published = {64, 64, 64, 64};
        int[] encoderChannels = Configs.channels(config, "encoder_block_out_channels", published);
        int[] decoderChannels = Configs.channels(config, "decoder_block_out_channels", published);
        int[] stem = config.has(STEM) ? Configs.channels(config, STEM, null) : new int[0];
        requireSameScale(config, stem, encoderChannels, decoderChannels);
        return new TinyConfig(
                stem,
                encoderChannels,
                blocks(config, "num_encoder_blocks", new int[] {1, 3, 3, 3}, encoderChannels.length),
                decoderChannels,
                blocks(config, "num_decoder_blocks", new int[] {3, 3, 3, 1}, decoderChannels.length),
                config.flag("use_midblock_gn", false),
                config.string("upsampling", "nearest").equals("shuffle"),
                config.integer("latent_channels", 4, 1, Configs.MAX_CHANNELS),
                Configs.patch(config),
                Configs.scalingFactor(config, 1),
                (float) config.number("shift_factor", 0),
                Configs.rounded(config));
    }

    /** Encoder and decoder must halve and double equally often, and the stem must end where the levels begin. */
    private static void requireSameScale(ModelConfig config, int[] stem, int[] encoder, int[] decoder) {
        if (stem.length + encoder.length != decoder.length) {
            throw new WeightsException(
                    config.origin() + ": encoder_block_out_channels has " + encoder.length + " levels"
                            + (stem.length == 0 ? "" : " after a stem of " + stem.length + " convolutions")
                            + ", but decoder_block_out_channels has " + decoder.length);
        }
        if (stem.length > 0 && stem[stem.length - 1] != encoder[0]) {
            throw new WeightsException(config.origin() + ": " + STEM + " ends with " + stem[stem.length - 1]
                    + " channels, but encoder_block_out_channels begins with " + encoder[0]);
        }
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

    @Override
    public int downsampling() {
        return patch << decoderChannels.length - 1;
    }

    @Override
    public boolean variational() {
        return false;
    }

    @Override
    public Sequence encoder(Layers all) {
        Layers layers = all.at("encoder");
        Sequence.Builder blocks = Sequence.builder();
        blocks.add(new Pointwise(layers.path(), TinyConfig::toUnitRange, y -> 0.5f));
        int layer = 0;
        int width = pictureChannels();
        for (int outC : encoderStem) {
            blocks.add(Convolution.halving(layers, "layers." + layer, width, outC, Padding.of(1), true)
                    .then(Activation.RELU));
            // ReLU counts as a layer, too.
            layer += 2;
            width = outC;
        }
        if (encoderStem.length == 0) {
            blocks.add(Convolution.same(layers, "layers." + layer++, width, encoderChannels[0], 3));
            width = encoderChannels[0];
        }
        for (int i = 0; i < encoderChannels.length; i++) {
            if (i > 0) {
                int outC = encoderChannels[i];
                blocks.add(Convolution.halving(layers, "layers." + layer++, width, outC, Padding.of(1), false));
                width = outC;
            }
            layer = addBlocks(blocks, layers, layer, encoderBlocks[i], width, i == encoderChannels.length - 1);
        }
        return blocks.add(Convolution.same(layers, "layers." + layer, width, latentChannels, 3))
                .build();
    }

    @Override
    public Sequence decoder(Layers all) {
        Layers layers = all.at("decoder");
        Sequence.Builder blocks = Sequence.builder();
        blocks.add(new Pointwise(layers.path(), TinyConfig::limit, TinyConfig::slopeOfLimit));
        int width = decoderChannels[0];
        blocks.add(
                Convolution.same(layers, "layers.0", latentChannels, width, 3).then(Activation.RELU));
        // Layers 1 and those before each doubling convolution have no weights: ReLU and upsampling.
        int layer = 2;
        for (int i = 0; i < decoderChannels.length; i++) {
            layer = addBlocks(blocks, layers, layer, decoderBlocks[i], width, i == 0);
            if (i < decoderChannels.length - 1) {
                int outC = decoderChannels[i + 1];
                addDoubling(blocks, layers, layer, width, outC);
                layer += 2;
                width = outC;
            }
        }
        return blocks.add(Convolution.same(layers, "layers." + layer, width, pictureChannels(), 3))
                .add(new Pointwise(layers.path(), TinyConfig::fromUnitRange, y -> 2))
                .build();
    }

    /**
     * The blocks of a level.
     *
     * @param layer the number of the first
     * @param coarsest whether it is the level beside the latent
     * @return the number of the next layer
     */
    private int addBlocks(Sequence.Builder blocks, Layers layers, int layer, int count, int width, boolean coarsest) {
        for (int j = 0; j < count; j++) {
            Layers block = layers.at("layers." + (layer + j));
            if (pooled && coarsest) {
                blocks.add(new PooledResidual(block, width));
            }
            blocks.add(new TinyBlock(block, width));
        }
        return layer + count;
    }

    /**
     * What doubles the resolution: two layers, of which the convolution is the second, before a pixel shuffle the
     * first.
     */
    private void addDoubling(Sequence.Builder blocks, Layers layers, int layer, int inC, int outC) {
        if (shuffled) {
            int cells = PixelShuffle.FACTOR * PixelShuffle.FACTOR;
            blocks.add(Convolution.withoutBias(layers, "layers." + layer, inC, cells * outC))
                    .add(new PixelShuffleBlock(
                            layers.at("layers." + (layer + 1)).path()));
        } else {
            blocks.add(Convolution.doubling(layers, "layers." + (layer + 1), inC, outC, false));
        }
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

    /** {@code 1 - (y / 3)²}. */
    private static float slopeOfLimit(float y) {
        float tanh = y / LIMIT;
        return 1 - tanh * tanh;
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
