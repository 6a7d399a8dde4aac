package org.sdcodec.cli;

import org.sdcodec.EncodeOptions;
import picocli.CommandLine.Option;

/** The option that trades time for bytes. */
final class EffortOptions {

    @Option(
            names = {"-e", "--effort"},
            paramLabel = "1..9",
            description = {
                "How much time to spend on a smaller file of the same error. 1 rounds value by value; from 2 on values are quantized"
                        + " jointly, for twice the coder's time, from 7 on three times and at 9 four times"
                        + " (2 to 6 are alike, and so are 7 and 8). The embedded model's latents are always rounded, but by"
                        + " encode, from 7 on at -q 73 and above, first corrected by what the decoder makes of them, for a"
                        + " third more time, and at 8 and 9 searched through the decoder in 20 and 80 passes: 6 %%"
                        + " fewer bytes at 8 for the same mean of PSNR and MS-SSIM, for some 5 s of processor time at"
                        + " 512x512 pixels, and four times that at 9.",
                "Default: 5 in encode, 1 in run latent-encode."
            })
    private Integer effort;

    boolean isGiven() {
        return effort != null;
    }

    /** @param otherwise what counts if it is not given */
    int chosen(int otherwise) {
        int chosen = effort == null ? otherwise : effort;
        if (chosen < EncodeOptions.MIN_EFFORT || chosen > EncodeOptions.MAX_EFFORT) {
            throw new UsageException(
                    "--effort is " + EncodeOptions.MIN_EFFORT + " to " + EncodeOptions.MAX_EFFORT + ", not " + chosen);
        }
        return chosen;
    }
}
