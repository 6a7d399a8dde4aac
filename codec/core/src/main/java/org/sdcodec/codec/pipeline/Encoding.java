package org.sdcodec.codec.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Denoising;
import org.sdcodec.EncodeOptions;
import org.sdcodec.OptionsException;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.RateTarget;
import org.sdcodec.Resolution;
import org.sdcodec.SdcodecException.Kind;
import org.sdcodec.codec.container.CodedSize;
import org.sdcodec.codec.container.SdcChunk;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SdcWriter;
import org.sdcodec.codec.denoise.Denoiser;
import org.sdcodec.codec.denoise.DenoisingChunk;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.entropy.PlaneCoder;
import org.sdcodec.codec.memory.MemoryBudget;
import org.sdcodec.codec.memory.MemoryCheck;
import org.sdcodec.codec.metadata.GamutChunk;
import org.sdcodec.codec.metadata.MetadataChunks;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.mode.Capability;
import org.sdcodec.codec.mode.CodingMode;
import org.sdcodec.codec.model.ModelProfile;
import org.sdcodec.codec.pixels.Gray;
import org.sdcodec.codec.pixels.InvisiblePixels;
import org.sdcodec.codec.pixels.OneColor;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.network.Area;
import org.sdcodec.vae.Autoencoder;
import org.sdcodec.vae.Half;

/** One encode: checks, alpha, picture to latent, latent to file (perhaps by a search), tuning. */
final class Encoding {

    private static final int COLORS = 3;

    /** What the slowest metric keeps of two pictures, per pixel. */
    private static final long MEASURED_BYTES = 100;

    private final SdcCodec codec;
    private final ModelProfile model;
    private final Autoencoder vae;
    private final Engine engine;
    private final Picture picture;
    private final int height;
    private final int width;
    private final EncodeOptions options;
    private final CodingMode mode;
    private final LatentPrior prior;
    private final Call call;
    private final ProgressListener listener;

    /** What comes before the latent in the file, in ascending order of types. */
    private final List<SdcChunk> chunks = new ArrayList<>();

    /** @throws OptionsException if the options name no mode, or one that does not support what they ask for */
    Encoding(SdcCodec codec, Picture picture, EncodeOptions options, Call call) {
        this.codec = codec;
        this.model = codec.profile();
        this.vae = codec.autoencoder();
        this.engine = call.on(codec.engine());
        this.picture = picture;
        this.height = picture.height();
        this.width = picture.width();
        this.options = options;
        this.mode = CodingModes.named(options.mode());
        this.prior = options.progressive() ? LatentPrior.NONE : model.prior();
        this.call = call;
        this.listener = call.listener();
    }

    /** Whether an encode with these options decodes pictures in order to compare. */
    static boolean decodes(EncodeOptions options) {
        return options.tunedDenoising()
                || isMeasured(options)
                || CodingModes.named(options.mode()).needsDecoder(options);
    }

    private static boolean isMeasured(EncodeOptions options) {
        return options.target()
                .map(RateTarget::kind)
                .filter(RateTarget.Kind::isMeasured)
                .isPresent();
    }

    /** What it takes of memory with its picture. */
    long memoryBytes() {
        check();
        return heldBytes() + workBytes();
    }

    private void check() {
        MemoryCheck.requirePixels(call.limits().pixels(), height, width);
        mode.requireModel(model);
        requireSupported();
        MemoryCheck.requireLatent(model.shape(height, width), height, width);
    }

    private long heldBytes() {
        return (long) picture.rows().bytesPerPixel() * height * width;
    }

    byte[] run() {
        check();
        long held = heldBytes();
        long work = workBytes();
        MemoryCheck.requireWithin(call.limits().memoryBytes(), held + work, height, width);
        try (MemoryBudget.Share share = codec.budget().take(held, work, width, height, call::check)) {
            return encode();
        }
    }

    private byte[] encode() {
        if (options.tunedDenoising()) {
            codec.pictureStage().unet().require("the encoder has nothing to tune");
        }
        Picture visible = separateAlpha();
        chunks.addAll(GamutChunk.of(picture.gamut()));
        if (options.tunedDenoising()) {
            // Of the size of what is found below, so that a search for a size counts it.
            chunks.add(new SdcChunk(SdcChunk.DENOISING, DenoisingChunk.toBytes(Denoising.NONE)));
        }
        addMetadata();
        SizedPicture.Source source = new SizedPicture.Source(
                codec,
                engine,
                visible,
                options,
                mode,
                prior,
                List.copyOf(chunks),
                Gray.isGray(visible),
                this::measure,
                call);
        Optional<SdcFile> flat = options.tunedDenoising() ? Optional.empty() : ofOneColor(source);
        if (flat.isPresent()) {
            return SdcWriter.write(flat.get());
        }
        // A UNet takes too long to code at several resolutions.
        boolean fixed = mode.codesWithUnet() && options.resolution().isAuto();
        Candidate chosen = new ResolutionSearch(
                        fixed ? options.withResolution(Resolution.FULL) : options,
                        width,
                        height,
                        coarsestStep(),
                        code -> new SizedPicture(source, code),
                        codec.half() == Half.BOTH
                                ? candidate -> Psnr.squaredError(decoded(candidate, null), visible)
                                : null)
                .find();
        return SdcWriter.write(options.tunedDenoising() ? tuned(chosen, visible) : chosen.file());
    }

    /**
     * The file of a picture in which every pixel has the same color, which no network gives back exactly: the color is
     * a chunk, and the latent one at the lowest resolution. Nothing for another picture, or if the options allow fewer
     * bytes than that.
     */
    private Optional<SdcFile> ofOneColor(SizedPicture.Source source) {
        OptionalInt color = mode.code() == SdcHeader.BRIEF_MODE ? OneColor.of(source.visible()) : OptionalInt.empty();
        if (color.isEmpty()) {
            return Optional.empty();
        }
        int rgb = color.getAsInt();
        SdcChunk chunk =
                new SdcChunk(SdcChunk.ONE_COLOR, new byte[] {(byte) (rgb >> 16), (byte) (rgb >> 8), (byte) rgb});
        SdcFile file = new SizedPicture(source.with(chunk), CodedSize.MAX_CODE)
                .ofQuality(EncodeOptions.DEFAULT_QUALITY)
                .file();
        boolean tooLarge = options.target()
                .filter(target -> target.kind() == RateTarget.Kind.MAX_SIZE && file.size() > target.value())
                .isPresent();
        return tooLarge ? Optional.empty() : Optional.of(file);
    }

    private void addMetadata() {
        MetadataChunks.Kept kept = MetadataChunks.of(picture.metadata(), options.metadata());
        chunks.addAll(kept.chunks());
        if (kept.bytes() < picture.metadata().bytes()) {
            listener.onMetadataLeftOut(picture.metadata().bytes() - kept.bytes(), kept.reasons());
        }
    }

    private void requireSupported() {
        require(Capability.TUNED_DENOISING, options.tunedDenoising());
        require(Capability.PROGRESSIVE, options.progressive());
        require(Capability.RATE, options.target().isPresent());
        require(Capability.MEASURED, isMeasured(options));
        require(Capability.FOCUS, options.focus().isPresent());
        require(Capability.ROBUST, options.robust());
        if (options.tunedDenoising() && isMeasured(options)) {
            throw new OptionsException(
                    Kind.UNSUPPORTED_OPTIONS,
                    "tuned denoising changes the picture that was measured for the target; choose one of them");
        }
        options.target().filter(target -> target.kind().isMeasured()).ifPresent(this::requireMeasurable);
        if (codec.half() == Half.ENCODER && decodes(options)) {
            throw new OptionsException(
                    Kind.OTHER_PURPOSE,
                    "this codec was made to encode only; a target that is measured, tuned denoising and, for fine steps,"
                            + " efforts from 7 on also decode, so make one for both");
        }
    }

    private void requireMeasurable(RateTarget target) {
        int minSide = TargetMetric.of(target.kind()).minSide();
        if (Math.min(width, height) < minSide) {
            throw TargetFailures.tooSmall(target, minSide, width, height);
        }
    }

    private void require(Capability capability, boolean wanted) {
        if (wanted && !mode.capabilities().contains(capability)) {
            throw new OptionsException(Kind.UNSUPPORTED_OPTIONS, "mode " + mode.name() + " " + capability.absence());
        }
    }

    /**
     * What an encode takes at most in addition to its picture: the network, then the coder, or a decoder for
     * comparison.
     */
    private long workBytes() {
        long pixels = (long) height * width;
        int threads = engine.workers().threads();
        long values = Float.BYTES * model.shape(height, width).size();
        long bytes = Math.max(
                vae.encodeBytes(height, width, threads),
                values + mode.encodeBytes(options, model, height, width, threads));
        boolean lowers = ResolutionSearch.isLikely(options, coarsestStep(), width, height);
        if (codec.half() == Half.BOTH && (decodes(options) || lowers)) {
            long decoder = vae.decodeBytes(height, width, new Area(0, 0, height, width), threads);
            long compared = (isMeasured(options) ? MEASURED_BYTES : MemoryCheck.PIXEL_BYTES) * pixels;
            if (model.latents().rounded() && mode.needsDecoder(options)) {
                // The correction of the latent encodes the decoder's picture of floats again.
                compared = Math.max(compared, COLORS * Float.BYTES * pixels);
            }
            bytes = Math.max(bytes, 3 * values + decoder + compared);
        }
        bytes = Math.max(bytes, 2 * values + mode.searchBytes(options, model, vae, height, width));
        return picture.hasAlpha() ? bytes + (MemoryCheck.PIXEL_BYTES + 1) * pixels : bytes;
    }

    /** The picture for the network, all visible; alpha becomes a chunk. */
    private Picture separateAlpha() {
        if (!picture.hasAlpha()) {
            return picture;
        }
        int[] pixels = picture.toArray();
        byte[] alpha = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            alpha[i] = (byte) (pixels[i] >>> 24);
        }
        chunks.add(new SdcChunk(SdcChunk.ALPHA, PlaneCoder.encode(alpha, height, width, call::check)));
        InvisiblePixels.fill(pixels, height, width);
        return Picture.opaque(width, height, pixels);
    }

    /** The code of the coarsest step that the model is good at, if the mode has steps and the model's are known. */
    private OptionalInt coarsestStep() {
        return mode.capabilities().contains(Capability.RATE) ? model.coarsestStep() : OptionalInt.empty();
    }

    /** The target's metric of the picture that {@link Decoding} makes of a file. */
    private double measure(Candidate candidate) {
        byte[] alpha = picture.hasAlpha()
                ? FileContent.ofWhole(candidate.file(), listener).alpha(call::check)
                : null;
        return TargetMetric.of(options.target().orElseThrow().kind())
                .of(picture, decoded(candidate, alpha), engine.workers());
    }

    /** @param alpha opacities, or null for an opaque picture */
    private Picture decoded(Candidate candidate, byte[] alpha) {
        PictureStage stage = codec.pictureStage();
        SdcHeader header = candidate.file().header();
        Denoising denoising = mode.chooseDenoising(DecodeOptions.DEFAULT, null, header, stage.unet());
        Denoiser.Run unet = stage.prepare(engine, call.limits().memoryBytes(), denoising, header);
        return stage.decode(engine, unet, candidate.coded().decoded(), mode, header, denoising, alpha, listener);
    }

    /** The file with the denoising that brings it closest to its picture. */
    private SdcFile tuned(Candidate candidate, Picture visible) {
        SdcFile file = candidate.file();
        Denoiser.Run unet =
                codec.pictureStage().prepareToTune(engine, call.limits().memoryBytes(), file.header());
        Denoising best = codec.pictureStage()
                .best(
                        engine,
                        unet,
                        candidate.coded().decoded(),
                        mode,
                        file.header(),
                        decoded -> Psnr.squaredError(decoded, visible),
                        listener);
        return file.with(new SdcChunk(SdcChunk.DENOISING, DenoisingChunk.toBytes(best)));
    }
}
