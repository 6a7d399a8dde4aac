package org.sdcodec.vae;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.BlockListener;
import org.sdcodec.engine.network.Layers;
import org.sdcodec.engine.network.Sequence;
import org.sdcodec.engine.network.Shape;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.Weights;
import org.sdcodec.weights.WeightsException;

/**
 * An autoencoder of any {@link Architecture}: a sequence of blocks each way, and the grid of folded pixels on which
 * they work.
 */
final class ConvolutionalAutoencoder implements Autoencoder {
    private static final float MIN_LOGVAR = -30;
    private static final float MAX_LOGVAR = 20;

    private final LatentProfile latents;
    private final boolean variational;
    private final Patches patches;
    /** Null if it is not loaded. */
    private final Sequence encoder;
    /** Null if it is not loaded. */
    private final Sequence decoder;

    private ConvolutionalAutoencoder(AutoencoderConfig config, LatentProfile latents, Layers layers, Half half) {
        this.latents = latents;
        this.variational = config.variational();
        this.patches = new Patches(config.patch(), config.downsampling());
        this.encoder = half.encodes() ? config.encoder(layers) : null;
        this.decoder = half.decodes() ? config.decoder(layers) : null;
    }

    /** As {@link Autoencoders#load(ModelFiles, Half)}. */
    static ConvolutionalAutoencoder load(ModelFiles files, Half half) {
        AutoencoderConfig config = Architecture.read(files.config());
        Weights weights = files.weights();
        Layers layers = Layers.loaded(new ModelParameters(weights));
        LatentProfile latents = LatentProfile.of(files, config);
        ConvolutionalAutoencoder model = new ConvolutionalAutoencoder(config, latents, layers, half);
        weights.requireAllUsed(half::has);
        return model;
    }

    /** Block by block, for tests that look for a fault. */
    Sequence encoder() {
        return loaded(encoder, "encoder");
    }

    /** Block by block, for tests that look for a fault. */
    Sequence decoder() {
        return loaded(decoder, "decoder");
    }

    private static Sequence loaded(Sequence half, String name) {
        if (half == null) {
            throw new IllegalStateException("the " + name + " of this model was not loaded");
        }
        return half;
    }

    @Override
    public LatentProfile latents() {
        return latents;
    }

    @Override
    public boolean isVariational() {
        return variational;
    }

    @Override
    public Tensor encode(Engine engine, Tensor image, BlockListener listener) {
        Tensor latent = run(engine, image, listener);
        if (!variational) {
            return latent;
        }
        Tensor mean = channels(engine, latent, 0);
        engine.release(latent);
        return mean;
    }

    @Override
    public Posterior posterior(Engine engine, Tensor image) {
        if (!variational) {
            throw new IllegalStateException("the encoder of this model gives a latent, not a distribution");
        }
        Tensor moments = run(engine, image, BlockListener.NONE);
        Tensor mean = channels(engine, moments, 0);
        Tensor logvar = channels(engine, moments, latentChannels());
        for (int i = 0; i < logvar.size(); i++) {
            logvar.data()[i] = Math.min(MAX_LOGVAR, Math.max(MIN_LOGVAR, logvar.data()[i]));
        }
        engine.release(moments);
        return new Posterior(mean, logvar);
    }

    private Tensor run(Engine engine, Tensor image, BlockListener listener) {
        Shape grid = patches.grid(image.height(), image.width());
        requireRoom(encoder(), grid, image.height(), image.width());
        return encoder().forward(engine, patches.toGrid(engine, image), listener);
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

    @Override
    public Tensor decode(Engine engine, Tensor latent, int height, int width, BlockListener listener) {
        Shape expected = latentShape(height, width);
        if (latent.height() != expected.height()
                || latent.width() != expected.width()
                || latent.channels() != latentChannels()) {
            throw new IllegalArgumentException("the latent of a picture of " + width + "×" + height + " pixels is "
                    + expected.height() + "×" + expected.width() + "×" + latentChannels()
                    + ", but this is a tensor of " + latent);
        }
        requireRoom(decoder(), expected, height, width);
        Tensor z = engine.tensor(latent.height(), latent.width(), latent.channels());
        System.arraycopy(latent.data(), 0, z.data(), 0, latent.size());
        Tensor grid = decoder().forward(engine, z, listener);
        Tensor image = patches.toImage(engine, grid, height, width);
        engine.release(grid);
        return image;
    }

    /** Checks that every intermediate tensor fits a Java array. */
    static void requireRoom(Sequence network, Shape x, int height, int width) {
        Sequence.TooLong tooLong = network.tooLong(x);
        if (tooLong != null) {
            Shape result = tooLong.result();
            throw new WeightsException("a picture of " + width + "×" + height + " pixels is too large for this model:"
                    + " after " + tooLong.path() + " it would have " + result.height() + "×" + result.width() + "×"
                    + result.channels() + " values, more than a Java array can hold; use a smaller picture");
        }
    }

    @Override
    public long encodeBytes(int height, int width) {
        return encoder().plan(patches.grid(height, width)).peakBytes();
    }

    @Override
    public long decodeBytes(int height, int width) {
        long atTheEnd = patches.grid(height, width).elements() + new Shape(height, width, 3).elements();
        return Math.max(decoder().plan(latentShape(height, width)).peakBytes(), Float.BYTES * atTheEnd);
    }

    private Shape latentShape(int height, int width) {
        return new Shape(patches.cells(height), patches.cells(width), latentChannels());
    }
}
