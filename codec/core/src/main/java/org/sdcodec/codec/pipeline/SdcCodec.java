package org.sdcodec.codec.pipeline;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.sdcodec.Codec;
import org.sdcodec.DecodeOptions;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Estimate;
import org.sdcodec.InterruptedCallException;
import org.sdcodec.Limits;
import org.sdcodec.ModelInfo;
import org.sdcodec.OptionsException;
import org.sdcodec.Picture;
import org.sdcodec.PictureTooLargeException;
import org.sdcodec.ProgressListener;
import org.sdcodec.SdcFormatException;
import org.sdcodec.SdcodecException.Kind;
import org.sdcodec.codec.memory.MemoryBudget;
import org.sdcodec.codec.memory.MemoryCheck;
import org.sdcodec.codec.mode.Capability;
import org.sdcodec.codec.mode.CheckpointStore;
import org.sdcodec.codec.mode.CodingMode;
import org.sdcodec.codec.model.ModelProfile;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.Autoencoder;
import org.sdcodec.vae.Autoencoders;
import org.sdcodec.vae.Half;
import org.sdcodec.weights.ModelFiles;

/** The codec of one model: its parts, and the two pipelines {@link Encoding} and {@link Decoding} that share them. */
public final class SdcCodec implements Codec {

    /** Work memory that is kept between pictures: 16 MiB, enough for the next one of 512 pixels a side. */
    private static final long KEPT_ELEMENTS = 4 << 20;

    /** Pixels along each side of the picture on which a network is rehearsed: far less work than any real one. */
    private static final int REHEARSAL = 64;

    private final ModelProfile model;
    private final Half half;
    private final Autoencoder vae;
    private final Engine engine;
    private final PictureStage pictureStage;
    private final MemoryBudget budget;
    private final Companions companions;
    private final Limits limits;
    private final boolean embedded;
    private final Pace pace = new Pace();
    private final Calls calls = new Calls(this::release);
    private volatile Rehearsal rehearsal = Rehearsal.NONE;

    SdcCodec(ModelFiles files, Engine engine, SdcCodecBuilder choices) {
        this.half = choices.half();
        long weightBytes = MemoryCheck.weightBytes(files, half);
        this.budget = new MemoryBudget(choices.budgetBeside(weightBytes));
        this.vae = Autoencoders.load(files, half).within(budget.limit());
        this.model = new ModelProfile(
                files.origin(), vae.latents(), choices.priorFor(vae.latents().channels()));
        this.engine = engine;
        this.companions = choices.companions();
        this.limits = choices.limits();
        this.embedded = choices.isEmbedded();
        this.pictureStage = new PictureStage(vae, weightBytes, model, choices.denoiser(vae.latentChannels()));
    }

    /**
     * What of an autoencoder an encode with these options takes: the encoder, and the decoder too where pictures are
     * tried, as lower
     * resolutions may be.
     */
    public static Purpose purposeOf(EncodeOptions options) {
        boolean mayLower = CodingModes.named(options.mode()).capabilities().contains(Capability.RATE)
                && ResolutionSearch.mayLower(options);
        return Encoding.decodes(options) || mayLower ? Purpose.BOTH : Purpose.ENCODE;
    }

    @Override
    public byte[] encode(Picture picture, EncodeOptions options, ProgressListener listener) {
        return encode(picture, options, listener, CheckpointStore.NONE);
    }

    /**
     * As {@link #encode(Picture, EncodeOptions, ProgressListener)}, from a checkpoint on and with checkpoints on the
     * way, in a mode with {@link Capability#RESUMABLE}; others leave the store alone.
     *
     * @throws OptionsException also if the store's checkpoint is damaged, or of another picture, model or options
     */
    public byte[] encode(
            Picture picture, EncodeOptions options, ProgressListener listener, CheckpointStore checkpoints) {
        Objects.requireNonNull(checkpoints, "checkpoints");
        Objects.requireNonNull(picture, "picture");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(listener, "listener");
        require(half != Half.DECODER, "decode", "encode");
        boolean resumable = CodingModes.named(options.mode()).capabilities().contains(Capability.RESUMABLE);
        Call call = new Call(limits.and(options.limits()), listener, resumable ? checkpoints : CheckpointStore.NONE);
        long begin = System.nanoTime();
        byte[] file = calls.during(() -> withinMemory(() -> {
            SdcCodec suiting = companions
                    .forTarget(options, picture.width(), picture.height())
                    .orElse(this);
            return new Encoding(suiting, picture, options, call).run();
        }));
        pace.add(Pace.of(options), (long) picture.width() * picture.height(), System.nanoTime() - begin);
        return file;
    }

    @Override
    public Estimate estimate(Picture picture, EncodeOptions options) {
        Objects.requireNonNull(picture, "picture");
        Objects.requireNonNull(options, "options");
        require(half != Half.DECODER, "decode", "encode");
        Call call = new Call(limits.and(options.limits()), ProgressListener.NONE);
        long memory = calls.during(() -> new Encoding(this, picture, options, call).memoryBytes());
        return new Estimate(
                TypicalSize.of(options, embedded, picture.width(), picture.height()),
                memory,
                pace.seconds(Pace.of(options), (long) picture.width() * picture.height()));
    }

    @Override
    public Estimate estimate(byte[] sdc, DecodeOptions options) {
        Objects.requireNonNull(sdc, "sdc");
        Objects.requireNonNull(options, "options");
        require(half != Half.ENCODER, "encode", "decode");
        MemoryCheck.requireInput(limits.and(options.limits()).inputBytes(), sdc.length);
        Call call = new Call(limits.and(options.limits()), ProgressListener.NONE);
        FileContent content = FileContent.read(sdc, options, ProgressListener.NONE);
        long memory =
                calls.during(() -> Failures.translated(() -> new Decoding(this, content, options, call).memoryBytes()));
        return new Estimate(OptionalLong.empty(), memory, pace.seconds(Pace.of(options), pixels(content, options)));
    }

    /**
     * What an encode takes on this machine, found out by a part of its work; takes as long as that.
     *
     * @throws OptionsException as {@link #encode(Picture, EncodeOptions)} does
     */
    public Forecast forecast(Picture picture, EncodeOptions options) {
        return new Forecasting(this, picture, options).run();
    }

    /** Those that a network works on. */
    private static long pixels(FileContent content, DecodeOptions options) {
        return options.region()
                .map(region -> (long) region.width() * region.height())
                .orElse((long) content.header().width() * content.header().height());
    }

    @Override
    public Picture decode(byte[] sdc, DecodeOptions options, ProgressListener listener) {
        Objects.requireNonNull(sdc, "sdc");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(listener, "listener");
        MemoryCheck.requireInput(limits.and(options.limits()).inputBytes(), sdc.length);
        return decode(() -> FileContent.read(sdc, options, listener), options, listener);
    }

    /** What the work gives. @throws PictureTooLargeException if it runs out of memory all the same */
    private <T> T withinMemory(Supplier<T> work) {
        try {
            return Failures.translated(work);
        } catch (InterruptedCallException e) {
            trimMemory();
            throw e;
        } catch (OutOfMemoryError e) {
            engine.memory().clear();
            throw new PictureTooLargeException(
                    Kind.TOO_LITTLE_MEMORY,
                    String.format(
                            Locale.ROOT,
                            "the memory did not suffice, of which the Java heap has %,d MiB; give Java a larger heap, or take"
                                    + " fewer or smaller pictures at a time",
                            Runtime.getRuntime().maxMemory() >> 20));
        }
    }

    /**
     * Decodes the payload of a mode that writes files without a header.
     *
     * @param payload the coded latent; not modified
     * @param width of the picture in pixels
     * @param height of the picture in pixels
     * @throws SdcFormatException if it is damaged or of a picture of another size; its offset counts from the payload's start
     * @throws IllegalArgumentException if there are no pictures of this size
     */
    public Picture decodePayload(
            byte[] payload, int width, int height, DecodeOptions options, ProgressListener listener) {
        FileContent content = RawPayload.content(payload, width, height, model.latentSpace(), listener);
        try {
            return decode(() -> content, options, listener);
        } catch (SdcFormatException e) {
            throw e.within(-content.file().latentOffset());
        }
    }

    private Picture decode(Supplier<FileContent> content, DecodeOptions options, ProgressListener listener) {
        require(half != Half.ENCODER, "encode", "decode");
        Call call = new Call(limits.and(options.limits()), listener);
        long begin = System.nanoTime();
        return calls.during(() -> withinMemory(() -> {
            FileContent file = content.get();
            SdcCodec suiting = companions.forFile(file.header()).orElse(this);
            Picture picture = new Decoding(suiting, file, options, call).run();
            pace.add(Pace.of(options), pixels(file, options), System.nanoTime() - begin);
            return picture;
        }));
    }

    private static void require(boolean fit, String purpose, String wanted) {
        if (!fit) {
            throw new OptionsException(
                    Kind.OTHER_PURPOSE, "this codec was made to " + purpose + " only; make another one to " + wanted);
        }
    }

    @Override
    public void prepareToEncode() {
        require(half != Half.DECODER, "decode", "encode");
        Tensor picture = Tensor.of(REHEARSAL, REHEARSAL, 3, new float[REHEARSAL * REHEARSAL * 3]);
        rehearsal = Rehearsal.start(calls.counted(() -> engine.release(vae.encode(engine, picture))));
    }

    @Override
    public void prepareToDecode() {
        require(half != Half.ENCODER, "encode", "decode");
        int side = Math.max(1, REHEARSAL / vae.downsampling());
        int pixels = side * vae.downsampling();
        Tensor latent = Tensor.of(side, side, vae.latentChannels(), new float[side * side * vae.latentChannels()]);
        rehearsal = Rehearsal.start(calls.counted(() -> engine.release(vae.decode(engine, latent, pixels, pixels))));
    }

    /** Waits for what {@link #prepareToEncode} or {@link #prepareToDecode} started. */
    void awaitRehearsal() {
        rehearsal.await();
    }

    /** Gives back what work memory is more than {@link #KEPT_ELEMENTS}. */
    void trimMemory() {
        engine.memory().trim(KEPT_ELEMENTS);
    }

    @Override
    public ModelInfo model() {
        HexFormat hex = HexFormat.of();
        Map<String, String> fingerprints = CodingModes.all().stream()
                .collect(Collectors.toMap(
                        CodingMode::name,
                        mode -> hex.toHexDigits(mode.fingerprint(model.latentSpace(), model.prior()))));
        return new ModelInfo(
                model.name(),
                hex.toHexDigits(model.latentSpace()),
                model.latents().channels(),
                model.latents().downsampling(),
                fingerprints);
    }

    @Override
    public String kernels() {
        return engine.kernels().name();
    }

    @Override
    public List<String> slowdowns() {
        return Slowdowns.of(engine.kernels());
    }

    ModelProfile profile() {
        return model;
    }

    Half half() {
        return half;
    }

    Autoencoder autoencoder() {
        return vae;
    }

    Engine engine() {
        return engine;
    }

    /** What all calls may take at once. */
    MemoryBudget budget() {
        return budget;
    }

    PictureStage pictureStage() {
        return pictureStage;
    }

    @Override
    public void close() {
        calls.close();
    }

    private void release() {
        companions.close();
        engine.close();
        pictureStage.close();
    }
}
