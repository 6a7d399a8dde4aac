package org.sdcodec.cli;

import java.util.function.Supplier;
import org.sdcodec.SdcodecException;

/** Adds to what the library says what a user of the command line can do. */
final class Advice {

    private Advice() {}

    /**
     * The result of some work.
     *
     * @throws CliException with advice if the library refuses it
     */
    static <T> T added(Supplier<T> work) {
        try {
            return work.get();
        } catch (SdcodecException e) {
            if (of(e.kind()).isEmpty()) {
                throw e;
            }
            throw new CliException(sentence(e), e);
        }
    }

    /** The library's message with advice. */
    static String sentence(SdcodecException e) {
        return e.getMessage() + of(e.kind());
    }

    private static String of(SdcodecException.Kind kind) {
        return switch (kind) {
            case TOO_LITTLE_MEMORY -> "; raise the limit with -Xmx, or take a smaller picture";
            case OUT_OF_TIME -> "; raise the limit with --max-seconds, or take a smaller picture";
            case TOO_MANY_PIXELS -> "; if it comes from somebody you trust, raise the limit with --max-pixels";
            case NO_UNET -> "; leave the option away, or take a model with a UNet";
            case NO_PREVIEW ->
                "; make one from a few photographs: sdcodec run latent-rgb --model MODEL latent_rgb.safetensors PHOTO...";
            case OTHER_MODEL -> "; name the model that made the file with --model";
            default -> "";
        };
    }
}
