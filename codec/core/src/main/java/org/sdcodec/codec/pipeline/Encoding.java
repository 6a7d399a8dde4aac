package org.sdcodec.codec.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Denoising;
import org.sdcodec.EncodeOptions;
import org.sdcodec.OptionsException;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.ProgressListener.Stage;
import org.sdcodec.RateTarget;
import org.sdcodec.SdcodecException.Kind;
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
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.mode.Capability;
import org.sdcodec.codec.mode.CodedLatent;
import org.sdcodec.codec.mode.CodingMode;
import org.sdcodec.codec.mode.EncodeJob;
import org.sdcodec.codec.mode.LatentEncoder;
import org.sdcodec.codec.model.ModelProfile;
import org.sdcodec.codec.pixels.InvisiblePixels;
import org.sdcodec.codec.pixels.PixelTensors;
import org.sdcodec.codec.quant.Quality;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
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
    private final ProgressListener listener;

    /** What comes before the latent in the file, in ascending order of types. */
    private final List<SdcChunk> chunks = new ArrayList<>();

    /** @throws OptionsException if the options name no mode, or one that does not support what they ask for */
    Encoding(SdcCodec codec, Picture picture, EncodeOptions options, ProgressListener listener) {
        this.codec = codec;
        this.model = codec.profile();
        this.vae = codec.autoencoder();
        this.engine = codec.engine();
        this.picture = picture;
        this.height = picture.height();
        this.width = picture.width();
        this.options = options;
        this.mode = CodingModes.named(options.mode());
        this.prior = options.progressive() ? LatentPrior.NONE : model.prior();
        this.listener = listener;
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

    byte[] run() {
        mode.requireModel(model);
        requireSupported();
        MemoryCheck.requireLatent(model.shape(height, width), height, width);
        long held = MemoryCheck.PIXEL_BYTES * height * width;
        try (MemoryBudget.Share share = codec.budget().take(held, workBytes(), width, height)) {
            return encode();
        }
    }

    private byte[] encode() {
        Denoiser.Run unet = options.tunedDenoising() ? codec.pictureStage().prepareToTune(height, width) : null;
        Denoiser.Run coder =
                mode.codesWithUnet() ? codec.pictureStage().prepareToCode(mode.name(), height, width) : null;
        Picture visible = separateAlpha();
        Tensor latent = toLatent(visible);
        if (unet != null) {
            // Of the size of what is found below, so that a search for a size counts it.
            chunks.add(new SdcChunk(SdcChunk.DENOISING, DenoisingChunk.toBytes(Denoising.NONE)));
        }
        Candidate chosen = code(latent, visible, coder);
        SdcFile file = unet == null ? chosen.file() : tuned(chosen, unet, visible);
        return SdcWriter.write(file);
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

    /** What an encode takes at most in addition to its picture: the network, then the coder, or a decoder for comparison. */
    private long workBytes() {
        long pixels = (long) height * width;
        int threads = engine.workers().threads();
        long values = Float.BYTES * model.shape(height, width).size();
        long bytes = Math.max(
                vae.encodeBytes(height, width, threads),
                values + mode.encodeBytes(options, model, height, width, threads));
        if (codec.half() == Half.BOTH && decodes(options)) {
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
        chunks.add(new SdcChunk(SdcChunk.ALPHA, PlaneCoder.encode(alpha, height, width)));
        InvisiblePixels.fill(pixels, height, width);
        return Picture.opaque(width, height, pixels);
    }

    /** The latent in the scale of the diffusion model; its array has no more than its size. */
    private Tensor toLatent(Picture visible) {
        codec.awaitRehearsal();
        Tensor latent = vae.encode(
                engine,
                PixelTensors.source(visible),
                (done, total) -> listener.onProgress(Stage.VAE_ENCODE, done, total));
        if (latent.data().length > latent.size()) {
            Tensor exact = latent.copy();
            engine.release(latent);
            latent = exact;
        }
        codec.trimMemory();
        model.toDiffusionScale(latent.data());
        return latent;
    }

    /** The file of the quality, or the one that a search for the target finds. */
    private Candidate code(Tensor latent, Picture visible, Denoiser.Run coder) {
        LatentEncoder encoder = mode.encoder(new EncodeJob(
                latent, PixelTensors.source(visible), height, width, options, model, prior, vae, engine, coder));
        int fingerprint = mode.fingerprint(model.latentSpace(), prior);
        RateSearch search = new RateSearch(code -> candidate(encoder.encode(code), fingerprint), this::measure);
        IntFunction<Candidate> searched = code -> candidate(encoder.search(code, this::onSearch), fingerprint);
        if (encoder.sizes().isPresent() && options.target().isPresent()) {
            return sized(encoder, encoder.sizes().get(), options.target().get(), fingerprint);
        }
        Candidate chosen = null;
        if (encoder.searches() && options.target().isEmpty()) {
            chosen = searched.apply(Quality.stepCode(options.quality()));
        }
        listener.onProgress(Stage.ENTROPY_ENCODE, 0, 1);
        if (options.target().isPresent()) {
            chosen = search.find(options.target().get(), width, height);
        } else if (chosen == null) {
            chosen = search.candidate(Quality.stepCode(options.quality()));
        }
        // An encoder that tries latents has decoded a picture.
        codec.trimMemory();
        listener.onProgress(Stage.ENTROPY_ENCODE, 1, 1);
        if (encoder.searches() && options.target().isPresent()) {
            RateTarget target = options.target().get();
            double bytes = target.kind().isMeasured() ? 0 : target.bytes(width, height);
            int code = chosen.file().header().stepCode();
            chosen = new SearchedTarget(target, bytes, searched, this::measure).find(chosen, code);
            codec.trimMemory();
        }
        return chosen;
    }

    private Candidate candidate(CodedLatent coded, int fingerprint) {
        SdcHeader header = coded.header(width, height, fingerprint);
        return new Candidate(new SdcFile(header, chunks, coded.bytes()).withCompactHeader(), coded);
    }

    /** The file of exactly a target's size; of the nearest one that can be, if the target is no limit. */
    private Candidate sized(LatentEncoder encoder, LatentEncoder.Sizes sizes, RateTarget target, int fingerprint) {
        // Headers of a mode have one size, and so have chunks by now.
        SdcHeader header = new SdcHeader(width, height, mode.code(), 0, 0, fingerprint);
        long beside = new SdcFile(header, chunks, new byte[1]).size() - 1;
        long wanted = Math.round(target.bytes(width, height)) - beside;
        if (target.kind() == RateTarget.Kind.MAX_SIZE && wanted < sizes.least()) {
            throw TargetFailures.tooLarge(target, sizes.least() + beside);
        }
        int bytes = (int) Math.max(sizes.least(), Math.min(sizes.most(), wanted));
        engine.memory().clear();
        Candidate candidate = candidate(encoder.ofSize(bytes, this::onSearch), fingerprint);
        codec.trimMemory();
        return candidate;
    }

    private void onSearch(int done, int total) {
        listener.onProgress(Stage.SEARCH, done, total);
    }

    /** The target's metric of the picture that {@link Decoding} makes of a file. */
    private double measure(Candidate candidate) {
        PictureStage stage = codec.pictureStage();
        SdcHeader header = candidate.file().header();
        Denoising denoising = mode.chooseDenoising(DecodeOptions.DEFAULT, null, header, stage.unet());
        Denoiser.Run unet = stage.prepare(denoising, height, width);
        byte[] alpha =
                picture.hasAlpha() ? FileContent.ofWhole(candidate.file()).alpha() : null;
        Picture result = stage.decode(unet, candidate.coded().decoded(), mode, header, denoising, alpha, listener);
        return TargetMetric.of(options.target().orElseThrow().kind()).of(picture, result, engine.workers());
    }

    /** The file with the denoising that brings it closest to its picture. */
    private SdcFile tuned(Candidate candidate, Denoiser.Run unet, Picture visible) {
        SdcFile file = candidate.file();
        Denoising best = codec.pictureStage()
                .best(
                        unet,
                        candidate.coded().decoded(),
                        mode,
                        file.header(),
                        decoded -> Psnr.squaredError(decoded, visible),
                        listener);
        return file.with(new SdcChunk(SdcChunk.DENOISING, DenoisingChunk.toBytes(best)));
    }
}
