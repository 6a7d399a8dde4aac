package org.sdcodec.benchmarks.rd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BdRateTest {
    private static final Rates ALL = new Rates(1e-6, 1e6);
    private static final double[] LADDER = {1000, 1500, 2300, 4000, 7000, 9000, 16000, 30000};

    /** No straight line, so that the interpolation matters. */
    private static final DoubleUnaryOperator BENT = bytes -> 20 + 3 * Math.log(bytes / 1000) - 0.2 * bytes / 10000;

    private static RateCurve curve(DoubleUnaryOperator quality, double... bytes) {
        return RateCurve.of(Points.of("codec", "picture", quality, bytes), Metric.PSNR)
                .orElseThrow();
    }

    private static double[] times(double factor, double... values) {
        return Arrays.stream(values).map(v -> v * factor).toArray();
    }

    @ParameterizedTest
    @EnumSource(names = {"PSNR", "MS_SSIM"})
    void halfTheBytesAreMinusFiftyPercent(Metric metric) {
        List<RatePoint> reference = Points.of("a", "picture", BENT, LADDER);
        List<RatePoint> test = Points.of("b", "picture", bytes -> BENT.applyAsDouble(2 * bytes), times(0.5, LADDER));

        RateCurve a = RateCurve.of(reference, metric).orElseThrow();
        RateCurve b = RateCurve.of(test, metric).orElseThrow();

        assertThat(BdRate.of(b, a, ALL).orElseThrow()).isCloseTo(-0.5, within(1e-9));
        assertThat(BdRate.of(a, b, ALL).orElseThrow()).isCloseTo(1, within(1e-9));
    }

    @Test
    void aCurveAgainstItselfIsZero() {
        RateCurve curve = curve(BENT, LADDER);

        assertThat(BdRate.of(curve, curve, ALL).orElseThrow()).isZero();
    }

    @Test
    void linesOfDifferentSlopeHaveTheMeanOfTheirDistance() {
        // ln rate = ln 1000 + (q - 20) / 3 and ln rate = ln 1000 + (q - 20) / 4, for q from 20 up to what both reach at
        // 16000 bytes.
        RateCurve steep = curve(bytes -> 20 + 4 * Math.log(bytes / 1000), 1000, 2000, 4000, 8000, 16000);
        RateCurve flat = curve(bytes -> 20 + 3 * Math.log(bytes / 1000), 1000, 2000, 4000, 8000, 16000);
        double range = 3 * Math.log(16);
        double meanLog = (1.0 / 4 - 1.0 / 3) * range / 2;

        assertThat(BdRate.of(steep, flat, ALL).orElseThrow()).isCloseTo(Math.expm1(meanLog), within(1e-6));
    }

    @Test
    void onlyTheGivenRatesCount() {
        // As the reference up to 4000 bytes, half of the bytes above.
        DoubleUnaryOperator better = bytes -> 20 + 3 * Math.log(bytes / 1000) + (bytes > 4000 ? 3 * Math.log(2) : 0);
        RateCurve reference =
                curve(bytes -> 20 + 3 * Math.log(bytes / 1000), 1000, 1300, 1700, 2200, 3000, 4000, 8000, 16000, 32000);
        RateCurve test = curve(better, 1000, 1300, 1700, 2200, 3000, 4000, 8000, 11000, 16000, 32000);

        assertThat(BdRate.of(test, reference, new Rates(Points.rate(1000), Points.rate(2200)))
                        .orElseThrow())
                .isCloseTo(0, within(1e-9));
        assertThat(BdRate.of(test, reference, ALL).orElseThrow()).isLessThan(-0.1);
    }

    @Test
    void codecsWithoutACommonQualityHaveNone() {
        RateCurve low = curve(bytes -> 10 + Math.log(bytes), LADDER);
        RateCurve high = curve(bytes -> 30 + Math.log(bytes), LADDER);

        assertThat(BdRate.of(low, high, ALL)).isEmpty();
        assertThat(BdRate.of(low, low, new Rates(1000, 2000))).isEmpty();
    }
}
