package org.sdcodec.cli;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Focus;
import org.sdcodec.Region;
import org.sdcodec.codec.mode.Capability;
import org.sdcodec.codec.mode.CodingMode;
import picocli.CommandLine.Option;

/** The options of {@code encode} for modes in which a UNet codes. */
final class DiffusionOptions {

    private static final Pattern REGION = Pattern.compile("(\\d{1,9}),(\\d{1,9}),(\\d{1,9}),(\\d{1,9})");

    @Option(
            names = "--focus",
            paramLabel = "X,Y,W,H|MASK",
            description =
                    "With --mode ddcm or diffc: what counts more than the rest, such as faces or text: W×H pixels from column X"
                            + " and row Y on, or a picture of the same size that is white there and darker"
                            + " elsewhere. Files stay"
                            + " as large, and every decoder reads them.")
    private String focus;

    @Option(
            names = "--robust",
            description =
                    "With --mode ddcm: write every choice on its own, so that a wrong bit spoils one of them only."
                            + " A quarter fewer choices in as many bytes. Decoders still verify the checksum, see"
                            + " docs/diffusion.md.")
    private boolean robust;

    @Option(
            names = "--resume",
            description =
                    "With --mode ddcm or diffc: go on where an interrupted encode stopped, from the checkpoint next to its output"
                            + " (OUT.checkpoint), which is written before each step of the UNet and removed at the"
                            + " end. The file is the same as without an interruption.")
    private boolean resume;

    /** Whether an encode goes on from its checkpoint. */
    boolean resumes() {
        return resume;
    }

    /** Adds what was chosen. */
    EncodeOptions applyTo(EncodeOptions options, CodingMode mode, Streams streams) throws IOException {
        require(mode, Capability.FOCUS, focus != null, "--focus");
        require(mode, Capability.ROBUST, robust, "--robust");
        require(mode, Capability.RESUMABLE, resume, "--resume");
        EncodeOptions chosen = options.withRobust(robust);
        return focus == null ? chosen : chosen.withFocus(chosenFocus(options, streams));
    }

    /** @throws UsageException if a mode does not have what an option asks for */
    static void require(CodingMode mode, Capability capability, boolean given, String option) {
        if (given && !mode.capabilities().contains(capability)) {
            throw new UsageException(option + ": --mode " + mode.name() + " " + capability.absence());
        }
    }

    private Focus chosenFocus(EncodeOptions options, Streams streams) throws IOException {
        Matcher numbers = REGION.matcher(focus);
        if (!numbers.matches()) {
            return Focus.of(Pictures.read(streams, focus, options.limits().pixels()));
        }
        try {
            return Focus.of(new Region(number(numbers, 1), number(numbers, 2), number(numbers, 3), number(numbers, 4)));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--focus: " + e.getMessage());
        }
    }

    private static int number(Matcher numbers, int group) {
        return Integer.parseInt(numbers.group(group));
    }
}
