package org.sdcodec.vae;

import org.sdcodec.engine.network.Layers;
import org.sdcodec.engine.network.Sequence;
import org.sdcodec.weights.ModelConfig;

/**
 * The autoencoder of FLUX.2, diffusers' {@code AutoencoderKLFlux2}: that of Stable Diffusion with more channels, whose
 * latent is folded and normalized ({@link NormalizedFold}). Its latent here is the one that the diffusion model works
 * on, 128 channels at 1/16 of the resolution as published; it is neither scaled nor shifted. The encoder gives the
 * mean of the distribution.
 *
 * @param kl the network without the fold; a published variant has narrower levels in its decoder
 * @param epsilon {@code batch_norm_eps}
 */
record Flux2Config(KlConfig kl, double epsilon) implements AutoencoderConfig {
    /** Refuses by name what is not supported. */
    static Flux2Config of(ModelConfig config) {
        config.requireSupported("patch_size", NormalizedFold.SIDE);
        config.requireSupported("scaling_factor", 1);
        config.requireSupported("shift_factor", 0);
        return new Flux2Config(KlConfig.of(config, 1, 1, 0), config.number("batch_norm_eps", 1e-4));
    }

    @Override
    public int latentChannels() {
        return NormalizedFold.SIDE * NormalizedFold.SIDE * kl.latentChannels();
    }

    @Override
    public int patch() {
        return kl.patch();
    }

    @Override
    public int downsampling() {
        return NormalizedFold.SIDE * kl.downsampling();
    }

    @Override
    public float scalingFactor() {
        return kl.scalingFactor();
    }

    @Override
    public float shiftFactor() {
        return kl.shiftFactor();
    }

    @Override
    public boolean rounded() {
        return kl.rounded();
    }

    @Override
    public boolean variational() {
        return false;
    }

    @Override
    public Sequence encoder(Layers layers) {
        Sequence.Builder blocks = Sequence.builder();
        kl.encoder(layers).blocks().forEach(blocks::add);
        return blocks.add(fold(layers).ofMoments()).build();
    }

    @Override
    public Sequence decoder(Layers layers) {
        Sequence.Builder blocks = Sequence.builder().add(fold(layers).inverse());
        kl.decoder(layers).blocks().forEach(blocks::add);
        return blocks.build();
    }

    private NormalizedFold fold(Layers layers) {
        return new NormalizedFold(layers, kl.latentChannels(), epsilon);
    }
}
