package org.sdcodec.cli;

import java.nio.file.Path;
import org.sdcodec.Codec.Purpose;
import org.sdcodec.Preview;
import org.sdcodec.UnetWeights;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.codec.model.LatentRgb;
import org.sdcodec.codec.pipeline.PreviewDecoder;
import org.sdcodec.codec.pipeline.SdcCodec;
import org.sdcodec.codec.pipeline.SdcCodecBuilder;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.weights.checkpoint.DiffusionModel;
import org.sdcodec.weights.hub.HubEnvironment;
import picocli.CommandLine.Option;

/** The options of every command that encodes or decodes. */
final class CodecOptions extends NetworkOptions {

    @Option(
            names = "--vae",
            paramLabel = "MODEL",
            description =
                    "Take the autoencoder from this model, named as for --model, and from --model only the UNet, its noise"
                            + " schedule and the text encoder. A file can be decoded with every autoencoder that has the"
                            + " encoder with which the file was made: sd-vae-ft-mse for Stable Diffusion 1.x.")
    private String vae;

    @Option(
            names = "--memory",
            paramLabel = "WHAT",
            defaultValue = "auto",
            description =
                    "What stays in memory of a UNet's weights between its steps: auto (what the Java heap has room for), keep"
                            + " (all: fastest), drop (none: least memory). The result never depends on it. Default: ${DEFAULT-VALUE}.")
    private String memory;

    @Option(
            names = "--coder-prior",
            paramLabel = "FILE",
            description =
                    "The entropy coder's prior for the latents of a model of yours, made by its trainer. A file must"
                            + " be decoded with the prior that it was made with.")
    private Path prior;

    private UnetWeights unetWeights() {
        return switch (memory) {
            case "auto" -> UnetWeights.AUTO;
            case "keep" -> UnetWeights.KEEP;
            case "drop" -> UnetWeights.DROP;
            default -> throw new UsageException("--memory is auto, keep or drop, not '" + memory + "'");
        };
    }

    /** What gives previews of the model's files. */
    Preview preview() {
        if (vae == null && !hasModel()) {
            return prior == null
                    ? Preview.embedded()
                    : new PreviewDecoder(LatentRgb.embedded(), LatentPrior.open(prior));
        }
        DiffusionModel model = vae == null ? model() : find(vae);
        return prior == null
                ? PreviewDecoder.of(model)
                : new PreviewDecoder(LatentRgb.of(model), LatentPrior.open(prior));
    }

    /** Opens the model, to encode and to decode. */
    SdcCodec open() {
        return open(Purpose.BOTH);
    }

    /** Opens the model, and keeps what a purpose takes of its autoencoder in memory. */
    SdcCodec open(Purpose purpose) {
        return open(kernels().kernels(), threads(), purpose);
    }

    /**
     * The same for several calls at a time.
     *
     * @param jobs calls, each on a thread of its own; together with those that help them, there are as many threads as
     *     asked for
     */
    SdcCodec open(Purpose purpose, int jobs) {
        int all = threads() == 0 ? Runtime.getRuntime().availableProcessors() : threads();
        return open(kernels().kernels(), jobs == 1 ? threads() : Math.max(1, all - jobs + 1), purpose);
    }

    /** Opens the model on the given kernels. */
    SdcCodec open(Kernels kernels) {
        return open(kernels, threads());
    }

    /** Opens the model on the given kernels and number of threads. */
    SdcCodec open(Kernels kernels, int count) {
        return open(kernels, count, Purpose.BOTH);
    }

    private SdcCodec open(Kernels kernels, int count, Purpose purpose) {
        SdcCodecBuilder builder = new SdcCodecBuilder()
                .threads(count)
                .kernels(kernels)
                .purpose(purpose)
                .unetWeights(unetWeights());
        if (prior != null) {
            builder.latentPrior(prior);
        }
        new HubEnvironment(System.getenv()).sdcodecCache().ifPresent(builder::cache);
        if (hasModel()) {
            builder.model(model());
        }
        if (vae != null) {
            builder.vae(find(vae));
        }
        return builder.build();
    }
}
