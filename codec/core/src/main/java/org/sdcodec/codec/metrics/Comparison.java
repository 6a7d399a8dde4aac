package org.sdcodec.codec.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sdcodec.Picture;
import org.sdcodec.engine.Workers;

/**
 * How far two pictures of the same size are from each other, by every metric that can compare pictures of their size.
 */
public final class Comparison {

    private static final int ALL_SCALES = MsSsim.scales(Integer.MAX_VALUE, Integer.MAX_VALUE);

    private final int scales;
    private final Double psnr;
    private final Double ssim;
    private final Double msSsim;
    private final Double msSsimChroma;
    private final Double ssimulacra2;
    private final Double texture;

    /**
     * Measures. Pictures of different {@linkplain Picture#gamut gamuts} are compared as sRGB.
     *
     * @param first the original, for metrics that need to know which that is
     * @param second of the same size
     * @param workers threads that share the work
     */
    public Comparison(Picture first, Picture second, Workers workers) {
        boolean alike = first.gamut() == second.gamut();
        Picture a = alike ? first : first.inSrgb();
        Picture b = alike ? second : second.inSrgb();
        int side = Math.min(a.width(), a.height());
        scales = MsSsim.scales(a.width(), a.height());
        psnr = Psnr.of(a, b);
        ssim = scales == 0 ? null : (Double) Ssim.of(a, b);
        msSsim = scales == 0 ? null : (Double) MsSsim.of(a, b);
        msSsimChroma = scales == 0 ? null : (Double) MsSsim.ofChroma(a, b);
        ssimulacra2 = side < Ssimulacra2.MIN_SIDE ? null : (Double) Ssimulacra2.of(a, b, workers);
        texture = side < TextureDistance.MIN_SIDE
                ? null
                : (Double) TextureDistance.of(a, b, workers).mean();
    }

    /** For other programs: null where the pictures are too small for a metric. */
    public Map<String, Double> values() {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("psnr", psnr);
        values.put("ssim", ssim);
        values.put("ms_ssim", msSsim);
        values.put("ms_ssim_chroma", msSsimChroma);
        values.put("ssimulacra2", ssimulacra2);
        values.put("texture", texture);
        return values;
    }

    /** For people: a line per metric. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("PSNR            " + decibels(psnr));
        lines.add("SSIM            " + text("%.5f", ssim, Ssim.MIN_SIDE));
        String fitting =
                scales > 0 && scales < ALL_SCALES ? " (only " + scales + " of " + ALL_SCALES + " scales fit)" : "";
        lines.add("MS-SSIM         " + text("%.5f", msSsim, MsSsim.MIN_SIDE) + fitting);
        lines.add("MS-SSIM chroma  " + text("%.5f", msSsimChroma, MsSsim.MIN_SIDE) + fitting);
        lines.add("SSIMULACRA 2    " + text("%.2f", ssimulacra2, Ssimulacra2.MIN_SIDE));
        lines.add("texture         " + text("%.3f", texture, TextureDistance.MIN_SIDE));
        return lines;
    }

    /** A PSNR for people. */
    public static String decibels(double psnr) {
        return Double.isInfinite(psnr) ? "infinite (equal)" : String.format(Locale.ROOT, "%.2f dB", psnr);
    }

    private static String text(String format, Double value, int minSide) {
        return value == null ? "- (smaller than " + minSide + " pixels)" : String.format(Locale.ROOT, format, value);
    }
}
