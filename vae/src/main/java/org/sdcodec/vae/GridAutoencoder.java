package org.sdcodec.vae;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;

/** What both kinds of autoencoder share: an encoder and a decoder, and the grid on which they work. */
abstract class GridAutoencoder implements Autoencoder {
    private final Patches patches;
    /** Null if it is not loaded. */
    private final Sequence encoder;
    /** Null if it is not loaded. */
    private final Sequence decoder;

    private final int latentChannels;
    private final float scalingFactor;
    private final float shiftFactor;

    GridAutoencoder(
            Patches patches,
            Sequence encoder,
            Sequence decoder,
            int latentChannels,
            float scalingFactor,
            float shiftFactor) {
        this.patches = patches;
        this.encoder = encoder;
        this.decoder = decoder;
        this.latentChannels = latentChannels;
        this.scalingFactor = scalingFactor;
        this.shiftFactor = shiftFactor;
    }

    /** Block by block, for tests that look for a fault. */
    final Sequence encoder() {
        return loaded(encoder, "encoder");
    }

    /** Block by block, for tests that look for a fault. */
    final Sequence decoder() {
        return loaded(decoder, "decoder");
    }

    private static Sequence loaded(Sequence half, String name) {
        if (half == null) {
            throw new IllegalStateException("the " + name + " of this model was not loaded");
        }
        return half;
    }

    @Override
    public Tensor encode(Engine engine, Tensor image, BlockListener listener) {
        encoder().requireRoom(patches.grid(image.height(), image.width()), image.height(), image.width());
        return encoder().forward(engine, patches.toGrid(engine, image), listener);
    }

    @Override
    public final Tensor decode(Engine engine, Tensor latent, int height, int width, BlockListener listener) {
        Size expected = latentSize(height, width);
        if (latent.height() != expected.height()
                || latent.width() != expected.width()
                || latent.channels() != latentChannels) {
            throw new IllegalArgumentException("the latent of a picture of " + width + "×" + height + " pixels is "
                    + expected.height() + "×" + expected.width() + "×" + latentChannels + ", but this is a tensor of "
                    + latent);
        }
        decoder().requireRoom(expected, height, width);
        Tensor z = engine.tensor(latent.height(), latent.width(), latent.channels());
        System.arraycopy(latent.data(), 0, z.data(), 0, latent.size());
        Tensor grid = decoder().forward(engine, z, listener);
        Tensor image = patches.toImage(engine, grid, height, width);
        engine.release(grid);
        return image;
    }

    @Override
    public final long encodeBytes(int height, int width) {
        return Float.BYTES * encoder().peak(patches.grid(height, width));
    }

    @Override
    public final long decodeBytes(int height, int width) {
        long atTheEnd = patches.grid(height, width).elements() + new Size(height, width, 3).elements();
        return Float.BYTES * Math.max(decoder().peak(latentSize(height, width)), atTheEnd);
    }

    @Override
    public final int latentChannels() {
        return latentChannels;
    }

    @Override
    public final int downsampling() {
        return patches.multiple();
    }

    @Override
    public final float scalingFactor() {
        return scalingFactor;
    }

    @Override
    public final float shiftFactor() {
        return shiftFactor;
    }

    private Size latentSize(int height, int width) {
        return new Size(patches.cells(height), patches.cells(width), latentChannels);
    }
}
