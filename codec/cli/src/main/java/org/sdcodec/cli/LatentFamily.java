package org.sdcodec.cli;

import org.sdcodec.codec.pipeline.LatentFile;
import picocli.CommandLine.Option;

/** The option that says whose latents are coded. */
final class LatentFamily {

    @Option(
            names = "--family",
            paramLabel = "FAMILY",
            defaultValue = "sd1",
            description =
                    "Whose latents: sd1 (four channels, like Stable Diffusion 1's), or embedded (the model inside sdcodec)."
                            + " Default: ${DEFAULT-VALUE}.")
    private String family;

    LatentFile.Family chosen() {
        return switch (family) {
            case "sd1" -> LatentFile.sd1();
            case "embedded" -> LatentFile.embedded();
            default -> throw new UsageException("--family is sd1 or embedded, not '" + family + "'");
        };
    }
}
