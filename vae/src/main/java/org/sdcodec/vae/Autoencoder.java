package org.sdcodec.vae;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.Area;
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

    /**
     * The same autoencoder for so much memory: where its networks have statistics over the whole picture, and their
     * whole tensors take more, they run some rows at a time, once for each of the statistics. Takes longer, and changes
     * no result.
     *
     * @param bytes for intermediate results and the picture
     */
    Autoencoder within(long bytes);

    /** Whether the encoder gives a distribution, whose mean is the latent: {@link #posterior}. */
    boolean isVariational();

    /** {@link #encode(Engine, PixelSource, BlockListener)} of a tensor of h × w × 3, without a listener. */
    default Tensor encode(Engine engine, Tensor image) {
        return encode(engine, PixelSource.of(image), BlockListener.NONE);
    }

    /**
     * Picture → latent. A large picture goes through the network some rows at a time, if no layer
     * {@linkplain LatentProfile#encoderSpansPicture spans} it.
     *
     * @param image its last row and column are repeated up to the next multiple of {@link #downsampling}
     * @param listener receives how far the network has come
     * @return the (mean) latent as the network gives it, unscaled: ⌈h/d⌉ × ⌈w/d⌉ × {@link #latentChannels}, from the
     *     engine's work memory
     * @throws org.sdcodec.weights.WeightsException if the picture is too large for the network
     */
    Tensor encode(Engine engine, PixelSource image, BlockListener listener);

    /**
     * Picture → distribution of its latent.
     *
     * @param image h × w × 3, values −1..1; not modified
     * @return tensors from the engine's work memory
     * @throws IllegalStateException if the encoder is not {@linkplain #isVariational variational}
     */
    Posterior posterior(Engine engine, Tensor image);

    /**
     * {@link #decode(Engine, LatentSource, int, int, Area, PixelSink, BlockListener)} of all pixels to a tensor.
     *
     * @return height × width × 3, values about −1..1, not clamped, from the engine's work memory
     */
    default Tensor decode(Engine engine, Tensor latent, int height, int width) {
        Tensor image = engine.tensor(height, width, Patches.COLORS);
        decode(
                engine,
                LatentSource.of(latent),
                height,
                width,
                new Area(0, 0, height, width),
                PixelSink.of(image),
                BlockListener.NONE);
        return image;
    }

    /**
     * Latent → picture, or a part of it: the same pixels. Of a part, only the cells on which it depends are used, if no
     * layer {@linkplain LatentProfile#decoderSpansPicture spans} the picture. Large pictures go through the network
     * some rows at a time then.
     *
     * @param latent unscaled, ⌈height/d⌉ × ⌈width/d⌉ × {@link #latentChannels}; its rows are read when the
     *     network comes to them
     * @param height rows of the picture
     * @param width columns of the picture
     * @param region the pixels that are wanted
     * @param sink receives them
     * @param listener receives how far the network has come
     * @throws org.sdcodec.weights.WeightsException if the picture is too large for the network
     * @throws IllegalArgumentException if the region is not inside of the picture, or the latent has another size
     */
    void decode(
            Engine engine,
            LatentSource latent,
            int height,
            int width,
            Area region,
            PixelSink sink,
            BlockListener listener);

    /** The cells of the latent that {@link #decode} uses for a part of a picture of that size. */
    Area cells(int height, int width, Area region);

    /** Whether gradients can go backwards through the decoder: {@link #differentiableDecoder}. */
    boolean isDifferentiable();

    /**
     * The decoder, run forwards and backwards.
     *
     * @throws ClassCastException unless it {@linkplain #isDifferentiable is differentiable}
     */
    DecoderRun differentiableDecoder(Engine engine);

    /**
     * Bytes that {@link #differentiableDecoder} needs at once for a picture of that size; an estimate as
     * {@link #decodeBytes}.
     */
    long differentiableBytes(int height, int width);

    /**
     * Work memory that {@link #encode} needs at once for a picture of that size, in bytes: an estimate from the sizes
     * of the intermediate tensors and what convolutions make of their inputs and weights, with the latent, without the
     * picture and the weights.
     *
     * @param threads among which layers split their outputs
     */
    long encodeBytes(int height, int width, int threads);

    /** The same for {@link #decode} of a part of a picture, without the latent and the pixels. */
    long decodeBytes(int height, int width, Area region, int threads);
}
