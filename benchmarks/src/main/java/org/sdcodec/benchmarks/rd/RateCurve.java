package org.sdcodec.benchmarks.rd;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hipparchus.analysis.interpolation.AkimaSplineInterpolator;
import org.hipparchus.analysis.polynomials.PolynomialFunction;
import org.hipparchus.analysis.polynomials.PolynomialSplineFunction;

/**
 * What one codec reaches on one picture in one metric: quality on the metric's scale over the logarithm of the rate,
 * and the other way round, interpolated by Akima's piecewise cubics (H. Akima, "A new method of interpolation and
 * smooth curve fitting based on local procedures", Journal of the ACM 17 (4), 1970).
 *
 * <p>Akima's is what C. Herglotz et al., "Beyond Bjøntegaard: Limits of video compression performance comparisons",
 * ICIP 2022, recommend after comparing it with cubic splines and PCHIP on densely measured curves.
 *
 * <p>Only points that are worth having count: a file that is larger than another and no better is left out.
 */
final class RateCurve {
    /** What Akima's method needs. */
    static final int MIN_POINTS = 5;

    private final double[] logRates;
    private final double[] qualities;
    private final PolynomialSplineFunction qualityOfLogRate;
    private final PolynomialSplineFunction logRateOfQuality;

    private RateCurve(double[] logRates, double[] qualities) {
        this.logRates = logRates;
        this.qualities = qualities;
        qualityOfLogRate = new AkimaSplineInterpolator().interpolate(logRates, qualities);
        logRateOfQuality = new AkimaSplineInterpolator().interpolate(qualities, logRates);
    }

    /**
     * Makes a curve of points of one codec and one picture.
     *
     * @param points in any order; those where the metric is missing or infinite are left out
     * @return nothing if fewer than {@link #MIN_POINTS} are left
     */
    static Optional<RateCurve> of(List<RatePoint> points, Metric metric) {
        List<double[]> worthwhile = new ArrayList<>();
        points.stream()
                .map(p -> new double[] {Math.log(p.bitsPerPixel()), metric.toScale(p.value(metric))})
                .filter(p -> Double.isFinite(p[1]))
                .sorted(Comparator.<double[]>comparingDouble(p -> p[0])
                        .thenComparing(
                                Comparator.<double[]>comparingDouble(p -> p[1]).reversed()))
                .forEach(p -> {
                    if (worthwhile.isEmpty() || p[1] > worthwhile.get(worthwhile.size() - 1)[1]) {
                        worthwhile.add(p);
                    }
                });
        if (worthwhile.size() < MIN_POINTS) {
            return Optional.empty();
        }
        return Optional.of(new RateCurve(column(worthwhile, 0), column(worthwhile, 1)));
    }

    private static double[] column(List<double[]> rows, int column) {
        return rows.stream().mapToDouble(row -> row[column]).toArray();
    }

    /** The smallest file's rate, in bits per pixel. */
    double minRate() {
        return Math.exp(logRates[0]);
    }

    /** The rate of the largest file that was worth having, in bits per pixel. */
    double maxRate() {
        return Math.exp(logRates[logRates.length - 1]);
    }

    /** Whether the rate, in bits per pixel, lies between the smallest and the largest file. */
    boolean reaches(double rate) {
        return minRate() <= rate && rate <= maxRate();
    }

    /**
     * The quality, on the metric's scale, at a rate; outside of what the curve {@linkplain #reaches reaches}, that of
     * its end.
     */
    double qualityAt(double rate) {
        return qualityOfLogRate.value(clamp(Math.log(rate), logRates));
    }

    /**
     * The qualities between two rates.
     *
     * @param rates in bits per pixel
     * @return lowest and highest, or nothing if the curve has no file between these rates
     */
    Optional<double[]> qualities(Rates rates) {
        double low = Math.max(rates.low(), minRate());
        double high = Math.min(rates.high(), maxRate());
        return low >= high
                ? Optional.empty()
                : Optional.of(new double[] {clamp(qualityAt(low), qualities), clamp(qualityAt(high), qualities)});
    }

    /** The integral of the natural logarithm of the rate over the quality, between two qualities of the curve. */
    double integratedLogRate(double low, double high) {
        double[] knots = logRateOfQuality.getKnots();
        PolynomialFunction[] pieces = logRateOfQuality.getPolynomials();
        return IntStream.range(0, pieces.length)
                .filter(i -> knots[i] < high && knots[i + 1] > low)
                .mapToDouble(i -> pieces[i].integrate(
                        Math.max(low, knots[i]) - knots[i], Math.min(high, knots[i + 1]) - knots[i]))
                .sum();
    }

    private static double clamp(double value, double[] sorted) {
        return Math.min(Math.max(value, sorted[0]), sorted[sorted.length - 1]);
    }
}
