package org.sdcodec.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sdcodec.Resolution;
import picocli.CommandLine.Option;

/** The option that says at which resolution a picture is coded. */
final class ResolutionOptions {

    private static final Pattern PART = Pattern.compile("([1-9][0-9]{0,4})/([1-9][0-9]{0,4})");

    @Option(
            names = "--resolution",
            paramLabel = "auto|full|N/M",
            defaultValue = "auto",
            description = "Code the picture at its own resolution (full), at about so much of its width and height,"
                    + " such as 1/2, or at what"
                    + " comes closest to it (auto), which is lower only for very few bytes. It decodes"
                    + " to its own size in any"
                    + " case. Default: ${DEFAULT-VALUE}.")
    private String resolution;

    Resolution chosen() {
        if (resolution.equals("auto")) {
            return Resolution.AUTO;
        }
        if (resolution.equals("full")) {
            return Resolution.FULL;
        }
        Matcher part = PART.matcher(resolution);
        if (!part.matches()) {
            throw new UsageException("--resolution is auto, full or a part such as 1/2, not '" + resolution + "'");
        }
        try {
            return Resolution.of(Integer.parseInt(part.group(1)), Integer.parseInt(part.group(2)));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--resolution: " + e.getMessage());
        }
    }

    /** Whether a lower one than that of the picture is asked for. */
    boolean isLower() {
        Resolution chosen = chosen();
        return !chosen.isAuto() && !chosen.equals(Resolution.FULL);
    }
}
