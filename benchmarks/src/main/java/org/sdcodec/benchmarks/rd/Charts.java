package org.sdcodec.benchmarks.rd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.sdcodec.benchmarks.plots.Plots;

/** Charts of mean curves. */
final class Charts {
    private static final int SAMPLES = 80;

    private Charts() {}

    /**
     * A mean curve.
     *
     * @param rates in bits per pixel, rising
     * @param values as charts show them
     */
    record Curve(String codec, double[] rates, double[] values) {}

    /**
     * Draws the mean curve of every codec in a metric, over the rates that it reaches on all pictures.
     *
     * @return nothing if no codec reaches any of the rates
     */
    static Optional<XYChart> draw(CurveSet curves, Metric metric, Rates rates) {
        XYChart chart = Plots.lines(
                curves.pictures() == 1 ? "One picture" : "Mean of " + curves.pictures() + " pictures",
                "bits per pixel",
                metric.axis());
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(rates.high()).setXAxisDecimalPattern("0.00");
        List<Curve> drawn = curves(curves, metric, rates);
        for (Curve curve : drawn) {
            XYSeries series = chart.addSeries(curve.codec(), curve.rates(), curve.values());
            series.setMarker(SeriesMarkers.NONE);
            series.setLineColor(Plots.color(curves.codecs().indexOf(curve.codec())));
        }
        return drawn.isEmpty() ? Optional.empty() : Optional.of(chart);
    }

    /** The mean curves of the codecs that reach any of the rates on all pictures. */
    static List<Curve> curves(CurveSet curves, Metric metric, Rates rates) {
        List<Curve> drawn = new ArrayList<>();
        for (String codec : curves.codecs()) {
            Optional<Rates> common = curves.commonRates(codec, metric);
            double low = Math.max(common.map(Rates::low).orElse(0.0), rates.low());
            double high = Math.min(common.map(Rates::high).orElse(0.0), rates.high());
            if (low < high) {
                double[] x = new double[SAMPLES];
                double[] y = new double[SAMPLES];
                for (int k = 0; k < SAMPLES; k++) {
                    x[k] = Math.min(high, low * Math.pow(high / low, k / (SAMPLES - 1.0)));
                    y[k] = metric.drawn(curves.mean(codec, metric, x[k]).orElseThrow());
                }
                drawn.add(new Curve(codec, x, y));
            }
        }
        return drawn;
    }
}
