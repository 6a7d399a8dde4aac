package org.sdcodec.vae;

import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.layer.Activation;
import org.sdcodec.engine.layer.Padding;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.Weights;

/**
 * The small autoencoder TAESD (Bohan 2023), in the layout of diffusers' {@code AutoencoderTiny}: convolutions and ReLU without
 * normalisation. Beyond diffusers it knows {@code patch_size}, levels of unequal width and blocks with a {@code skip}.
 */
public final class AutoencoderTiny extends GridAutoencoder {
    /** The latent is bent smoothly into ±3 before it is decoded. */
    private static final float LIMIT = 3;

    private AutoencoderTiny(TinyConfig config, Weights weights, Half half) {
        super(
                new Patches(config.patch(), config.downsampling()),
                half.encodes() ? encoder(config, weights.at("encoder")) : null,
                half.decodes() ? decoder(config, weights.at("decoder")) : null,
                config.latentChannels(),
                config.scalingFactor(),
                config.shiftFactor());
    }

    /**
     * Reads all weights; the files may be closed afterwards.
     *
     * @throws org.sdcodec.weights.ModelException if the configuration is not supported, or a tensor is missing, misshapen
     *     or left over
     */
    public static AutoencoderTiny load(ModelFiles files) {
        return load(files, Half.BOTH);
    }

    /** As {@link Autoencoders#load(ModelFiles, Half)}. */
    static AutoencoderTiny load(ModelFiles files, Half half) {
        Weights weights = files.weights();
        AutoencoderTiny model = new AutoencoderTiny(TinyConfig.of(files.config()), weights, half);
        weights.requireAllUsed(half::has);
        return model;
    }

    private static Sequence encoder(TinyConfig config, Weights weights) {
        Sequence.Builder blocks = new Sequence.Builder();
        blocks.add(new Pointwise(weights.path(), AutoencoderTiny::toUnitRange));
        int layer = 0;
        int width = config.encoderChannels()[0];
        blocks.add(Convolution.same(weights.at("layers." + layer++), config.pictureChannels(), width, 3));
        for (int i = 0; i < config.levels(); i++) {
            if (i > 0) {
                int outC = config.encoderChannels()[i];
                blocks.add(Convolution.halving(weights.at("layers." + layer++), width, outC, Padding.of(1), false));
                width = outC;
            }
            for (int j = 0; j < config.encoderBlocks()[i]; j++) {
                blocks.add(new TinyBlock(weights.at("layers." + layer++), width));
            }
        }
        return blocks.add(Convolution.same(weights.at("layers." + layer), width, config.latentChannels(), 3))
                .build();
    }

    private static Sequence decoder(TinyConfig config, Weights weights) {
        Sequence.Builder blocks = new Sequence.Builder();
        blocks.add(new Pointwise(weights.path(), AutoencoderTiny::limit));
        int width = config.decoderChannels()[0];
        blocks.add(Convolution.same(weights.at("layers.0"), config.latentChannels(), width, 3)
                .then(Activation.RELU));
        // Layers 1 and those before each doubling convolution have no weights: ReLU and upsampling.
        int layer = 2;
        for (int i = 0; i < config.levels(); i++) {
            for (int j = 0; j < config.decoderBlocks()[i]; j++) {
                blocks.add(new TinyBlock(weights.at("layers." + layer++), width));
            }
            if (i < config.levels() - 1) {
                int outC = config.decoderChannels()[i + 1];
                layer++;
                blocks.add(Convolution.doubling(weights.at("layers." + layer++), width, outC, false));
                width = outC;
            }
        }
        return blocks.add(Convolution.same(weights.at("layers." + layer), width, config.pictureChannels(), 3))
                .add(new Pointwise(weights.path(), AutoencoderTiny::fromUnitRange))
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
