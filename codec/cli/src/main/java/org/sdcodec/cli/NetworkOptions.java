package org.sdcodec.cli;

import java.util.Optional;
import org.sdcodec.engine.KernelLookup;
import org.sdcodec.weights.ModelFiles;
import org.sdcodec.weights.checkpoint.DiffusionModel;
import org.sdcodec.weights.embedded.EmbeddedModel;
import org.sdcodec.weights.hub.HubEnvironment;
import org.sdcodec.weights.hub.ModelLibrary;
import picocli.CommandLine.Option;

/** The options of every command that runs a network. */
class NetworkOptions {

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "A model of yours: a diffusers folder, an autoencoder's folder, a single .safetensors file, or the"
                            + " name of one that 'sdcodec models' lists."
                            + " Without it: the model inside sdcodec.")
    private String model;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "How many threads compute, at most the processors that this Java may use. Default: all of these."
                            + " The result never depends on it.")
    private int threads;

    /** Opens the autoencoder's files: those of {@code --model}, or those inside sdcodec. */
    ModelFiles vae() {
        return hasModel() ? model().vae() : EmbeddedModel.vae();
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
        if (!hasModel()) {
            throw new UsageException("the model inside sdcodec has no " + part + "; name one that has with --model");
        }
        return model();
    }

    /** What {@code --model} says, if it is there. */
    Optional<String> name() {
        return Optional.ofNullable(model);
    }

    /** Whether there is a {@code --model}. */
    boolean hasModel() {
        return model != null;
    }

    /** What {@code --model} names, if it is there. */
    Optional<DiffusionModel> chosen() {
        return name().map(NetworkOptions::find);
    }

    /** What {@code --model} names. */
    DiffusionModel model() {
        return find(model);
    }

    static DiffusionModel find(String nameOrPath) {
        return new ModelLibrary(new HubEnvironment(System.getenv())).open(nameOrPath);
    }

    /** How many threads compute; 0 for all processors, which are the most. */
    int threads() {
        if (threads < 0) {
            throw new UsageException("--threads must be 1 or more, or 0 for all processors, not " + threads);
        }
        return Math.min(threads, Runtime.getRuntime().availableProcessors());
    }

    /** The kernels that the networks run on. */
    KernelLookup.Choice kernels() {
        try {
            return KernelLookup.choice();
        } catch (IllegalStateException e) {
            throw new CliException(e.getMessage(), e);
        }
    }
}
