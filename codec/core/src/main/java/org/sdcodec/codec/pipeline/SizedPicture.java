package org.sdcodec.codec.pipeline;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.ProgressListener.Stage;
import org.sdcodec.RateTarget;
import org.sdcodec.RateTargetException;
import org.sdcodec.codec.container.CodedSize;
import org.sdcodec.codec.container.SdcChunk;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.denoise.Denoiser;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.mode.Checkpoint;
import org.sdcodec.codec.mode.CodedLatent;
import org.sdcodec.codec.mode.CodingMode;
import org.sdcodec.codec.mode.EncodeJob;
import org.sdcodec.codec.mode.LatentEncoder;
import org.sdcodec.codec.model.Digest;
import org.sdcodec.codec.model.LatentShape;
import org.sdcodec.codec.model.ModelProfile;
import org.sdcodec.codec.pixels.PixelTensors;
import org.sdcodec.codec.pixels.Reducer;
import org.sdcodec.codec.quant.Quality;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.PixelSource;

/**
 * A picture at one resolution, and the files that are made of it: one encode's work behind the choice of the
 * resolution.
 */
final class SizedPicture {

    /**
     * What is the same at every resolution.
     *
     * @param codec whose autoencoder is used
     * @param engine of the call
     * @param visible the picture at its own size, opaque
     * @param options of the encode
     * @param mode of the options
     * @param prior that the coder starts from
     * @param chunks that come before the latent, in ascending order of types
     * @param gray whether every pixel is gray
     * @param measure the target's metric of the picture that a file is decoded to
     * @param call whose limits and listener count
     */
    record Source(
            SdcCodec codec,
            Engine engine,
            Picture visible,
            EncodeOptions options,
            CodingMode mode,
            LatentPrior prior,
            List<SdcChunk> chunks,
            boolean gray,
            ToDoubleFunction<Candidate> measure,
            Call call) {

        /** The same with one more chunk. */
        Source with(SdcChunk chunk) {
            List<SdcChunk> more = Stream.concat(chunks.stream(), Stream.of(chunk))
                    .sorted(Comparator.comparingInt(SdcChunk::type))
                    .toList();
            return new Source(codec, engine, visible, options, mode, prior, more, gray, measure, call);
        }

        ProgressListener listener() {
            return call.listener();
        }

        int width() {
            return visible.width();
        }

        int height() {
            return visible.height();
        }
    }

    private final Source source;
    private final int resolution;
    private final LatentEncoder encoder;
    private final int fingerprint;
    private final RateSearch search;

    /** Runs the autoencoder's encoder. */
    SizedPicture(Source source, int resolution) {
        this.source = source;
        this.resolution = resolution;
        SdcCodec codec = source.codec();
        ModelProfile model = codec.profile();
        PixelSource pixels = pixels();
        fingerprint = source.mode().fingerprint(model.latentSpace(), source.prior());
        encoder = source.mode()
                .encoder(new EncodeJob(
                        toLatent(pixels),
                        pixels,
                        source.gray(),
                        pixels.height(),
                        pixels.width(),
                        source.options(),
                        model,
                        source.prior(),
                        codec.autoencoder(),
                        source.engine(),
                        unet(fingerprint),
                        source.call().checkpoint(),
                        (done, total) -> source.listener().onProgress(Stage.ENTROPY_ENCODE, done, total)));
        search = new RateSearch(code -> candidate(encoder.encode(code)), source.measure());
    }

    private PixelSource pixels() {
        PixelSource original = PixelTensors.source(source.visible());
        int height = CodedSize.of(original.height(), resolution);
        int width = CodedSize.of(original.width(), resolution);
        return height == original.height() && width == original.width()
                ? original
                : new Reducer(original, height, width);
    }

    /** The UNet that codes; null if none does. */
    private Denoiser.Run unet(int fingerprint) {
        CodingMode mode = source.mode();
        return mode.codesWithUnet()
                ? source.codec()
                        .pictureStage()
                        .prepareToCode(
                                source.engine(), source.call().limits().memoryBytes(), mode.name(), header(fingerprint))
                : null;
    }

    /** What is known of the file's header before the latent is coded. */
    private SdcHeader header(int fingerprint) {
        return new SdcHeader(source.width(), source.height(), source.mode().code(), 0, 0, fingerprint)
                .withResolution(resolution)
                .withGray(source.gray());
    }

    /** The latent in the scale of the diffusion model; its array has no more than its size. */
    private Tensor toLatent(PixelSource pixels) {
        Checkpoint checkpoint = source.call().checkpoint();
        if (checkpoint.keeps()) {
            Optional<float[]> kept = checkpoint.latent(digest(pixels));
            if (kept.isPresent()) {
                LatentShape shape = source.codec().profile().shape(pixels.height(), pixels.width());
                return Tensor.of(shape.rows(), shape.columns(), shape.channels(), kept.get());
            }
        }
        SdcCodec codec = source.codec();
        Engine engine = source.engine();
        codec.awaitRehearsal();
        Tensor latent = codec.autoencoder()
                .encode(engine, pixels, (done, total) -> source.listener().onProgress(Stage.VAE_ENCODE, done, total));
        if (latent.data().length > latent.size()) {
            Tensor exact = latent.copy();
            engine.release(latent);
            latent = exact;
        }
        codec.trimMemory();
        codec.profile().toDiffusionScale(latent.data());
        return latent;
    }

    /** Tells pictures apart. */
    private static byte[] digest(PixelSource pixels) {
        Digest digest = new Digest().add(pixels.height(), pixels.width());
        float[] row = new float[3 * pixels.width()];
        for (int y = 0; y < pixels.height(); y++) {
            pixels.read(y, row, 0);
            digest.add(row);
        }
        return digest.finish();
    }

    /** The file of a quality. */
    Candidate ofQuality(int quality) {
        int code = Quality.stepCode(quality);
        if (encoder.searches()) {
            return candidate(encoder.search(code, this::onSearch));
        }
        Candidate chosen = candidate(encoder.encode(code));
        // An encoder that tries latents has decoded a picture.
        source.codec().trimMemory();
        return chosen;
    }

    /**
     * The file that serves a target best.
     *
     * @throws RateTargetException if none reaches a target that is a limit
     */
    Candidate reaching(RateTarget target) {
        if (encoder.sizes().isPresent()) {
            return sized(encoder.sizes().get(), target);
        }
        Candidate chosen = search.find(target, source.width(), source.height());
        // An encoder that tries latents has decoded a picture.
        source.codec().trimMemory();
        return chosen;
    }

    /** The file of exactly a target's size; of the nearest one that can be, if the target is no limit. */
    private Candidate sized(LatentEncoder.Sizes sizes, RateTarget target) {
        // Headers of a mode have one size, and so have chunks by now.
        long beside = new SdcFile(header(fingerprint), source.chunks(), new byte[1]).size() - 1;
        long wanted = Math.round(target.bytes(source.width(), source.height())) - beside;
        if (target.kind() == RateTarget.Kind.MAX_SIZE && wanted < sizes.least()) {
            throw TargetFailures.tooLarge(target, sizes.least() + beside);
        }
        int bytes = (int) Math.max(sizes.least(), Math.min(sizes.most(), wanted));
        source.engine().memory().clear();
        Candidate candidate = candidate(encoder.ofSize(bytes, this::onSearch));
        source.codec().trimMemory();
        return candidate;
    }

    /** A file for a size that is nearly as good, found quickly; nothing if it is larger than a size that is a limit. */
    Optional<Candidate> nearly(RateTarget target) {
        return search.findQuickly(target, source.width(), source.height());
    }

    /** A file for the target made by a long search, where the options ask for one, else the given one. */
    Candidate searched(Candidate chosen, RateTarget target) {
        if (!encoder.searches() || encoder.sizes().isPresent()) {
            return chosen;
        }
        IntFunction<Candidate> search = code -> candidate(encoder.search(code, this::onSearch));
        double bytes = target.kind().isMeasured() ? 0 : target.bytes(source.width(), source.height());
        int code = chosen.file().header().stepCode();
        Candidate found = new SearchedTarget(target, bytes, search, source.measure()).find(chosen, code);
        source.codec().trimMemory();
        return found;
    }

    private Candidate candidate(CodedLatent coded) {
        SdcFile file = new SdcFile(
                coded.header(source.width(), source.height(), resolution, fingerprint, source.gray()),
                source.chunks(),
                coded.bytes());
        return new Candidate(isPostcard() ? file.asPostcard() : file.withCompactHeader(), coded);
    }

    /**
     * Whether so few bytes are asked for that each of the header counts. A progressive file has another fingerprint,
     * which it must name.
     */
    private boolean isPostcard() {
        EncodeOptions options = source.options();
        return !options.progressive()
                && options.target()
                        .filter(target -> !target.kind().isMeasured())
                        .filter(target -> target.bytes(source.width(), source.height()) <= RateTarget.POSTCARD_BYTES)
                        .isPresent();
    }

    private void onSearch(int done, int total) {
        source.listener().onProgress(Stage.SEARCH, done, total);
    }
}
