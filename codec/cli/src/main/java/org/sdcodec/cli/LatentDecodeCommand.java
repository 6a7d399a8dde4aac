package org.sdcodec.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sdcodec.Codec;
import org.sdcodec.SdcFormatException;
import org.sdcodec.codec.pipeline.LatentFile;
import org.sdcodec.weights.safetensors.SafetensorsWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sdcodec run latent-decode}. */
@Command(
        name = "latent-decode",
        header = "The inverse of latent-encode.",
        description = "The latent of an .sdc file becomes 'latent' [1, c, h, w] in the scale of the diffusion model.",
        footerHeading = "%nExample:%n",
        footer = "  sdcodec run latent-decode latent.sdc latent.safetensors")
final class LatentDecodeCommand implements Callable<Integer> {

    private final Streams streams;

    @Parameters(index = "0", paramLabel = "IN", description = "An .sdc file; - is standard input.")
    private Path in;

    @Parameters(index = "1", paramLabel = "OUT", description = "The safetensors file to write; - is standard output.")
    private Path out;

    @Mixin
    private FileOptions files;

    @Mixin
    private VerbosityOptions verbosity;

    LatentDecodeCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        FilePlan.check(List.of(new FilePlan.Item(in.toString(), out.toString())));
        files.check(out.toString());
        String name = FileOptions.nameOf(in.toString());
        byte[] sdc = FileOptions.read(streams, in.toString(), Codec::isSdc);
        SafetensorsWriter output = new SafetensorsWriter();
        try {
            // The header names the family; the embedded model is opened only when it is not the other one.
            LatentFile.Family family = Stream.<Supplier<LatentFile.Family>>of(LatentFile::sd1, LatentFile::embedded)
                    .map(Supplier::get)
                    .filter(f -> LatentFile.isOf(sdc, f))
                    .findFirst()
                    .orElseThrow(
                            () -> new CliException(
                                    name
                                            + ": was not made by 'run latent-encode' nor by the model inside this sdcodec, or not in mode scalar"));
            NetworkCommand.add(output, "latent", LatentFile.decode(sdc, family));
        } catch (SdcFormatException e) {
            throw new CliException(name + ": " + e.getMessage(), e);
        }
        byte[] bytes = output.toBytes();
        files.write(streams, out.toString(), stream -> stream.write(bytes));
        return Main.OK;
    }
}
