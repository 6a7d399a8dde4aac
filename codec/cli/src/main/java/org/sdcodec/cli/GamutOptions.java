package org.sdcodec.cli;

import org.sdcodec.Gamut;
import picocli.CommandLine.Option;

/** What becomes of colors that sRGB does not have. */
final class GamutOptions {

    @Option(
            names = "--gamut",
            paramLabel = "srgb|p3",
            defaultValue = "srgb",
            description =
                    "What becomes of colors that sRGB does not have, as in photographs of telephones: srgb converts"
                            + " them, and says so; p3 keeps those of Display P3, and decode writes PNG and JPEG files that name"
                            + " it. Default: ${DEFAULT-VALUE}.")
    private String gamut;

    /**
     * The widest gamut that a picture may have.
     *
     * @throws UsageException if there is none of that name
     */
    Gamut widest() {
        return switch (gamut) {
            case "srgb" -> Gamut.SRGB;
            case "p3" -> Gamut.DISPLAY_P3;
            default -> throw new UsageException("--gamut is srgb or p3, not '" + gamut + "'");
        };
    }
}
