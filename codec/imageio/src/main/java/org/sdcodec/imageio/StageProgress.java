package org.sdcodec.imageio;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.sdcodec.InterruptedCallException;
import org.sdcodec.ProgressListener;
import org.sdcodec.SdcodecException;
import org.sdcodec.SdcodecException.Kind;

/**
 * Turns the stages of an encode or decode into percent that never fall, and ends the call where an abort was requested.
 */
final class StageProgress implements ProgressListener {

    private final Report report;
    private final BooleanSupplier abortRequested;
    private final Consumer<String> warnings;
    private float percent;

    /** Receives 0 to 100. */
    interface Report {
        void percent(float percent);
    }

    /** @param warnings receives sentences about metadata that is left out, without a full stop */
    StageProgress(Report report, BooleanSupplier abortRequested, Consumer<String> warnings) {
        this.report = report;
        this.abortRequested = abortRequested;
        this.warnings = warnings;
    }

    /** @throws InterruptedCallException if an abort was requested */
    void check() {
        if (isCancelled()) {
            throw new InterruptedCallException(Kind.CANCELLED, "aborted");
        }
    }

    /** Whether it was an abort that ended a call. */
    static boolean isAbort(SdcodecException e) {
        return e.kind() == Kind.CANCELLED;
    }

    @Override
    public boolean isCancelled() {
        return abortRequested.getAsBoolean();
    }

    @Override
    public void onProgress(Stage stage, int done, int total) {
        check();
        percent = Math.max(percent, start(stage) + (end(stage) - start(stage)) * done / total);
        report.percent(percent);
        check();
    }

    @Override
    public void onMetadataLeftOut(long bytes, List<String> reasons) {
        warnings.accept(bytes + " bytes of metadata are left out");
        reasons.forEach(warnings);
    }

    private static float start(Stage stage) {
        return switch (stage) {
            case VAE_ENCODE, ENTROPY_DECODE -> 0;
            case SEARCH -> 30;
            // Without a search, the coder is the larger part; with one, what it does of the part before is not shown.
            case ENTROPY_ENCODE -> 30;
            case TUNE -> 90;
            case DENOISE -> 40;
            case VAE_DECODE -> 40;
        };
    }

    private static float end(Stage stage) {
        return switch (stage) {
            case VAE_ENCODE -> 30;
            case SEARCH -> 80;
            case ENTROPY_ENCODE -> 90;
            case ENTROPY_DECODE -> 40;
            case DENOISE -> 80;
            case TUNE, VAE_DECODE -> 100;
        };
    }
}
