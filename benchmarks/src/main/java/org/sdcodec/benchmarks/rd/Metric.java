package org.sdcodec.benchmarks.rd;

import java.util.Locale;

/** A distance of a decoded picture from its original, with the scale on which curves are interpolated. */
enum Metric {
    /** {@link org.sdcodec.codec.metrics.Psnr}: over the three channels of sRGB together. */
    PSNR("PSNR", "psnr", "PSNR in dB (sRGB)", "dB of PSNR", 2) {
        @Override
        double of(RatePoint point) {
            return point.psnr();
        }

        @Override
        double toScale(double value) {
            return value;
        }

        @Override
        double fromScale(double scaled) {
            return scaled;
        }
    },

    /**
     * {@link org.sdcodec.codec.metrics.MsSsim}: on the luma. Its scale is decibels, −10 log10(1 − x), as in J. Ballé et al.,
     * "Variational image compression with a scale hyperprior", ICLR 2018: values near 1 lie too close together.
     */
    MS_SSIM("MS-SSIM", "ms-ssim", "MS-SSIM in dB (luma, -10 log10(1 - MS-SSIM))", "dB of MS-SSIM", 4) {
        @Override
        double of(RatePoint point) {
            return point.msSsim();
        }

        @Override
        double toScale(double value) {
            return -10 * Math.log10(1 - value);
        }

        @Override
        double fromScale(double scaled) {
            return 1 - Math.pow(10, -scaled / 10);
        }

        @Override
        double drawn(double value) {
            return toScale(value);
        }
    },

    /** The 3-norm that libjxl's {@code butteraugli_main} prints; less is better, so the scale is its negative. */
    BUTTERAUGLI("butteraugli 3-norm", "butteraugli", "butteraugli 3-norm (less is better)", "butteraugli's 3-norm", 3) {
        @Override
        double of(RatePoint point) {
            return point.butteraugli();
        }

        @Override
        double toScale(double value) {
            return -value;
        }

        @Override
        double fromScale(double scaled) {
            return -scaled;
        }
    };

    private final String title;
    private final String fileName;
    private final String axis;
    private final String lead;
    private final int decimals;

    Metric(String title, String fileName, String axis, String lead, int decimals) {
        this.title = title;
        this.fileName = fileName;
        this.axis = axis;
        this.lead = lead;
        this.decimals = decimals;
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

    /** The metric's value at a point; NaN if it was not measured. */
    abstract double of(RatePoint point);

    /** To the scale on which curves are interpolated and more is better. */
    abstract double toScale(double value);

    /** Back from {@link #toScale}. */
    abstract double fromScale(double scaled);

    /** What the chart shows of a value. */
    double drawn(double value) {
        return value;
    }

    String text(double value) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
