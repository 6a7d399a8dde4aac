package org.sdcodec.codec.cli;

import org.sdcodec.codec.Codec;
import org.sdcodec.codec.denoise.UnetWeights;
import org.sdcodec.engine.kernel.KernelLookup;
import org.sdcodec.engine.kernel.Kernels;
import org.sdcodec.weights.EmbeddedModel;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.checkpoint.DiffusionModel;
import org.sdcodec.weights.hub.HubEnvironment;
import org.sdcodec.weights.hub.ModelLibrary;
import picocli.CommandLine.Option;

/** The options of every command that runs the networks. */
final class CodecOptions {

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "A model of yours: a diffusers folder, an autoencoder's folder, a single .safetensors file, or the"
                            + " name of one that 'sdcodec models' lists."
                            + " Without it: the model inside sdcodec. A file must be decoded with the model that made it.")
    private String model;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many threads compute. Default: the processors that this Java may use. The result never"
                    + " depends on it.")
    private int threads;

    @Option(
            names = "--memory",
            paramLabel = "WHAT",
            defaultValue = "auto",
            description =
                    "What stays in memory of a UNet's weights between its steps: auto (what the Java heap has room for), keep"
                            + " (all: fastest), drop (none: least memory). The result never depends on it. Default: ${DEFAULT-VALUE}.")
    private String memory;

    /** Opens the autoencoder's files: those of {@code --model}, or those inside sdcodec. */
    ModelFiles vae() {
        return model == null ? EmbeddedModel.vae() : given().vae();
    }

    /** Opens the files of the UNet of {@code --model}. */
    ModelFiles unet() {
        return given("UNet").unet();
    }

    /** Opens the files of the text encoder of {@code --model}. */
    ModelFiles textEncoder() {
        return given("text encoder").textEncoder();
    }

    private DiffusionModel given(String part) {
        if (model == null) {
            throw new UsageException("the model inside sdcodec has no " + part + "; name one that has with --model");
        }
        return given();
    }

    private DiffusionModel given() {
        return new ModelLibrary(new HubEnvironment(System.getenv())).open(model);
    }

    int threads() {
        if (threads < 0) {
            throw new UsageException("--threads must be 1 or more, or 0 for all processors, not " + threads);
        }
        return threads;
    }

    private UnetWeights unetWeights() {
        return switch (memory) {
            case "auto" -> UnetWeights.AUTO;
            case "keep" -> UnetWeights.KEEP;
            case "drop" -> UnetWeights.DROP;
            default -> throw new UsageException("--memory is auto, keep or drop, not '" + memory + "'");
        };
    }

    /** The kernels that the networks run on. */
    KernelLookup.Choice kernels() {
        try {
            return KernelLookup.choice();
        } catch (IllegalStateException e) {
            throw new CliException(e.getMessage(), e);
        }
    }

    /** Opens the model. */
    Codec open() {
        return open(kernels().kernels());
    }

    /** Opens the model on the given kernels. */
    Codec open(Kernels kernels) {
        return open(kernels, threads());
    }

    /** Opens the model on the given kernels and number of threads. */
    Codec open(Kernels kernels, int count) {
        Codec.Builder builder = Codec.builder().threads(count).kernels(kernels).unetWeights(unetWeights());
        new HubEnvironment(System.getenv()).sdcodecCache().ifPresent(builder::cache);
        return (model == null ? builder : builder.model(given())).build();
    }
}
