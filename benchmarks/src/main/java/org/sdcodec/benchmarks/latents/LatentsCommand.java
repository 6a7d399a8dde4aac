package org.sdcodec.benchmarks.latents;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.sdcodec.cli.record.RecordFormat;
import org.sdcodec.cli.record.RecordWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latents}: what coders make of latents. */
@Command(
        name = "latents",
        header = "Codes latents in every mode, and prints bytes, errors, other coders' bytes, and the coder's speed.",
        description =
                "Latents of four channels are coded with what is known of Stable Diffusion 1's, and in the mode of"
                        + " 2022 too; others as latents of an unknown model.",
        mixinStandardHelpOptions = true)
public final class LatentsCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE.safetensors",
            description = "Latents of any number of channels, each a tensor c×h×w.")
    private Path file;

    @Option(
            names = "--scale",
            paramLabel = "FACTOR",
            defaultValue = "0.18215",
            description = "From the latents of the file to the scale of the diffusion model: 0.18215 for those that the"
                    + " autoencoder of Stable Diffusion 1 or 2 gives, 1 for latents in that scale. Default:"
                    + " ${DEFAULT-VALUE}.")
    private float scale;

    @Option(
            names = "--format",
            paramLabel = "csv|json",
            description =
                    "Writes a record for each latent, coder and step, and one for each step with the coder's speed"
                            + " in milliseconds of processor time and megabytes, in place of the tables.")
    private RecordFormat format;

    @Override
    public Integer call() throws Exception {
        LatentTable table = new LatentTable(file, scale);
        if (format == null) {
            table.print(System.out);
        } else {
            table.write(new RecordWriter(System.out, format, LatentTable.TITLES));
        }
        return 0;
    }
}
