package org.sdcodec.benchmarks.rd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateCurveTest {
    private static final double[] LADDER = {1000, 1500, 2300, 4000, 7000, 9000, 16000, 30000};

    private static RateCurve psnr(List<RatePoint> points) {
        return RateCurve.of(points, Metric.PSNR).orElseThrow();
    }

    @Test
    void goesThroughItsPointsInWhateverOrderTheyCome() {
        List<RatePoint> points = new ArrayList<>(Points.of("c", "p", bytes -> 15 + Math.sqrt(bytes) / 8, LADDER));
        Collections.shuffle(points, new Random(1));

        RateCurve curve = psnr(points);

        for (RatePoint p : points) {
            assertThat(curve.qualityAt(p.bitsPerPixel())).isCloseTo(p.value(Metric.PSNR), within(1e-9));
        }
        assertThat(curve.minRate()).isCloseTo(Points.rate(1000), within(1e-12));
        assertThat(curve.maxRate()).isCloseTo(Points.rate(30000), within(1e-12));
    }

    @Test
    void isStraightBetweenPointsOfALine() {
        RateCurve curve = psnr(Points.of("c", "p", bytes -> 3 * Math.log(bytes), LADDER));

        assertThat(curve.qualityAt(Points.rate(3333))).isCloseTo(3 * Math.log(3333), within(1e-9));
        double low = 3 * Math.log(1100);
        double high = 3 * Math.log(20000);
        // ln rate is q / 3 plus a constant, so its mean is that at the middle.
        double middle = (low + high) / 2 / 3 + Math.log(Points.rate(1));
        assertThat(curve.integratedLogRate(low, high)).isCloseTo(middle * (high - low), within(1e-9));
    }

    @Test
    void leavesOutFilesThatAreLargerAndNoBetter() {
        List<RatePoint> points = new ArrayList<>(Points.of("c", "p", bytes -> 3 * Math.log(bytes), LADDER));
        RateCurve without = psnr(points);
        points.add(Points.of("c", "p", 8000, 3 * Math.log(7000)));
        points.add(Points.of("c", "p", 7000, 5));
        points.add(Points.of("c", "p", 40000, 3 * Math.log(30000) - 1));

        RateCurve with = psnr(points);

        assertThat(with.maxRate()).isEqualTo(without.maxRate());
        assertThat(with.qualityAt(Points.rate(8500))).isEqualTo(without.qualityAt(Points.rate(8500)));
    }

    @Test
    void knowsTheQualitiesBetweenTwoRates() {
        RateCurve curve = psnr(Points.of("c", "p", bytes -> 3 * Math.log(bytes), LADDER));

        double[] some =
                curve.qualities(new Rates(Points.rate(2000), Points.rate(1e6))).orElseThrow();

        assertThat(some[0]).isCloseTo(3 * Math.log(2000), within(1e-9));
        assertThat(some[1]).isCloseTo(3 * Math.log(30000), within(1e-9));
        assertThat(curve.qualities(new Rates(Points.rate(1), Points.rate(999)))).isEmpty();
        assertThat(curve.reaches(Points.rate(999))).isFalse();
        assertThat(curve.reaches(Points.rate(1001))).isTrue();
    }

    @Test
    void needsFivePointsWithAFiniteValue() {
        List<RatePoint> four = Points.of("c", "p", bytes -> 3 * Math.log(bytes), 1000, 2000, 4000, 8000);
        List<RatePoint> infinite = new ArrayList<>(four);
        infinite.add(Points.of("c", "p", 16000, Double.POSITIVE_INFINITY));
        List<RatePoint> missing = new ArrayList<>(four);
        missing.add(Points.of("c", "p", 16000, Double.NaN));
        List<RatePoint> five = new ArrayList<>(four);
        five.add(Points.of("c", "p", 16000, 30));

        assertThat(RateCurve.of(four, Metric.PSNR)).isEmpty();
        assertThat(RateCurve.of(infinite, Metric.PSNR)).isEmpty();
        assertThat(RateCurve.of(missing, Metric.PSNR)).isEmpty();
        assertThat(RateCurve.of(five, Metric.PSNR)).isPresent();
    }

    @Test
    void everyMetricGoesToItsScaleAndBack() {
        assertThat(Metric.MS_SSIM.toScale(0.99)).isCloseTo(20, within(1e-9));
        assertThat(Metric.BUTTERAUGLI.toScale(1.5)).isLessThan(Metric.BUTTERAUGLI.toScale(1.4));
        for (Metric metric : Metric.values()) {
            assertThat(metric.fromScale(metric.toScale(0.9375))).isCloseTo(0.9375, within(1e-12));
        }
    }

    @Test
    void readsARange() {
        assertThat(Rates.parse("0.08-0.5")).isEqualTo(new Rates(0.08, 0.5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0.1", "0.5-0.1", "0-1", "-1-2", "a-b", "0.1-0.2-0.3", "0.1-NaN", "0.1-Infinity"})
    void refusesWhatIsNoRange(String text) {
        assertThatThrownBy(() -> Rates.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a range of rates");
    }
}
