package org.sdcodec.codec.pipeline;

import java.util.Locale;
import org.sdcodec.RateTarget;
import org.sdcodec.RateTargetException;

/** The sentences that say why a target cannot be reached. */
final class TargetFailures {

    private TargetFailures() {}

    /** @param smallest bytes of the smallest file */
    static RateTargetException tooLarge(RateTarget target, long smallest) {
        return new RateTargetException(
                String.format(
                        Locale.ROOT,
                        "%s cannot be reached: the smallest file of this picture has %,d bytes; allow as many, or make the"
                                + " picture smaller",
                        target,
                        smallest),
                smallest);
    }

    /** @param highest what the closest picture measures */
    static RateTargetException tooFar(RateTarget target, double highest) {
        // Cut, not rounded: asked for the number that the message names, the encoder must find it.
        double shown = Math.floor(highest * 100) / 100;
        return new RateTargetException(
                String.format(
                        Locale.ROOT,
                        "%s cannot be reached: with this model the picture comes to %.2f%s at best",
                        target,
                        shown,
                        target.kind() == RateTarget.Kind.PSNR ? " dB" : " by SSIMULACRA 2"),
                highest);
    }

    /** @param minSide of pictures that can be measured, in pixels */
    static RateTargetException tooSmall(RateTarget target, int minSide, int width, int height) {
        return new RateTargetException(
                String.format(
                        Locale.ROOT,
                        "%s cannot be reached: pictures of less than %dx%d pixels have no such score, and this one has %dx%d;"
                                + " choose another target",
                        target,
                        minSide,
                        minSide,
                        width,
                        height),
                Double.NaN);
    }
}
