package org.sdcodec.vae;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.BlockListener;

/**
 * A network that turns a picture into a small latent and back. Immutable; may be used by many threads at once. Methods
 * of a half that was not loaded ({@link Half}) throw an {@link IllegalStateException}.
 */
public interface Autoencoder {
    /** What is known of the latents. */
    LatentProfile latents();

    /** Channels of the latent. */
    default int latentChannels() {
        return latents().channels();
    }

    /** Pixels per latent cell along each side; pictures are padded to a multiple of it. */
    default int downsampling() {
        return latents().downsampling();
    }

    /**
     * The factor that brings the latent to the scale on which a diffusion model works and sdcodec quantizes:
     * {@code (z − shiftFactor)·scalingFactor}.
     */
    default float scalingFactor() {
        return latents().space().scalingFactor();
    }

    /** What is subtracted from the latent before it is scaled; see {@link #scalingFactor}. */
    default float shiftFactor() {
        return latents().space().shiftFactor();
    }

    /** Whether the encoder gives a distribution, whose mean is the latent: {@link #posterior}. */
    boolean isVariational();

    /** {@link #encode(Engine, Tensor, BlockListener)} without a listener. */
    default Tensor encode(Engine engine, Tensor image) {
        return encode(engine, image, BlockListener.NONE);
    }

    /**
     * Picture → latent.
     *
     * @param image h × w × 3, values −1..1, h and w at least 1; its last row and column are repeated up to the next
     *     multiple of {@link #downsampling}; not modified
     * @param listener receives the end of each block
     * @return the (mean) latent as the network gives it, unscaled: ⌈h/d⌉ × ⌈w/d⌉ × {@link #latentChannels}, from the
     *     engine's work memory
     * @throws org.sdcodec.weights.WeightsException if the picture is too large for the network
     */
    Tensor encode(Engine engine, Tensor image, BlockListener listener);

    /**
     * Picture → distribution of its latent.
     *
     * @param image as in {@link #encode}; not modified
     * @return tensors from the engine's work memory
     * @throws IllegalStateException if the encoder is not {@linkplain #isVariational variational}
     */
    Posterior posterior(Engine engine, Tensor image);

    /** {@link #decode(Engine, Tensor, int, int, BlockListener)} without a listener. */
    default Tensor decode(Engine engine, Tensor latent, int height, int width) {
        return decode(engine, latent, height, width, BlockListener.NONE);
    }

    /**
     * Latent → picture.
     *
     * @param latent unscaled, ⌈height/d⌉ × ⌈width/d⌉ × {@link #latentChannels}; not modified
     * @param height rows of the picture
     * @param width columns of the picture
     * @param listener receives the end of each block
     * @return height × width × 3, values about −1..1, not clamped, from the engine's work memory
     * @throws org.sdcodec.weights.WeightsException if the picture is too large for the network
     */
    Tensor decode(Engine engine, Tensor latent, int height, int width, BlockListener listener);

    /**
     * Work memory that {@link #encode} needs at once for a picture of that size, in bytes: an estimate from the sizes
     * of the intermediate tensors and what convolutions make of their inputs and weights, without the picture and the
     * weights.
     */
    long encodeBytes(int height, int width);

    /** The same for {@link #decode}, with the picture that it gives. */
    long decodeBytes(int height, int width);
}
