package org.sdcodec.benchmarks.rd;

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
        boolean empty = true;
        for (int i = 0; i < curves.codecs().size(); i++) {
            String codec = curves.codecs().get(i);
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
                XYSeries series = chart.addSeries(codec, x, y);
                series.setMarker(SeriesMarkers.NONE);
                series.setLineColor(Plots.colour(i));
                empty = false;
            }
        }
        return empty ? Optional.empty() : Optional.of(chart);
    }
}
