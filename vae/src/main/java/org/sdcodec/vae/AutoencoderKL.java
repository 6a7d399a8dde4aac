package org.sdcodec.vae;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.Weights;

/** The autoencoder of Stable Diffusion (Rombach et al. 2022), in the layout of diffusers' {@code AutoencoderKL}. */
public final class AutoencoderKL extends GridAutoencoder {
    private static final float MIN_LOGVAR = -30;
    private static final float MAX_LOGVAR = 20;

    private AutoencoderKL(KlConfig config, Weights weights, Half half) {
        super(
                new Patches(config.patch(), config.downsampling()),
                half.encodes() ? Encoder.load(config, weights) : null,
                half.decodes() ? Decoder.load(config, weights) : null,
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
    public static AutoencoderKL load(ModelFiles files) {
        return load(files, Half.BOTH);
    }

    /** As {@link Autoencoders#load(ModelFiles, Half)}. */
    static AutoencoderKL load(ModelFiles files, Half half) {
        Weights weights = files.weights();
        AutoencoderKL model = new AutoencoderKL(KlConfig.of(files.config()), weights, half);
        weights.requireAllUsed(half::has);
        return model;
    }

    /**
     * Picture → distribution of its latent.
     *
     * @param image as in {@link Autoencoder#encode}; not modified
     * @return tensors from the engine's work memory
     */
    public Posterior posterior(Engine engine, Tensor image) {
        return posterior(engine, image, BlockListener.NONE);
    }

    private Posterior posterior(Engine engine, Tensor image, BlockListener listener) {
        Tensor moments = super.encode(engine, image, listener);
        Tensor mean = channels(engine, moments, 0);
        Tensor logvar = channels(engine, moments, latentChannels());
        for (int i = 0; i < logvar.size(); i++) {
            logvar.data()[i] = Math.min(MAX_LOGVAR, Math.max(MIN_LOGVAR, logvar.data()[i]));
        }
        engine.release(moments);
        return new Posterior(mean, logvar);
    }

    @Override
    public Tensor encode(Engine engine, Tensor image, BlockListener listener) {
        Posterior posterior = posterior(engine, image, listener);
        engine.release(posterior.logvar());
        return posterior.mean();
    }

    /** Half of the channels, from {@code first} on. */
    private Tensor channels(Engine engine, Tensor moments, int first) {
        int count = latentChannels();
        Tensor part = engine.tensor(moments.height(), moments.width(), count);
        for (int pixel = 0; pixel < moments.pixels(); pixel++) {
            System.arraycopy(moments.data(), pixel * moments.channels() + first, part.data(), pixel * count, count);
        }
        return part;
    }
}
