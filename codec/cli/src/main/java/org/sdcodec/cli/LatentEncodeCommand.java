package org.sdcodec.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.sdcodec.EncodeOptions;
import org.sdcodec.codec.pipeline.LatentFile;
import org.sdcodec.codec.quant.StepSize;
import org.sdcodec.engine.Tensor;
import org.sdcodec.weights.safetensors.Safetensors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sdcodec run latent-encode}. */
@Command(
        name = "latent-encode",
        header = "Quantizer and entropy coder alone.",
        description =
                "'latent' [1, c, h, w] in the scale of the diffusion model becomes an .sdc file: every value rounded to the"
                        + " nearest multiple of the step, unless --effort asks for more.",
        footerHeading = "%nExample:%n",
        footer = "  sdcodec run latent-encode --step 0.5 latent.safetensors latent.sdc")
final class LatentEncodeCommand implements Callable<Integer> {

    private final Streams streams;

    @Parameters(index = "0", paramLabel = "IN", description = "A safetensors file; - is standard input.")
    private Path in;

    @Parameters(index = "1", paramLabel = "OUT", description = "The .sdc file to write; - is standard output.")
    private Path out;

    @Option(
            names = "--step",
            paramLabel = "S",
            required = true,
            description =
                    "The step, 0.015625 to 24.68; the nearest of the 256 that a file can name, which are 2.9 %% apart. From effort 2"
                            + " on the file's step is 1.22 times that, and the error about the same (4 %% larger at 0.25).")
    private float step;

    @Mixin
    private EffortOptions effort;

    @Mixin
    private LatentFamily family;

    @Mixin
    private FileOptions files;

    @Mixin
    private VerbosityOptions verbosity;

    LatentEncodeCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        float finest = StepSize.of(StepSize.MIN_CODE);
        float coarsest = StepSize.of(StepSize.MAX_CODE);
        if (!(step >= finest && step <= coarsest)) {
            throw new UsageException("--step is " + finest + " to " + coarsest + ", not " + step);
        }
        FilePlan.check(List.of(new FilePlan.Item(in.toString(), out.toString())));
        files.check(out.toString());
        int level = effort.chosen(EncodeOptions.MIN_EFFORT);
        LatentFile.Family chosen = family.chosen();
        byte[] sdc;
        try (Safetensors input = Safetensors.read(
                ByteBuffer.wrap(FileOptions.read(streams, in.toString(), NetworkCommand::isSafetensors)),
                FileOptions.nameOf(in.toString()))) {
            Tensor latent = NetworkCommand.read(input, "latent", chosen.channels());
            try {
                sdc = LatentFile.encode(latent, StepSize.nearestCode(step), level, chosen);
            } catch (IllegalArgumentException e) {
                throw new CliException(FileOptions.nameOf(in.toString()) + ": " + e.getMessage(), e);
            }
        }
        files.write(streams, out.toString(), stream -> stream.write(sdc));
        return Main.OK;
    }
}
