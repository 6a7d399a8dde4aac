package org.sdcodec.codec;

import java.nio.file.Path;
import java.util.Objects;
import org.sdcodec.codec.denoise.Denoiser;
import org.sdcodec.codec.denoise.UnetWeights;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.KernelLookup;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.vae.Half;
import org.sdcodec.vae.LatentSpace;
import org.sdcodec.weights.ModelException;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.checkpoint.DiffusionModel;
import org.sdcodec.weights.checkpoint.ModelPart;
import org.sdcodec.weights.embedded.EmbeddedModel;

/** Chooses model, memory, threads and kernels of a {@link Codec}. Not thread-safe. */
public final class CodecBuilder {

    private DiffusionModel model;
    private DiffusionModel vae;
    private Half half = Half.BOTH;
    private int threads;
    private Kernels kernels;
    private Path cache;
    private UnetWeights unetWeights = UnetWeights.AUTO;
    private LatentPrior prior;

    CodecBuilder() {}

    /**
     * As {@link #model(DiffusionModel)}.
     *
     * @throws ModelException if there is no model, or none that is supported
     */
    public CodecBuilder model(Path path) {
        return model(DiffusionModel.open(path));
    }

    /** @param choice a model that has an autoencoder; without it the model that comes with sdcodec is used */
    public CodecBuilder model(DiffusionModel choice) {
        this.model = Objects.requireNonNull(choice);
        return this;
    }

    /**
     * As {@link #vae(DiffusionModel)}.
     *
     * @throws ModelException if there is no model, or none that is supported
     */
    public CodecBuilder vae(Path path) {
        return vae(DiffusionModel.open(path));
    }

    /**
     * Takes the autoencoder from another model than the UNet, its schedule and the text encoder: e.g. {@code sd-vae-ft-mse}
     * with Stable Diffusion 1.4.
     *
     * @param choice a model that has an autoencoder, of the same {@link LatentSpace} as that of the {@link #model}, if that
     *     has one beside its UNet; nothing else of it is used
     */
    public CodecBuilder vae(DiffusionModel choice) {
        this.vae = Objects.requireNonNull(choice);
        return this;
    }

    /**
     * @param choice what of the autoencoder is kept in memory, {@link Half#BOTH} by default. With {@link Half#ENCODER} the codec only encodes,
     *     without tuned denoising and without a target of PSNR, for which pictures are decoded; with {@link Half#DECODER} it only
     *     decodes. Files name the latent space, whose fingerprint is made from the encoder's weights: they are read for it in any case
     */
    public CodecBuilder half(Half choice) {
        this.half = Objects.requireNonNull(choice);
        return this;
    }

    /**
     * @param count how many threads compute, at most as many as this JVM may use processors; 0, the default, for all of these
     * @throws IllegalArgumentException if it is negative
     */
    public CodecBuilder threads(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("the number of threads must not be negative, but is " + count);
        }
        this.threads = count;
        return this;
    }

    /** @param choice the kernels to compute with; without it the fastest of this machine, which give the same results */
    public CodecBuilder kernels(Kernels choice) {
        this.kernels = Objects.requireNonNull(choice);
        return this;
    }

    /**
     * @param folder where the codec keeps what it computes once per model, now the empty prompt's embedding, which the UNet
     *     takes; made if it does not exist. Without it nothing is kept
     */
    public CodecBuilder cache(Path folder) {
        this.cache = Objects.requireNonNull(folder);
        return this;
    }

    /** @param choice what stays in memory of the UNet's weights; by default {@link UnetWeights#AUTO} */
    public CodecBuilder unetWeights(UnetWeights choice) {
        this.unetWeights = Objects.requireNonNull(choice);
        return this;
    }

    /**
     * @param choice what the entropy coder knows of this model's latents in advance; a file needs the same one to be decoded.
     *     Without it: what comes with the embedded model; for other models the file {@code latent.prior} in the folder of the model that the
     *     autoencoder is from; without that, with four latent channels, what was learnt from Stable Diffusion's; else nothing
     */
    public CodecBuilder latentPrior(LatentPrior choice) {
        this.prior = Objects.requireNonNull(choice);
        return this;
    }

    Half half() {
        return half;
    }

    LatentPrior priorFor(int channels) {
        if (prior != null) {
            if (!prior.suits(channels)) {
                throw new ModelException("the coder's prior is not for latents of " + channels + " channels");
            }
            return prior;
        }
        if (model == null && vae == null) {
            return LatentPrior.embedded();
        }
        return LatentPrior.suiting(vae == null ? model : vae, channels);
    }

    /** Null if the model has no UNet. */
    Denoiser denoiser(int channels) {
        return model == null || !model.has(ModelPart.UNET) ? null : new Denoiser(model, channels, cache, unetWeights);
    }

    /**
     * Reads the model.
     *
     * @throws ModelException if the model cannot be used
     */
    public Codec build() {
        // First of all, because its kernels warm up while the model is read.
        Engine engine = Engine.create(threads, kernels == null ? KernelLookup.kernels() : kernels);
        try (ModelFiles files = autoencoder()) {
            Codec codec = new Codec(files, engine, this);
            if (vae != null && model != null && model.has(ModelPart.UNET) && model.has(ModelPart.VAE)) {
                requireSameSpace(files.origin(), codec.latentSpace());
            }
            return codec;
        } catch (RuntimeException | Error e) {
            engine.close();
            throw e;
        }
    }

    private ModelFiles autoencoder() {
        if (vae != null) {
            return vae.vae();
        }
        return model == null ? EmbeddedModel.vae() : model.vae();
    }

    /** A UNet knows the latents of the encoder with which it was trained. */
    private void requireSameSpace(String origin, LatentSpace space) {
        try (ModelFiles own = model.vae()) {
            LatentSpace expected = LatentSpace.of(own);
            if (!space.equals(expected)) {
                throw new ModelException(
                        origin + ": has the latent space " + described(space, expected)
                                + ", but the UNet of " + model.path() + " was trained in "
                                + described(expected, space)
                                + ", that of its own autoencoder; take an autoencoder with the same encoder, or the UNet's own");
            }
        }
    }

    private static String described(LatentSpace space, LatentSpace other) {
        String name = SdcInfo.fingerprint(space.fingerprint().short32());
        return space.scalingFactor() == other.scalingFactor()
                ? name
                : name + " (scaling_factor " + space.scalingFactor() + ")";
    }
}
