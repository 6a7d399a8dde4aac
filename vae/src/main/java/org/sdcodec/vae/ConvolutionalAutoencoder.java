package org.sdcodec.vae;

import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.Area;
import org.sdcodec.engine.network.BlockListener;
import org.sdcodec.engine.network.Layers;
import org.sdcodec.engine.network.RowNetwork;
import org.sdcodec.engine.network.RowRun;
import org.sdcodec.engine.network.Sequence;
import org.sdcodec.engine.network.Shape;
import org.sdcodec.engine.network.StagePlan;
import org.sdcodec.engine.network.StagedRun;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.Weights;
import org.sdcodec.weights.WeightsException;

/**
 * An autoencoder of any {@link Architecture}: a sequence of blocks each way, and the grid of folded pixels on which
 * they work.
 */
final class ConvolutionalAutoencoder implements Autoencoder {
    /** What whole tensors may take, in bytes, before a network that can makes some rows at a time. */
    private static final long WHOLE_BYTES = 64 << 20;

    /** What is left to a picture and its latent, for each pixel. */
    private static final long PICTURE_BYTES = 8;

    /** This part of the memory is left, as arrays that are used again may be longer than what they hold. */
    private static final int PART_OF_GAPS = 8;

    private static final float MIN_LOGVAR = -30;
    private static final float MAX_LOGVAR = 20;

    private final LatentProfile latents;
    private final boolean variational;
    private final Patches patches;
    /** Null if it is not loaded. */
    private final Sequence encoder;
    /** Null if it is not loaded. */
    private final Sequence decoder;
    /** Up to how many bytes of whole tensors a network holds these. */
    private final long wholeBytes;
    /** See {@link RowNetwork#withBand}; 0 for its default. */
    private final int band;
    /** What a network that spans the picture takes, if it can, in bytes without the picture. */
    private final long roomBytes;

    private ConvolutionalAutoencoder(
            LatentProfile latents,
            boolean variational,
            Patches patches,
            Sequence encoder,
            Sequence decoder,
            long wholeBytes,
            int band,
            long roomBytes) {
        this.latents = latents;
        this.variational = variational;
        this.patches = patches;
        this.encoder = encoder;
        this.decoder = decoder;
        this.wholeBytes = wholeBytes;
        this.band = band;
        this.roomBytes = roomBytes;
    }

    /** As {@link Autoencoders#load(ModelFiles, Half)}. */
    static ConvolutionalAutoencoder load(ModelFiles files, Half half) {
        AutoencoderConfig config = Architecture.read(files.config());
        Weights weights = files.weights();
        Layers layers = Layers.loaded(new ModelParameters(weights));
        LatentProfile latents = LatentProfile.of(files, config);
        ConvolutionalAutoencoder model = new ConvolutionalAutoencoder(
                latents,
                config.variational(),
                new Patches(config.patch(), config.downsampling()),
                half.encodes() ? config.encoder(layers) : null,
                half.decodes() ? config.decoder(layers) : null,
                WHOLE_BYTES,
                0,
                Long.MAX_VALUE);
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

    /** The same autoencoder whose networks all run by rows, if they can, for tests: it never changes a result. */
    ConvolutionalAutoencoder byRows(int bandElements) {
        return new ConvolutionalAutoencoder(
                latents, variational, patches, encoder, decoder, 0, bandElements, roomBytes);
    }

    @Override
    public Autoencoder within(long bytes) {
        return new ConvolutionalAutoencoder(latents, variational, patches, encoder, decoder, wholeBytes, band, bytes);
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
    public Tensor encode(Engine engine, PixelSource image, BlockListener listener) {
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
        Tensor moments = run(engine, PixelSource.of(image), BlockListener.NONE);
        Tensor mean = channels(engine, moments, 0);
        Tensor logvar = channels(engine, moments, latentChannels());
        for (int i = 0; i < logvar.size(); i++) {
            logvar.data()[i] = Math.min(MAX_LOGVAR, Math.max(MIN_LOGVAR, logvar.data()[i]));
        }
        engine.release(moments);
        return new Posterior(mean, logvar);
    }

    private Tensor run(Engine engine, PixelSource image, BlockListener listener) {
        Shape grid = patches.grid(image.height(), image.width());
        StagePlan stages = stages(
                encoder(), grid, image.height(), image.width(), engine.workers().threads());
        if (stages == null && !runsByRows(encoder(), grid)) {
            requireRoom(encoder(), grid, image.height(), image.width());
            return encoder().forward(engine, patches.toGrid(engine, image), listener);
        }
        Shape size = patches.latent(image.height(), image.width(), moments());
        requireRoom(size, image.height(), image.width());
        // Of its own size exactly: the largest array of an encode, and not of a size that is asked for again.
        Tensor latent = Tensor.zeros((int) size.height(), (int) size.width(), (int) size.channels());
        RowRun.Source source =
                (y, left, cells, to, offset) -> patches.readRow(engine, image, y, left, cells, to, offset);
        RowRun.Sink sink = (rows, from, end) -> {
            for (int y = from; y < end; y++) {
                int length = latent.width() * latent.channels();
                System.arraycopy(rows.row(y), rows.offset(y), latent.data(), latent.offset(y), length);
            }
        };
        if (stages == null) {
            RowRun.run(engine, rows(encoder(), grid), Area.of(size), source, sink, listener);
        } else {
            StagedRun.run(engine, stages, Area.of(size), source, sink, listener);
        }
        return latent;
    }

    /** Channels that the encoder gives. */
    private int moments() {
        return variational ? 2 * latentChannels() : latentChannels();
    }

    /**
     * How a network that spans the picture runs where its whole tensors take more than there is; null if they do not,
     * or if the picture is too large for it either way.
     *
     * @param x shape of its input
     */
    private StagePlan stages(Sequence network, Shape x, int height, int width, int threads) {
        long pixels = (long) height * width;
        long room = pixels > roomBytes / PICTURE_BYTES ? 0 : roomBytes - PICTURE_BYTES * pixels;
        return network.spansPicture() && network.bytes(x, threads) > room
                ? StagePlan.of(network, x, threads, room - room / PART_OF_GAPS)
                : null;
    }

    /** Whether a network makes some rows at a time; else it holds whole tensors, which for few rows is as fast. */
    private boolean runsByRows(Sequence network, Shape x) {
        return !network.spansPicture() && network.plan(x).peakBytes() > wholeBytes;
    }

    private RowNetwork rows(Sequence network, Shape x) {
        RowNetwork rows = network.rows(x);
        return band == 0 ? rows : rows.withBand(band);
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
    public void decode(
            Engine engine,
            LatentSource latent,
            int height,
            int width,
            Area region,
            PixelSink sink,
            BlockListener listener) {
        Shape expected = latentShape(height, width);
        if (latent.height() != expected.height()
                || latent.width() != expected.width()
                || latent.channels() != latentChannels()) {
            throw new IllegalArgumentException("the latent of a picture of " + width + "×" + height + " pixels is "
                    + expected.height() + "×" + expected.width() + "×" + latentChannels()
                    + ", but this one is " + latent.height() + "×" + latent.width() + "×" + latent.channels());
        }
        if (region.bottom() > height || region.right() > width) {
            throw new IllegalArgumentException(
                    region + " is not inside of a picture of " + width + "×" + height + " pixels");
        }
        StagePlan stages =
                stages(decoder(), expected, height, width, engine.workers().threads());
        if (stages != null) {
            RowRun.Sink rows = (grid, from, end) -> patches.write(engine, grid, from, end, region, sink);
            StagedRun.run(engine, stages, patches.cells(region), latent::read, rows, listener);
            return;
        }
        if (!runsByRows(decoder(), expected) && !isPart(region, height, width)) {
            requireRoom(decoder(), expected, height, width);
            Tensor z = engine.tensor(latent.height(), latent.width(), latent.channels());
            for (int y = 0; y < z.height(); y++) {
                latent.read(y, 0, z.width(), z.data(), z.offset(y));
            }
            Tensor grid = decoder().forward(engine, z, listener);
            patches.write(engine, grid, 0, grid.height(), region, sink);
            engine.release(grid);
            return;
        }
        RowRun.run(
                engine,
                rows(decoder(), expected),
                patches.cells(region),
                latent::read,
                (grid, from, end) -> patches.write(engine, grid, from, end, region, sink),
                listener);
    }

    /** Whether so little is wanted that a run of it alone is possible and worth it. */
    private boolean isPart(Area region, int height, int width) {
        return !decoder().spansPicture() && (region.height() < height || region.width() < width);
    }

    private static void requireRoom(Shape result, int height, int width) {
        if (result.elements() > Integer.MAX_VALUE - 8) {
            throw new WeightsException("a picture of " + width + "×" + height
                    + " pixels is too large for this model: its"
                    + " latent would have " + result.elements() + " values, more than a Java array can hold; use a"
                    + " smaller picture");
        }
    }

    @Override
    public boolean isDifferentiable() {
        return decoder().isDifferentiable();
    }

    @Override
    public DecoderRun differentiableDecoder(Engine engine) {
        return new DecoderRun(engine, decoder(), patches);
    }

    @Override
    public long differentiableBytes(int height, int width) {
        return Float.BYTES
                * (decoder().differentiableElements(latentShape(height, width))
                        + 2 * patches.grid(height, width).elements());
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
    public Area cells(int height, int width, Area region) {
        Shape latent = latentShape(height, width);
        return isPart(region, height, width)
                ? RowRun.inputArea(rows(decoder(), latent), patches.cells(region))
                : Area.of(latent);
    }

    @Override
    public long encodeBytes(int height, int width, int threads) {
        Shape grid = patches.grid(height, width);
        StagePlan stages = stages(encoder(), grid, height, width, threads);
        if (stages != null) {
            return stages.bytes()
                    + Float.BYTES * patches.latent(height, width, moments()).elements();
        }
        if (!runsByRows(encoder(), grid)) {
            return encoder().bytes(grid, threads);
        }
        RowNetwork network = rows(encoder(), grid);
        return RowRun.bytes(network, Area.of(network.output()), threads)
                + Float.BYTES * network.output().elements();
    }

    @Override
    public long decodeBytes(int height, int width, Area region, int threads) {
        Shape latent = latentShape(height, width);
        StagePlan stages = stages(decoder(), latent, height, width, threads);
        if (stages != null) {
            return stages.bytes();
        }
        if (!runsByRows(decoder(), latent) && !isPart(region, height, width)) {
            return decoder().bytes(latent, threads);
        }
        return RowRun.bytes(rows(decoder(), latent), patches.cells(region), threads);
    }

    private Shape latentShape(int height, int width) {
        return patches.latent(height, width, latentChannels());
    }
}
