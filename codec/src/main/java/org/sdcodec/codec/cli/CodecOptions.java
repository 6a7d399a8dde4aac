package org.sdcodec.codec.cli;

import java.nio.file.Path;
import org.sdcodec.codec.Codec;
import org.sdcodec.engine.kernel.KernelLookup;
import org.sdcodec.engine.kernel.Kernels;
import picocli.CommandLine.Option;

/** The options of every command that runs the networks. */
final class CodecOptions {

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Folder of an autoencoder as diffusers lays it out: config.json and a safetensors file."
                    + " Without it: the model inside sdcodec. A file must be decoded with the model that made it.")
    private Path model;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many threads compute. Default: the processors that this Java may use. The result never"
                    + " depends on it.")
    private int threads;

    /** The folder given with {@code --model}, or null. */
    Path model() {
        return model;
    }

    int threads() {
        if (threads < 0) {
            throw new UsageException("--threads must be 1 or more, or 0 for all processors, not " + threads);
        }
        return threads;
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
        Codec.Builder builder = Codec.builder().threads(threads()).kernels(kernels);
        return (model == null ? builder : builder.model(model)).build();
    }
}
