package org.sdcodec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sdcodec.codec.Codec;
import org.sdcodec.codec.CodecBuilder;
import org.sdcodec.codec.LatentRgb;
import org.sdcodec.codec.Preview;
import org.sdcodec.codec.denoise.UnetWeights;
import org.sdcodec.codec.entropy.LatentPrior;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.vae.Half;
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
                    "What the entropy coder knows in advance of the latents of a model of yours, made by its trainer. A file must"
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
            return prior == null ? Preview.embedded() : new Preview(LatentRgb.embedded(), readPrior(prior));
        }
        DiffusionModel model = vae == null ? model() : find(vae);
        return prior == null ? Preview.of(model) : new Preview(LatentRgb.of(model), readPrior(prior));
    }

    /** Opens the model, to encode and to decode. */
    Codec open() {
        return open(Half.BOTH);
    }

    /** Opens the model, and keeps so much of its autoencoder in memory. */
    Codec open(Half half) {
        return open(kernels().kernels(), threads(), half);
    }

    /** Opens the model on the given kernels. */
    Codec open(Kernels kernels) {
        return open(kernels, threads());
    }

    /** Opens the model on the given kernels and number of threads. */
    Codec open(Kernels kernels, int count) {
        return open(kernels, count, Half.BOTH);
    }

    private Codec open(Kernels kernels, int count, Half half) {
        CodecBuilder builder =
                Codec.builder().threads(count).kernels(kernels).half(half).unetWeights(unetWeights());
        if (prior != null) {
            builder.latentPrior(readPrior(prior));
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

    /** @throws CliException if the file cannot be read or is no prior */
    static LatentPrior readPrior(Path file) {
        try {
            return LatentPrior.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new CliException(file + ": cannot be read", e);
        } catch (IllegalArgumentException e) {
            throw new CliException(file + ": is no prior of the entropy coder: " + e.getMessage(), e);
        }
    }
}
