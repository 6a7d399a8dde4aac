package org.sdcodec.cli.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.sdcodec.Picture;
import org.sdcodec.codec.metrics.MsSsim;
import org.sdcodec.codec.metrics.Psnr;
import org.sdcodec.codec.metrics.Ssimulacra2;
import org.sdcodec.engine.Workers;

/**
 * How close a picture is to its original.
 *
 * @param psnr in dB; infinite for equal pictures
 * @param msSsim of the luma; null where the picture is too small for it
 * @param ssimulacra2 at most 100; null where the picture is too small for it
 */
public record Scores(double psnr, Double msSsim, Double ssimulacra2) {

    private static final double DECIBELS = 10;

    /**
     * Measures.
     *
     * @param check called now and then; what it throws ends the work
     */
    public static Scores of(Picture original, Picture decoded, Runnable check) {
        int side = Math.min(original.width(), original.height());
        try (Workers threads = new Workers(0)) {
            Workers workers = threads.checking(check);
            check.run();
            return new Scores(
                    Psnr.of(original, decoded),
                    MsSsim.scales(original.width(), original.height()) == 0
                            ? null
                            : (Double) MsSsim.of(original, decoded),
                    side < Ssimulacra2.MIN_SIDE ? null : (Double) Ssimulacra2.of(original, decoded, workers));
        }
    }

    /** −10 · log10(1 − MS-SSIM), which spreads the values near 1; null without the score or for equal pictures. */
    public Double msSsimDecibels() {
        return msSsim == null || msSsim >= 1 ? null : (Double) (-DECIBELS * Math.log10(1 - msSsim));
    }

    /** For JSON: null where there is no number. */
    public Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("psnr", psnr);
        members.put("ms_ssim", msSsim);
        members.put("ssimulacra2", ssimulacra2);
        return members;
    }
}
