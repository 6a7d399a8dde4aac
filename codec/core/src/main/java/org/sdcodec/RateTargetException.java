package org.sdcodec;

/** A picture cannot reach its {@link RateTarget}. The message is one sentence that names the best that is possible. */
public final class RateTargetException extends SdcodecException {

    private static final long serialVersionUID = 1L;

    private final double best;

    /**
     * @param message one sentence, without a full stop
     * @param best what {@link #best} returns
     */
    public RateTargetException(String message, double best) {
        super(Kind.TARGET_NOT_REACHABLE, message, null);
        this.best = best;
    }

    /**
     * The best that is possible: the bytes of the smallest file, or the highest measured value; NaN if it cannot be
     * measured.
     */
    public double best() {
        return best;
    }
}
