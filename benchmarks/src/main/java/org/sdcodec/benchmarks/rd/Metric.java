package org.sdcodec.benchmarks.rd;

import java.util.Locale;

/** A distance of a decoded picture from its original, with the scale on which curves are interpolated. */
enum Metric {
    /** {@link org.sdcodec.codec.metrics.Psnr}: over the three channels of sRGB together. */
    PSNR("PSNR", "psnr", "PSNR in dB (sRGB)", "dB of PSNR", 2, 4, Scale.LINEAR),

    /** {@link org.sdcodec.codec.metrics.MsSsim}: on the luma. */
    MS_SSIM(
            "MS-SSIM",
            "ms-ssim",
            "MS-SSIM in dB (luma, -10 log10(1 - MS-SSIM))",
            "dB of MS-SSIM",
            4,
            6,
            Scale.DECIBELS),

    /** {@link org.sdcodec.codec.metrics.MsSsim#ofChroma}: on the color differences. */
    MS_SSIM_CHROMA(
            "MS-SSIM of chroma",
            "ms-ssim-chroma",
            "MS-SSIM in dB (chroma, -10 log10(1 - MS-SSIM))",
            "dB of MS-SSIM of chroma",
            4,
            6,
            Scale.DECIBELS),

    /** {@link org.sdcodec.codec.metrics.Ssimulacra2}. */
    SSIMULACRA2("SSIMULACRA 2", "ssimulacra2", "SSIMULACRA 2", "SSIMULACRA 2", 2, 4, Scale.LINEAR),

    /** The 3-norm that libjxl's {@code butteraugli_main} prints. */
    BUTTERAUGLI(
            "butteraugli 3-norm",
            "butteraugli",
            "butteraugli 3-norm (less is better)",
            "butteraugli's 3-norm",
            3,
            5,
            Scale.NEGATIVE),

    /** The mean of {@link org.sdcodec.codec.metrics.TextureDistance}. */
    TEXTURE(
            "texture distance",
            "texture",
            "texture distance (less is better)",
            "texture distance",
            3,
            5,
            Scale.NEGATIVE);

    /** How values become such that more is better and differences count equally. */
    private enum Scale {
        LINEAR,
        /**
         * −10 log10(1 − x), as in J. Ballé et al., "Variational image compression with a scale hyperprior", ICLR 2018:
         * values near 1 lie too close together.
         */
        DECIBELS,
        /** Of metrics where less is better. */
        NEGATIVE
    }

    private final String title;
    private final String fileName;
    private final String axis;
    private final String lead;
    private final int decimals;
    private final int storedDecimals;
    private final Scale scale;

    Metric(String title, String fileName, String axis, String lead, int decimals, int storedDecimals, Scale scale) {
        this.title = title;
        this.fileName = fileName;
        this.axis = axis;
        this.lead = lead;
        this.decimals = decimals;
        this.storedDecimals = storedDecimals;
        this.scale = scale;
    }

    /** What tables call it. */
    String title() {
        return title;
    }

    /** What its chart's file is called, without extension. */
    String fileName() {
        return fileName;
    }

    /** What stands at the axis of its chart. */
    String axis() {
        return axis;
    }

    /** What differences on the metric's scale are counted in; positive is better. */
    String lead() {
        return lead;
    }

    /** Its column in CSV files. */
    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** To the scale on which curves are interpolated and more is better. */
    double toScale(double value) {
        return switch (scale) {
            case LINEAR -> value;
            case DECIBELS -> -10 * Math.log10(1 - value);
            case NEGATIVE -> -value;
        };
    }

    /** Back from {@link #toScale}. */
    double fromScale(double scaled) {
        return switch (scale) {
            case LINEAR -> scaled;
            case DECIBELS -> 1 - Math.pow(10, -scaled / 10);
            case NEGATIVE -> -scaled;
        };
    }

    /** What the chart shows of a value. */
    double drawn(double value) {
        return scale == Scale.DECIBELS ? toScale(value) : value;
    }

    String text(double value) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** The text of a finite value in CSV files. */
    String stored(double value) {
        return String.format(Locale.ROOT, "%." + storedDecimals + "f", value);
    }
}
