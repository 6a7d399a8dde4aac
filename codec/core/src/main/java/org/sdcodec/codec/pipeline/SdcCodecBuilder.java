package org.sdcodec.codec.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.sdcodec.Codec;
import org.sdcodec.Limits;
import org.sdcodec.UnetWeights;
import org.sdcodec.codec.denoise.Denoiser;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.KernelLookup;
import org.sdcodec.engine.Workers;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.engine.kernel.scalar.ScalarKernels;
import org.sdcodec.vae.Half;
import org.sdcodec.vae.LatentProfile;
import org.sdcodec.vae.LatentSpace;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.WeightsException;
import org.sdcodec.weights.checkpoint.DiffusionModel;
import org.sdcodec.weights.checkpoint.ModelPart;
import org.sdcodec.weights.embedded.EmbeddedModel;

/** Chooses what a {@link SdcCodec} is made of. Not thread-safe. */
public final class SdcCodecBuilder implements Codec.Builder {

    /** Of the heap, what classes and the coder's prior take: 3.5 MB after a decode. */
    private static final long BASE_BYTES = 4 << 20;
    /** This part of the heap is left to objects that live for a moment, and to gaps that no array fits. */
    private static final int HEAP_OF_GARBAGE = 32;

    private DiffusionModel model;
    private DiffusionModel vae;
    private Half half = Half.BOTH;
    private int threads;
    private Executor executor;
    private Limits limits = Limits.NONE;
    private Kernels kernels;
    private Path cache;
    private UnetWeights unetWeights = UnetWeights.AUTO;
    private LatentPrior prior;
    /** 0 to derive it from the heap. */
    private long memoryBudget;

    /** For files of at most so many bytes, another model. */
    private record Small(DiffusionModel model, long maxBytes) {}

    private final List<Small> companions = new ArrayList<>();

    /** A builder of a codec with the embedded model. */
    public SdcCodecBuilder() {}

    @Override
    public SdcCodecBuilder model(Path path) {
        Objects.requireNonNull(path, "path");
        return model(Failures.translated(() -> DiffusionModel.open(path)));
    }

    /** @param choice a model that has an autoencoder; without it the model that comes with sdcodec is used */
    public SdcCodecBuilder model(DiffusionModel choice) {
        this.model = Objects.requireNonNull(choice, "choice");
        return this;
    }

    @Override
    public SdcCodecBuilder vae(Path path) {
        Objects.requireNonNull(path, "path");
        return vae(Failures.translated(() -> DiffusionModel.open(path)));
    }

    /**
     * Takes the autoencoder from another model than the UNet, its schedule and the text encoder: e.g. {@code
     * sd-vae-ft-mse} with Stable Diffusion 1.4.
     *
     * @param choice a model that has an autoencoder, of the same {@link LatentSpace} as that of the {@link #model}, if
     *     that has one next to its UNet; nothing else of it is used
     */
    public SdcCodecBuilder vae(DiffusionModel choice) {
        this.vae = Objects.requireNonNull(choice, "choice");
        return this;
    }

    /**
     * Adds a model that is better than the codec's own where a size of at most so many bytes is asked for. Its files
     * are decoded with it,
     * whatever their size; those of the codec's own model as without it.
     *
     * @param choice a model that has an autoencoder
     * @param maxBytes of a file; add those for smaller files first
     */
    public SdcCodecBuilder companion(DiffusionModel choice, long maxBytes) {
        companions.add(new Small(Objects.requireNonNull(choice, "choice"), maxBytes));
        return this;
    }

    Companions companions() {
        return new Companions(companions.stream().map(this::companion).toList());
    }

    private Companions.Companion companion(Small small) {
        LatentProfile latents;
        try (ModelFiles files = small.model().vae()) {
            latents = LatentProfile.of(files);
        }
        int prior = LatentPrior.suiting(small.model(), latents.channels()).check();
        int fingerprint = latents.space().fingerprint().short32() ^ prior;
        return new Companions.Companion(fingerprint, small.maxBytes(), () -> like(small.model()));
    }

    /** A codec of another model, otherwise as chosen here. */
    private SdcCodec like(DiffusionModel other) {
        SdcCodecBuilder builder = new SdcCodecBuilder().model(other).threads(threads);
        builder.half = half;
        builder.kernels = kernels;
        builder.cache = cache;
        builder.unetWeights = unetWeights;
        builder.memoryBudget = memoryBudget;
        return builder.build();
    }

    @Override
    public SdcCodecBuilder purpose(Codec.Purpose choice) {
        this.half = switch (Objects.requireNonNull(choice, "choice")) {
            case ENCODE -> Half.ENCODER;
            case DECODE -> Half.DECODER;
            case BOTH -> Half.BOTH;
        };
        return this;
    }

    @Override
    public SdcCodecBuilder threads(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("the number of threads must not be negative, but is " + count);
        }
        this.threads = count;
        return this;
    }

    @Override
    public SdcCodecBuilder executor(Executor choice) {
        this.executor = Objects.requireNonNull(choice, "choice");
        return this;
    }

    @Override
    public SdcCodecBuilder limits(Limits most) {
        this.limits = Objects.requireNonNull(most, "most");
        return this;
    }

    @Override
    public SdcCodecBuilder vectorKernels(boolean vector) {
        this.kernels = vector ? null : new ScalarKernels();
        return this;
    }

    /**
     * @param choice the kernels to compute with; without it the fastest of this machine, which give the same results
     */
    public SdcCodecBuilder kernels(Kernels choice) {
        this.kernels = Objects.requireNonNull(choice, "choice");
        return this;
    }

    @Override
    public SdcCodecBuilder cache(Path folder) {
        this.cache = Objects.requireNonNull(folder, "folder");
        return this;
    }

    @Override
    public SdcCodecBuilder unetWeights(UnetWeights choice) {
        this.unetWeights = Objects.requireNonNull(choice, "choice");
        return this;
    }

    @Override
    public SdcCodecBuilder latentPrior(Path file) {
        Objects.requireNonNull(file, "file");
        return latentPrior(Failures.translated(() -> LatentPrior.open(file)));
    }

    /** As {@link #latentPrior(Path)}, of a prior in memory. */
    public SdcCodecBuilder latentPrior(LatentPrior choice) {
        this.prior = Objects.requireNonNull(choice, "choice");
        return this;
    }

    @Override
    public SdcCodecBuilder memoryBudget(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a memory budget has at least 1 byte, not " + bytes);
        }
        this.memoryBudget = bytes;
        return this;
    }

    /** @param weightBytes what the autoencoder's weights take */
    long budgetBeside(long weightBytes) {
        long heap = Runtime.getRuntime().maxMemory();
        return memoryBudget > 0 ? memoryBudget : Math.max(1, heap - heap / HEAP_OF_GARBAGE - BASE_BYTES - weightBytes);
    }

    Limits limits() {
        return limits;
    }

    /** Whether the model is the one that comes with sdcodec. */
    boolean isEmbedded() {
        return model == null && vae == null;
    }

    Half half() {
        return half;
    }

    LatentPrior priorFor(int channels) {
        if (prior != null) {
            if (!prior.suits(channels)) {
                throw new WeightsException("the coder's prior is not for latents of " + channels + " channels");
            }
            return prior;
        }
        if (isEmbedded()) {
            return LatentPrior.embedded();
        }
        return LatentPrior.suiting(vae == null ? model : vae, channels);
    }

    /** Null if the model has no UNet. */
    Denoiser denoiser(int channels) {
        return model == null || !model.has(ModelPart.UNET) ? null : new Denoiser(model, channels, cache, unetWeights);
    }

    @Override
    public SdcCodec build() {
        return Failures.translated(this::open);
    }

    private SdcCodec open() {
        // First of all, because its kernels warm up while the model is read.
        Engine engine = Engine.create(workers(), kernels == null ? KernelLookup.kernels() : kernels);
        try (ModelFiles files = autoencoder()) {
            SdcCodec codec = new SdcCodec(files, engine, this);
            if (vae != null && model != null && model.has(ModelPart.UNET) && model.has(ModelPart.VAE)) {
                requireSameSpace(files.origin(), codec.profile().latents().space());
            }
            return codec;
        } catch (RuntimeException | Error e) {
            engine.close();
            throw e;
        }
    }

    private Workers workers() {
        int count = Math.min(threads, Runtime.getRuntime().availableProcessors());
        return executor == null ? new Workers(count) : new Workers(count, executor);
    }

    private ModelFiles autoencoder() {
        if (vae != null) {
            return vae.vae();
        }
        return model == null ? EmbeddedModel.vae() : model.vae();
    }

    /** A UNet knows the latents of the encoder with which it was trained. */
    private void requireSameSpace(String origin, LatentSpace space) {
        try (ModelFiles own = model.vae()) {
            LatentSpace expected = LatentSpace.of(own);
            if (!space.equals(expected)) {
                throw new WeightsException(
                        origin + ": has the latent space " + described(space, expected)
                                + ", but the UNet of " + model.path() + " was trained in "
                                + described(expected, space)
                                + ", that of its own autoencoder; take an autoencoder with the same encoder, or the UNet's own");
            }
        }
    }

    private static String described(LatentSpace space, LatentSpace other) {
        String name = HexFormat.of().toHexDigits(space.fingerprint().short32());
        return space.scalingFactor() == other.scalingFactor()
                ? name
                : name + " (scaling_factor " + space.scalingFactor() + ")";
    }
}
