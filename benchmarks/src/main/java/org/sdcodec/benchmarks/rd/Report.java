package org.sdcodec.benchmarks.rd;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.sdcodec.cli.peer.QualityScale;

/** The tables of a run as text. */
final class Report {
    private static final List<Double> RATES = List.of(0.05, 0.08, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 1.5, 2.0);
    private static final double PERCENT = 100;
    private static final String NONE = "-";
    private static final int NAME_WIDTH = 12;
    private static final int BD_WIDTH = 14;
    private static final int RATE_WIDTH = 8;
    private static final int LEAD_WIDTH = 11;

    private final CurveSet curves;
    private final Rates rates;
    private final StringBuilder text = new StringBuilder();

    private Report(CurveSet curves, Rates rates) {
        this.curves = curves;
        this.rates = rates;
    }

    /** The encoders, BD-rates and means of all points. */
    static String of(List<RatePoint> points, Rates rates) {
        Report report = new Report(new CurveSet(points), rates);
        report.encoders(points);
        for (Metric metric : Metric.values()) {
            if (report.curves.has(metric)) {
                report.bdRates(metric);
                report.means(metric);
                report.leads(metric);
            }
        }
        return report.text.toString();
    }

    private void encoders(List<RatePoint> points) {
        Set<String> sizes = new LinkedHashSet<>();
        Set<String> encoders = new LinkedHashSet<>();
        for (RatePoint p : points) {
            sizes.add(p.width() + "x" + p.height());
            encoders.add(line(NAME_WIDTH, p.codec(), 0, Stream.of(" " + p.encoder())));
        }
        text.append(String.format(
                Locale.ROOT,
                "%d %s (%s), rates from %s to %s bits per pixel%n%n",
                curves.pictures(),
                curves.pictures() == 1 ? "picture" : "pictures",
                sizes.size() == 1 ? sizes.iterator().next() : "of several sizes",
                QualityScale.text(rates.low()),
                QualityScale.text(rates.high())));
        encoders.forEach(text::append);
    }

    private void bdRates(Metric metric) {
        text.append(String.format(
                "%nBD-rate in %s: bytes of the row's codec against the column's at the same quality%n",
                metric.title()));
        text.append(line(NAME_WIDTH, "", BD_WIDTH, curves.codecs().stream()));
        for (String test : curves.codecs()) {
            Function<String, String> cell =
                    reference -> test.equals(reference) ? NONE : percent(curves.bdRate(test, reference, metric, rates));
            text.append(
                    line(NAME_WIDTH, test, BD_WIDTH, curves.codecs().stream().map(cell)));
        }
    }

    private String percent(Optional<CurveSet.Mean> mean) {
        return mean.map(m -> String.format(Locale.ROOT, "%+.1f %%", PERCENT * m.value())
                        + (m.pictures() == curves.pictures() ? "" : " (" + m.pictures() + ")"))
                .orElse(NONE);
    }

    private void means(Metric metric) {
        List<Double> shown = RATES.stream().filter(rates::contains).toList();
        text.append(String.format("%nMean %s at bits per pixel%n", metric.title()));
        text.append(line(
                NAME_WIDTH,
                "",
                RATE_WIDTH,
                Stream.concat(shown.stream().map(QualityScale::text), Stream.of("   all pictures reach"))));
        for (String codec : curves.codecs()) {
            Stream<String> means = shown.stream().map(rate -> text(metric, curves.mean(codec, metric, rate)));
            String reach = curves.commonRates(codec, metric)
                    .map(r -> String.format(Locale.ROOT, "   %.3f to %.3f", r.low(), r.high()))
                    .orElse("   no rate");
            text.append(line(NAME_WIDTH, codec, RATE_WIDTH, Stream.concat(means, Stream.of(reach))));
        }
    }

    /** Of the first codec. */
    private void leads(Metric metric) {
        String first = curves.codecs().get(0);
        List<Double> shown = RATES.stream().filter(rates::contains).toList();
        text.append(String.format(
                "%nMean lead of %s in %s at bits per pixel, over the pictures that both can code there (in brackets: how many)%n",
                first, metric.lead()));
        text.append(line(NAME_WIDTH, "", LEAD_WIDTH, shown.stream().map(QualityScale::text)));
        for (String other : curves.codecs().subList(1, curves.codecs().size())) {
            text.append(line(
                    NAME_WIDTH,
                    other,
                    LEAD_WIDTH,
                    shown.stream().map(rate -> lead(curves.lead(first, other, metric, rate)))));
        }
    }

    private String lead(Optional<CurveSet.Mean> mean) {
        return mean.map(m -> String.format(Locale.ROOT, "%+.2f", m.value())
                        + (m.pictures() == curves.pictures() ? "" : " (" + m.pictures() + ")"))
                .orElse(NONE);
    }

    private static String text(Metric metric, OptionalDouble value) {
        return value.isPresent() ? metric.text(value.getAsDouble()) : NONE;
    }

    private static String line(int nameWidth, String name, int width, Stream<String> cells) {
        StringBuilder line = new StringBuilder(String.format("%-" + nameWidth + "s", name));
        cells.forEach(cell -> line.append(width == 0 ? cell : String.format("%" + width + "s", cell)));
        return line.toString().stripTrailing() + System.lineSeparator();
    }
}
