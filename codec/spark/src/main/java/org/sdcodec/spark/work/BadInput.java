package org.sdcodec.spark.work;

import org.sdcodec.SdcFormatException;
import org.sdcodec.SdcodecException;
import org.sdcodec.cli.image.ImageFormatException;

/** Tells inputs that cannot be converted from failures of the whole job. */
final class BadInput {

    private BadInput() {}

    /**
     * Why an input cannot be converted, in one sentence.
     *
     * @throws RuntimeException the failure itself, if it says nothing about the input
     */
    static String reason(Throwable e) {
        if (e instanceof SdcodecException own) {
            switch (own.kind()) {
                case INTERRUPTED, OTHER_PURPOSE, UNSUPPORTED_OPTIONS, NO_UNET, NO_PREVIEW -> throw own;
                default -> {
                    return own instanceof SdcFormatException format
                            ? "at byte " + format.offset() + ": " + format.reason()
                            : own.getMessage();
                }
            }
        }
        if (e instanceof ImageFormatException) {
            return e.getMessage();
        }
        return "internal error (" + e + "); this is a fault of sdcodec, please report it";
    }
}
