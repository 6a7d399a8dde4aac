package org.sdcodec.benchmarks.rd;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sdcodec.cli.report.HtmlReport;
import org.sdcodec.cli.report.SvgChart;

/** A run's results as a page in one file. */
final class RdPage {
    private record Compared(String picture, EqualSizeSheet sheet) {}

    private final List<Compared> compared = new ArrayList<>();

    /** Adds a picture by all codecs at one rate. */
    void add(String picture, EqualSizeSheet sheet) {
        compared.add(new Compared(picture, sheet));
    }

    /** The page: mean curves, pictures with a divider, tables. */
    byte[] bytes(CurveSet curves, Rates range, String tables) {
        HtmlReport page = new HtmlReport("Rate and distortion");
        page.paragraph(curves.pictures() == 1 ? "One picture" : "Mean of " + curves.pictures() + " pictures");
        for (Metric metric : Metric.values()) {
            SvgChart chart = new SvgChart(metric.axis(), "bits per pixel");
            List<Charts.Curve> drawn = Charts.curves(curves, metric, range);
            // Every codec has its color in every chart, also where it has no curve.
            for (String codec : curves.codecs()) {
                chart.add(
                        codec,
                        drawn.stream()
                                .filter(curve -> curve.codec().equals(codec))
                                .findFirst()
                                .map(RdPage::points)
                                .orElse(List.of()));
            }
            if (!chart.svg().isEmpty()) {
                page.heading(metric.axis()).chart(chart);
            }
        }
        for (Compared each : compared) {
            page.heading(each.picture() + ", " + each.sheet().title())
                    .viewer(each.sheet().cells().stream()
                            .map(cell -> new HtmlReport.Layer(
                                    String.join(", ", cell.caption()),
                                    cell.picture().onWhite()))
                            .toList());
        }
        return page.heading("Tables").text(tables).bytes();
    }

    private static List<SvgChart.Point> points(Charts.Curve curve) {
        List<SvgChart.Point> points = new ArrayList<>();
        for (int i = 0; i < curve.rates().length; i++) {
            double rate = curve.rates()[i];
            double value = curve.values()[i];
            points.add(new SvgChart.Point(
                    rate, value, String.format(Locale.ROOT, "%.3f bits per pixel, %.3f", rate, value)));
        }
        return points;
    }
}
