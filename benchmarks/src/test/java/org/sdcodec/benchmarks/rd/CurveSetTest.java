package org.sdcodec.benchmarks.rd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class CurveSetTest {
    private static final double[] EASY = {1000, 2000, 4000, 8000, 16000};
    private static final double[] HARD = {3000, 6000, 12000, 24000, 48000};
    private static final DoubleUnaryOperator QUALITY = bytes -> 3 * Math.log(bytes);

    /** "old" needs at least 1000 bytes for one picture and 3000 for the other, "new" half of that. */
    private static List<RatePoint> points() {
        List<RatePoint> points = new ArrayList<>();
        points.addAll(Points.of("old", "easy", QUALITY, EASY));
        points.addAll(Points.of("old", "hard", bytes -> QUALITY.applyAsDouble(bytes) - 5, HARD));
        points.addAll(Points.of("new", "easy", bytes -> QUALITY.applyAsDouble(2 * bytes), 500, 1000, 2000, 4000, 8000));
        points.addAll(Points.of(
                "new", "hard", bytes -> QUALITY.applyAsDouble(2 * bytes) - 5, 1500, 3000, 6000, 12000, 24000));
        return points;
    }

    @Test
    void meansAreOverAllPicturesOrThereIsNone() {
        CurveSet curves = new CurveSet(points());

        assertThat(curves.mean("old", Metric.PSNR, Points.rate(2000))).isEmpty();
        assertThat(curves.mean("old", Metric.PSNR, Points.rate(20000))).isEmpty();
        assertThat(curves.mean("old", Metric.PSNR, Points.rate(5000)).orElseThrow())
                .isCloseTo(3 * Math.log(5000) - 2.5, within(1e-9));
        assertThat(curves.mean("new", Metric.PSNR, Points.rate(2000)).orElseThrow())
                .isCloseTo(3 * Math.log(4000) - 2.5, within(1e-9));
        assertThat(curves.commonRates("old", Metric.PSNR).orElseThrow().low())
                .isCloseTo(Points.rate(3000), within(1e-12));
    }

    @Test
    void aCodecWithoutACurveForEveryPictureHasNoMean() {
        List<RatePoint> points = points();
        points.removeIf(p -> p.codec().equals("old") && p.picture().equals("hard") && p.bytes() == 48000);

        CurveSet curves = new CurveSet(points);

        assertThat(curves.mean("old", Metric.PSNR, Points.rate(5000))).isEmpty();
        assertThat(curves.bdRate("new", "old", Metric.PSNR, new Rates(1e-6, 1e6))
                        .orElseThrow()
                        .pictures())
                .isEqualTo(1);
    }

    @Test
    void bdRatesAreMeansOfThePictures() {
        CurveSet curves = new CurveSet(points());

        CurveSet.Mean mean = curves.bdRate("new", "old", Metric.MS_SSIM, new Rates(1e-6, 1e6))
                .orElseThrow();

        assertThat(mean.value()).isCloseTo(-0.5, within(1e-6));
        assertThat(mean.pictures()).isEqualTo(2);
    }

    @Test
    void aLeadIsOverThePicturesThatBothCanCodeAndCountsTheBestFileBeyondACurvesEnd() {
        CurveSet curves = new CurveSet(points());

        CurveSet.Mean atTwoThousand =
                curves.lead("new", "old", Metric.PSNR, Points.rate(2000)).orElseThrow();
        assertThat(atTwoThousand.pictures()).isEqualTo(1);
        assertThat(atTwoThousand.value()).isCloseTo(3 * Math.log(2), within(1e-9));

        // The easy picture's new curve ends at 8000 bytes, as good as 16000 of the old.
        CurveSet.Mean atTheEnd =
                curves.lead("new", "old", Metric.PSNR, Points.rate(16000)).orElseThrow();
        assertThat(atTheEnd.pictures()).isEqualTo(2);
        assertThat(atTheEnd.value()).isCloseTo(3 * Math.log(2) / 2, within(1e-9));

        assertThat(curves.lead("new", "old", Metric.PSNR, Points.rate(900))).isEmpty();
    }

    @Test
    void theReportShowsThem() {
        String report = Report.of(points(), new Rates(0.2, 1));

        assertThat(report)
                .contains("2 pictures (256x256)", "BD-rate in PSNR", "BD-rate in MS-SSIM", "-50.0 %", "+100.0 %");
        assertThat(report).doesNotContain("butteraugli");
        assertThat(report).contains("Mean lead of old in dB of PSNR", "-2.08 (1)");
        // 0.3 bits per pixel are 2458 bytes, which the old codec does not reach on the hard picture.
        assertThat(report.lines().filter(line -> line.startsWith("old ")).toList())
                .anyMatch(line -> line.contains(" - ") && line.contains("0.366 to 1.953"));
    }
}
