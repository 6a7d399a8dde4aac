package org.sdcodec.codec.pipeline;

import java.util.OptionalInt;
import org.sdcodec.DecodeOptions;
import org.sdcodec.Denoising;
import org.sdcodec.Metadata;
import org.sdcodec.ModelException;
import org.sdcodec.OptionsException;
import org.sdcodec.Picture;
import org.sdcodec.ProgressListener;
import org.sdcodec.Region;
import org.sdcodec.SdcodecException.Kind;
import org.sdcodec.codec.container.SdcHeader;
import org.sdcodec.codec.denoise.Denoiser;
import org.sdcodec.codec.entropy.CoderThreads;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.memory.MemoryBudget;
import org.sdcodec.codec.memory.MemoryCheck;
import org.sdcodec.codec.mode.Capability;
import org.sdcodec.codec.mode.CodingMode;
import org.sdcodec.codec.model.ModelProfile;
import org.sdcodec.codec.pixels.OneColor;
import org.sdcodec.codec.pixels.PictureSink;
import org.sdcodec.engine.Engine;
import org.sdcodec.engine.network.Area;
import org.sdcodec.vae.LatentSource;

/** One decode: checks, file to latent and alpha, latent to picture. */
final class Decoding {

    private final SdcCodec codec;
    private final ModelProfile model;
    private final FileContent content;
    private final SdcHeader header;
    private final CodingMode mode;
    private final DecodeOptions options;
    private final Call call;
    private final Engine engine;
    private final ProgressListener listener;

    Decoding(SdcCodec codec, FileContent content, DecodeOptions options, Call call) {
        this.codec = codec;
        this.model = codec.profile();
        this.content = content.fitting(model.latentSpace(), model.prior(), options);
        this.header = content.header();
        this.mode = content.mode();
        this.options = options;
        this.call = call;
        this.engine = call.on(codec.engine());
        this.listener = call.listener();
    }

    /**
     * What a decode is going to do.
     *
     * @param bytes that it takes
     */
    private record Plan(LatentPrior prior, Area region, Area cells, Denoising denoising, long bytes) {}

    /** What it takes of memory. */
    long memoryBytes() {
        return plan().bytes();
    }

    private Plan plan() {
        int height = header.height();
        int width = header.width();
        MemoryCheck.requirePixels(call.limits().pixels(), height, width);
        Region part = options.region().orElse(new Region(0, 0, width, height));
        if (!part.isInside(width, height)) {
            throw new ModelException(
                    Kind.UNSUPPORTED_OPTIONS,
                    "the region of " + part + " is not inside of the picture, which has " + width + "x" + height
                            + " pixels");
        }
        if (options.realism().isPresent() && !mode.capabilities().contains(Capability.REALISM)) {
            throw new OptionsException(
                    Kind.UNSUPPORTED_OPTIONS, "the file's mode " + mode.name() + " " + Capability.REALISM.absence());
        }
        LatentPrior prior = prior();
        mode.requireModel(model);
        MemoryCheck.requireLatent(model.shape(header), height, width);
        Area region = new Area(part.y(), part.x(), part.height(), part.width());
        Denoising stored = SdcInfos.denoising(content.file()).orElse(null);
        Denoising denoising = mode.chooseDenoising(
                options, stored, header, codec.pictureStage().unet());
        // A UNet looks at all of them.
        Area cells = denoising.steps() == 0
                ? codec.pictureStage().cells(header, region)
                : Area.of(model.shape(header).toShape());
        return new Plan(prior, region, cells, denoising, bytes(prior, region, cells, denoising.steps() > 0));
    }

    Picture run() {
        Plan plan = plan();
        int height = header.height();
        int width = header.width();
        MemoryCheck.requireWithin(call.limits().memoryBytes(), plan.bytes(), height, width);
        try (MemoryBudget.Share share = codec.budget().take(0, plan.bytes(), width, height, call::check)) {
            return run(plan.prior(), plan.region(), plan.cells(), plan.denoising());
        }
    }

    private Picture run(LatentPrior prior, Area region, Area cells, Denoising denoising) {
        PictureStage stage = codec.pictureStage();
        Denoiser.Run unet = stage.prepare(engine, call.limits().memoryBytes(), denoising, header);

        byte[] alpha = content.alpha(call::check);
        Metadata metadata = content.metadata();
        PictureSink pixels = new PictureSink(region, options.scale(), alpha, header.width());
        OptionalInt color = content.color();
        if (color.isPresent()) {
            OneColor.write(color.getAsInt(), region.height(), region.width(), pixels);
            return pixels.picture().withGamut(content.gamut()).withMetadata(metadata);
        }
        LatentSource latent = content.latent(
                prior, model.shape(header), model.latents().downsampling(), cells, CoderThreads.of(engine));

        codec.awaitRehearsal();
        stage.decode(engine, unet, latent, mode, header, denoising, region, pixels, listener);
        codec.trimMemory();
        return pixels.picture().withGamut(content.gamut()).withMetadata(metadata);
    }

    /** What a decode takes at most: first the coder, then the network and the pixels. */
    private long bytes(LatentPrior prior, Area region, Area cells, boolean denoises) {
        int threads = engine.workers().threads();
        CodingMode.DecodeBytes latent = content.latentBytes(prior, model.shape(header), cells, threads);
        long values = denoises ? Float.BYTES * model.shape(header).size() : 0;
        long network = codec.pictureStage().networkBytes(header, region, threads);
        long pixels = (long) region.height() * region.width() / (options.scale() * options.scale());
        long pixelBytes = content.hasAlpha() ? MemoryCheck.PIXEL_BYTES : MemoryCheck.OPAQUE_PIXEL_BYTES;
        long alpha = content.hasAlpha() ? (long) header.height() * header.width() : 0;
        return alpha + Math.max(latent.running(), latent.kept() + values + network + pixelBytes * pixels);
    }

    private LatentPrior prior() {
        if (content.isPostcard()) {
            return model.prior();
        }
        return mode.priorOf(header, model.latentSpace(), model.prior())
                .orElseThrow(() -> new ModelException(
                        Kind.OTHER_MODEL,
                        "the file was made for " + header.fingerprintDigits() + ", but " + model.name() + " is "
                                + header.digitsOf(mode.fingerprint(model.latentSpace(), model.prior()))
                                + "; decode it with the model that made it, or with one that has the same encoder, and"
                                + " with the same prior of the coder"));
    }
}
