package org.sdcodec.codec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import org.sdcodec.Picture;
import org.sdcodec.codec.ProgressListener.Stage;
import org.sdcodec.codec.container.Mode;
import org.sdcodec.codec.container.SdcChunk;
import org.sdcodec.codec.container.SdcFile;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.container.SdcReader;
import org.sdcodec.codec.container.SdcWriter;
import org.sdcodec.codec.denoise.Denoiser;
import org.sdcodec.codec.denoise.Denoising;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.entropy.PlaneCoder;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.original.OriginalCoder;
import org.sdcodec.codec.quant.Quality;
import org.sdcodec.codec.quant.Reconstruction;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.Autoencoder;
import org.sdcodec.vae.Autoencoders;
import org.sdcodec.vae.Half;
import org.sdcodec.vae.LatentSpace;
import org.sdcodec.weights.ModelException;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.checkpoint.DiffusionModel;

/**
 * Pictures to {@code .sdc} files and back, with one model:
 *
 * <pre>{@code
 * try (Codec codec = Codec.embedded()) {
 *     byte[] file = codec.encode(picture, EncodeOptions.DEFAULT.withQuality(40));
 *     Picture decoded = codec.decode(file);
 * }
 * }</pre>
 *
 * <p>The same file and the same model give the same pixels on every machine. A model with the same encoder and another decoder,
 * such as {@code sd-vae-ft-mse} beside Stable Diffusion 1.4's autoencoder, decodes the file too, to other pixels.
 *
 * <p>Thread-safe: several threads may encode and decode at the same time; they share the codec's worker threads.
 */
public final class Codec implements AutoCloseable {

    /** Work memory that is kept between pictures: 64 MiB, enough for the next one of a few hundred pixels a side. */
    private static final long KEPT_ELEMENTS = 16 << 20;

    /** Pixels along each side of the picture on which a network is rehearsed: far less work than any real one. */
    private static final int REHEARSAL = 64;

    private final String modelName;
    private final Half half;
    private final Autoencoder vae;
    private final LatentSpace latentSpace;
    private final LatentPrior prior;
    private final Engine engine;
    private final DenoisingStage denoising;
    private volatile Rehearsal rehearsal = Rehearsal.NONE;

    Codec(ModelFiles files, Engine engine, CodecBuilder choices) {
        this.modelName = files.origin();
        this.half = choices.half();
        this.vae = Autoencoders.load(files, half);
        this.latentSpace = vae.latents().space();
        this.prior = choices.priorFor(vae.latentChannels());
        this.engine = engine;
        this.denoising = new DenoisingStage(
                engine, vae, MemoryCheck.weightBytes(files, half), modelName, choices.denoiser(vae.latentChannels()));
    }

    /** A codec with the model that comes with sdcodec, on all processors. */
    public static Codec embedded() {
        return builder().build();
    }

    /**
     * A codec with another model, on all processors.
     *
     * @param model an autoencoder, or a model that has one, in any layout that {@link DiffusionModel#open} knows: a diffusers
     *     folder, a single-file checkpoint, …
     * @throws ModelException if the model cannot be used
     */
    public static Codec open(Path model) {
        return builder().model(model).build();
    }

    /** For everything else that can be chosen. */
    public static CodecBuilder builder() {
        return new CodecBuilder();
    }

    /**
     * Whether the bytes start as an {@code .sdc} file does.
     *
     * @param start the first bytes of a file or all of them; not modified
     */
    public static boolean isSdc(byte[] start) {
        return SdcReader.isSdc(start);
    }

    /**
     * What a file says of itself. Needs no model and decodes nothing.
     *
     * @param sdc the whole file; not modified
     * @throws SdcFormatException if it is damaged or no {@code .sdc} file
     */
    public static SdcInfo info(byte[] sdc) {
        return SdcInfo.of(SdcReader.read(sdc));
    }

    /**
     * Begins, in the background, what makes the first {@link #encode} of a JVM slow: its compiler has not seen the network's code
     * yet. Call it once, and read the picture meanwhile. Never changes a result.
     */
    public void prepareToEncode() {
        Tensor picture = Tensor.of(REHEARSAL, REHEARSAL, 3, new float[REHEARSAL * REHEARSAL * 3]);
        rehearsal = Rehearsal.start(() -> engine.release(vae.encode(engine, picture)));
    }

    /** As {@link #prepareToEncode}, for {@link #decode}. */
    public void prepareToDecode() {
        int side = Math.max(1, REHEARSAL / vae.downsampling());
        int pixels = side * vae.downsampling();
        Tensor latent = Tensor.of(side, side, vae.latentChannels(), new float[side * side * vae.latentChannels()]);
        rehearsal = Rehearsal.start(() -> engine.release(vae.decode(engine, latent, pixels, pixels)));
    }

    /** {@link #encode(Picture, EncodeOptions)} with the {@linkplain EncodeOptions#DEFAULT default options}. */
    public byte[] encode(Picture picture) {
        return encode(picture, EncodeOptions.DEFAULT);
    }

    /**
     * Encodes a picture.
     *
     * @param picture what to encode; alpha is kept exactly, the colors of invisible pixels are not
     * @param options how to encode
     * @return the file
     * @throws PictureTooLargeException if the memory of this JVM does not suffice
     * @throws IllegalStateException if what {@linkplain EncodeOptions#half it takes} of the autoencoder was not loaded
     * @throws IllegalArgumentException if denoising is to be tuned, a target to be reached, or a file to be progressive, for mode
     *     original, or denoising to be tuned for a target of PSNR
     * @throws RateTargetException if the picture cannot reach a target that is a limit
     * @throws ModelException if the model makes numbers of this picture that cannot be coded, has no UNet to tune, or does not go
     *     with the mode
     */
    public byte[] encode(Picture picture, EncodeOptions options) {
        requireChannels(options.mode());
        requireConsistent(options);
        if (half == Half.ENCODER && options.half() == Half.BOTH) {
            throw new IllegalStateException(
                    "a target of PSNR, tuned denoising and, for fine steps, efforts from 7 on need the decoder, which was not loaded");
        }
        int height = picture.height();
        int width = picture.width();
        MemoryCheck.requireLatent(vae.latentChannels(), vae.downsampling(), height, width);
        MemoryCheck.require(vae.encodeBytes(height, width), height, width);
        boolean embedded =
                latentSpace.fingerprint().short32() == LatentRgb.embedded().latentSpace();
        if (embedded && options.corrects()) {
            MemoryCheck.require(vae.decodeBytes(height, width), height, width);
        }
        Denoiser.Run unet = options.tunesDenoising() ? denoising.prepareToTune(height, width) : null;

        ProgressListener progress = options.progress();
        int[] pixels = picture.toArray();
        List<SdcChunk> chunks = new ArrayList<>();
        if (picture.hasAlpha()) {
            chunks.add(new SdcChunk(SdcChunk.ALPHA, PlaneCoder.encode(alpha(pixels), height, width)));
            InvisiblePixels.fill(pixels, height, width);
        }
        rehearsal.await();
        Tensor latent = vae.encode(
                engine,
                PixelTensors.toTensor(pixels, height, width),
                (done, total) -> progress.onProgress(Stage.VAE_ENCODE, done, total));

        progress.onProgress(Stage.ENTROPY_ENCODE, 0, 1);
        float[] scaled = Arrays.copyOf(latent.data(), latent.size());
        engine.release(latent);
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (scaled[i] - vae.shiftFactor()) * vae.scalingFactor();
        }
        engine.memory().trim(KEPT_ELEMENTS);
        requireFinite(scaled);
        Tensor values = Tensor.of(latent.height(), latent.width(), latent.channels(), scaled);
        if (unet != null) {
            // Of the size of what is found below, so that a search for a size counts it.
            chunks.add(new SdcChunk(SdcChunk.DENOISING, Denoising.NONE.toBytes()));
        }
        LatentPrior known = options.isProgressive() ? LatentPrior.NONE : prior;
        // Of other models only the latents tell how their decoder was trained.
        boolean rounded = embedded || Reconstruction.areForRounding(scaled);
        LatentCorrection correction =
                options.corrects() && rounded ? new LatentCorrection(engine, vae, values, height, width) : null;
        IntFunction<SdcFile> encoder = stepCode -> {
            Tensor corrected = correction == null ? values : correction.at(stepCode);
            CodedLatent coded =
                    CodedLatent.encode(corrected, known, options.mode(), stepCode, options.effort(), rounded);
            SdcHeader header = coded.header(width, height, latentSpace.fingerprint(), known);
            return new SdcFile(header, chunks, coded.bytes()).asShortAsCanBe();
        };
        SdcFile file;
        if (options.target().isPresent()) {
            ToDoubleFunction<SdcFile> psnr = candidate -> psnr(picture, candidate, progress);
            file = new RateSearch(encoder, psnr).find(options.target().get(), width, height);
        } else {
            file = encoder.apply(Quality.stepCode(options.quality()));
        }
        // The correction has decoded a picture.
        engine.memory().trim(KEPT_ELEMENTS);
        progress.onProgress(Stage.ENTROPY_ENCODE, 1, 1);
        return SdcWriter.write(unet == null ? file : tuned(file, unet, pixels, progress));
    }

    private static void requireConsistent(EncodeOptions options) {
        if (options.mode() == Mode.ORIGINAL && options.tunesDenoising()) {
            throw new IllegalArgumentException("mode original has a denoising of its own, which cannot be tuned");
        }
        if (options.mode() == Mode.ORIGINAL && options.isProgressive()) {
            throw new IllegalArgumentException("mode original has one order only, so no file of it is progressive");
        }
        if (options.mode() == Mode.ORIGINAL && options.target().isPresent()) {
            throw new IllegalArgumentException(
                    "mode original has one size and quality only, so no target can be given");
        }
        if (options.tunesDenoising() && options.target().map(RateTarget::kind).orElse(null) == RateTarget.Kind.PSNR) {
            throw new IllegalArgumentException(
                    "tuned denoising changes the picture whose PSNR was the target; choose one of them");
        }
    }

    /** PSNR of what {@link #decode(byte[])} makes of a file of mode scalar. */
    private double psnr(Picture original, SdcFile file, ProgressListener progress) {
        FileContent content = FileContent.ofWhole(file);
        SdcHeader header = file.header();
        Denoising chosen = denoising.choose(DecodeOptions.DEFAULT, file);
        MemoryCheck.require(vae.decodeBytes(header.height(), header.width()), header.height(), header.width());
        Denoiser.Run unet = denoising.prepare(chosen, header.height(), header.width());
        Tensor decoded = denoising.paint(unet, latent(content, priorOf(header)), header, chosen, progress);
        Picture image = PixelTensors.toPicture(decoded, content.alpha());
        engine.release(decoded);
        return Psnr.of(original, image);
    }

    /** The file with the denoising that brings it closest to its picture. */
    private SdcFile tuned(SdcFile file, Denoiser.Run unet, int[] pixels, ProgressListener progress) {
        Denoising best = denoising.best(
                unet,
                () -> latent(FileContent.ofWhole(file), priorOf(file.header())),
                file.header(),
                decoded ->
                        Psnr.squaredError(PixelTensors.toPicture(decoded, null).toArray(), pixels),
                progress);
        List<SdcChunk> chunks = new ArrayList<>(file.chunks());
        chunks.set(chunks.size() - 1, new SdcChunk(SdcChunk.DENOISING, best.toBytes()));
        return new SdcFile(file.header(), chunks, file.latent());
    }

    /** {@link #decode(byte[], DecodeOptions)} with the {@linkplain DecodeOptions#DEFAULT default options}. */
    public Picture decode(byte[] sdc) {
        return decode(sdc, DecodeOptions.DEFAULT);
    }

    /**
     * Decodes a file.
     *
     * @param sdc the whole file, or its beginning if the options {@linkplain DecodeOptions#withPartial allow} that; not modified
     * @param options how to decode
     * @return the picture
     * @throws IllegalStateException if the autoencoder's decoder was not loaded
     * @throws SdcFormatException if it is damaged or no {@code .sdc} file
     * @throws ModelException if its latent is of another {@linkplain #latentSpace space} than this codec's model has, the UNet
     *     cannot be used, or the options do not go with the file's mode or its own denoising
     * @throws PictureTooLargeException if it has more pixels than the options allow, or the memory of this JVM does not suffice
     */
    public Picture decode(byte[] sdc, DecodeOptions options) {
        FileContent content = FileContent.read(sdc, options);
        SdcFile file = content.file();
        SdcHeader header = file.header();
        MemoryCheck.requirePixels(options.maxPixels(), header.height(), header.width());
        LatentPrior known = priorOf(header);
        requireChannels(header.mode());
        int height = header.height();
        int width = header.width();
        MemoryCheck.requireLatent(vae.latentChannels(), vae.downsampling(), height, width);
        MemoryCheck.require(vae.decodeBytes(height, width), height, width);

        Denoising chosen = denoising.choose(options, file);
        Denoiser.Run unet = denoising.prepare(chosen, height, width);

        ProgressListener progress = options.progress();
        progress.onProgress(Stage.ENTROPY_DECODE, 0, 1);
        byte[] alpha = content.alpha();
        Tensor latent = latent(content, known);
        progress.onProgress(Stage.ENTROPY_DECODE, 1, 1);

        rehearsal.await();
        Tensor decoded = denoising.paint(unet, latent, header, chosen, progress);
        Picture image = PixelTensors.toPicture(decoded, alpha);
        engine.release(decoded);
        engine.memory().trim(KEPT_ELEMENTS);
        return image;
    }

    /**
     * Which latents this codec decodes, whichever decoder the model that made them has. Files of mode scalar need the same prior of
     * the coder too: {@link #fingerprint}.
     */
    public LatentSpace latentSpace() {
        return latentSpace;
    }

    /**
     * What a file of this codec says that its decoder must have: the latent space and, in mode scalar, unless the file is progressive, the
     * coder's prior.
     *
     * @return 8 hexadecimal digits
     */
    public String fingerprint(Mode mode) {
        return SdcInfo.fingerprint(
                CodedLatent.needed(mode, latentSpace.fingerprint().short32(), prior));
    }

    /** Where this codec's model comes from, for messages: a folder, or the embedded model. */
    public String modelName() {
        return modelName;
    }

    /** Ends the worker threads and closes the model's files. */
    @Override
    public void close() {
        engine.close();
        denoising.close();
    }

    private LatentPrior priorOf(SdcHeader header) {
        int space = latentSpace.fingerprint().short32();
        return CodedLatent.priorOf(header, space, prior)
                .orElseThrow(() -> new ModelException("the file was made for " + SdcInfo.fingerprint(header) + ", but "
                        + modelName + " is "
                        + SdcInfo.comparable(CodedLatent.needed(header.mode(), space, prior), header)
                        + "; decode it with the model that made it, or with one that has the same encoder, and with the"
                        + " same prior of the coder"));
    }

    private void requireFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new ModelException(
                        modelName + " makes numbers of this picture that are not finite; its weights are"
                                + " damaged, or it is no autoencoder for pictures");
            }
        }
    }

    private void requireChannels(Mode mode) {
        if (mode == Mode.ORIGINAL && vae.latentChannels() != OriginalCoder.CHANNELS) {
            throw new ModelException(
                    "mode original is for models with " + OriginalCoder.CHANNELS + " latent channels, but " + modelName
                            + " has " + vae.latentChannels()
                            + "; take one like Stable Diffusion 1 or 2, or another mode");
        }
    }

    private Tensor latent(FileContent content, LatentPrior known) {
        return content.latent(known, vae.latentChannels(), vae.downsampling());
    }

    private static byte[] alpha(int[] pixels) {
        byte[] alpha = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            alpha[i] = (byte) (pixels[i] >>> 24);
        }
        return alpha;
    }
}
