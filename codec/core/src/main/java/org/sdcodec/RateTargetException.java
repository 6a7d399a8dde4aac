package org.sdcodec;

import java.util.Locale;

/** A picture cannot reach its {@link RateTarget}. The message is one sentence that names the best that is possible. */
public final class RateTargetException extends SdcodecException {

    private static final long serialVersionUID = 1L;

    private final double best;

    private RateTargetException(String message, double best) {
        super(Kind.TARGET_NOT_REACHABLE, message, null);
        this.best = best;
    }

    /** For sdcodec itself. */
    public static RateTargetException tooLarge(RateTarget target, long smallest) {
        return new RateTargetException(
                String.format(
                        Locale.ROOT,
                        "%s cannot be reached: the smallest file of this picture has %,d bytes; allow as many, or make the"
                                + " picture smaller",
                        target,
                        smallest),
                smallest);
    }

    /** For sdcodec itself. */
    public static RateTargetException tooFar(RateTarget target, double highest) {
        // Cut, not rounded: asked for the number that the message names, the encoder must find it.
        double shown = Math.floor(highest * 100) / 100;
        return new RateTargetException(
                String.format(
                        Locale.ROOT,
                        "%s cannot be reached: with this model the picture comes to %s at best",
                        target,
                        target.kind().text("%.2f", shown)),
                highest);
    }

    /** For sdcodec itself. */
    public static RateTargetException tooSmall(RateTarget target, int minSide, int width, int height) {
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

    /** The best that is possible: the bytes of the smallest file, or the highest measured value; NaN if it cannot be measured. */
    public double best() {
        return best;
    }
}
