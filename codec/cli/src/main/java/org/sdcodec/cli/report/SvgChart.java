package org.sdcodec.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Curves over a logarithmic rate, as one {@code svg} element without style: lines and marks have the classes {@code
 * c0}, {@code c1} and so on, to which the page gives colors. A curve of many points has no marks. Not thread-safe.
 */
public final class SvgChart {

    private static final int WIDTH = 560;
    private static final int HEIGHT = 340;
    private static final int LEFT = 52;
    private static final int RIGHT = 14;
    private static final int TOP = 14;
    private static final int BOTTOM = 44;
    private static final int CLASSES = 8;
    private static final int Y_TICKS = 6;
    private static final double MARK = 3.2;
    private static final int MAX_MARKS = 32;
    private static final double[] STEPS = {1, 2, 5};

    /**
     * A point of a curve.
     *
     * @param rate above 0
     * @param value finite
     * @param label what the point is, for people who point at it
     */
    public record Point(double rate, double value, String label) {}

    private record Curve(String name, List<Point> points) {}

    private final String title;
    private final String rateTitle;
    private final List<Curve> curves = new ArrayList<>();

    /**
     * @param title what is measured
     * @param rateTitle what the rate is, with its unit
     */
    public SvgChart(String title, String rateTitle) {
        this.title = title;
        this.rateTitle = rateTitle;
    }

    /** Adds a curve; one without points takes part in the colors only. */
    public SvgChart add(String name, List<Point> points) {
        curves.add(new Curve(
                name,
                points.stream()
                        .sorted((a, b) -> Double.compare(a.rate(), b.rate()))
                        .toList()));
        return this;
    }

    /** The chart, empty if there is no point. */
    public String svg() {
        List<Point> all = curves.stream().flatMap(c -> c.points().stream()).toList();
        if (all.isEmpty()) {
            return "";
        }
        Axis x = Axis.logarithmic(all.stream().mapToDouble(Point::rate).toArray());
        Axis y = Axis.linear(all.stream().mapToDouble(Point::value).toArray());
        StringBuilder svg = new StringBuilder(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                WIDTH, HEIGHT, escape(title + " over " + rateTitle + "; the numbers are in the table")));
        grid(svg, x, y);
        for (int i = 0; i < curves.size(); i++) {
            curve(svg, curves.get(i), i % CLASSES, x, y);
        }
        return svg.append("</svg>").toString();
    }

    private void grid(StringBuilder svg, Axis x, Axis y) {
        for (double tick : y.ticks()) {
            double at = y(y, tick);
            svg.append(format("<path class=\"grid\" d=\"M%d %.1fH%d\"/>", LEFT, at, WIDTH - RIGHT));
            svg.append(
                    format("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 7, at + 4, label(tick)));
        }
        for (double tick : x.ticks()) {
            double at = x(x, tick);
            svg.append(format("<path class=\"grid\" d=\"M%.1f %dV%d\"/>", at, TOP, HEIGHT - BOTTOM));
            svg.append(format(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    at, HEIGHT - BOTTOM + 17, label(tick)));
        }
        svg.append(format(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, escape(rateTitle)));
    }

    private static void curve(StringBuilder svg, Curve curve, int style, Axis x, Axis y) {
        if (curve.points.isEmpty()) {
            return;
        }
        svg.append(format("<g class=\"c%d\"><polyline points=\"", style));
        for (Point p : curve.points) {
            svg.append(format("%.1f,%.1f ", x(x, p.rate), y(y, p.value)));
        }
        svg.append("\"/>");
        for (Point p : curve.points.size() > MAX_MARKS ? List.<Point>of() : curve.points) {
            svg.append(format(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>%s</title></circle>",
                    x(x, p.rate), y(y, p.value), MARK, escape(curve.name + ": " + p.label)));
        }
        svg.append("</g>");
    }

    /** The names of the curves, in the order of their classes. */
    public List<String> names() {
        return curves.stream().map(Curve::name).toList();
    }

    /** The names of the curves with their colors, as an {@code ul} element. */
    public String legend() {
        StringBuilder list = new StringBuilder("<ul class=\"legend\">");
        for (int i = 0; i < curves.size(); i++) {
            if (curves.get(i).points.isEmpty()) {
                continue;
            }
            list.append(format("<li class=\"c%d\">%s</li>", i % CLASSES, escape(curves.get(i).name)));
        }
        return list.append("</ul>").toString();
    }

    private static double x(Axis axis, double rate) {
        return LEFT + axis.part(rate) * (WIDTH - LEFT - RIGHT);
    }

    private static double y(Axis axis, double value) {
        return HEIGHT - BOTTOM - axis.part(value) * (HEIGHT - TOP - BOTTOM);
    }

    private static String label(double tick) {
        return tick == Math.rint(tick) && Math.abs(tick) < 1e9
                ? String.format(Locale.ROOT, "%,d", (long) tick)
                : String.valueOf((float) tick);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** Text for HTML and SVG, in elements and in attributes. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /**
     * An axis.
     *
     * @param low and {@code high}: its ends, as they are or as logarithms
     */
    private record Axis(double low, double high, boolean isLogarithmic, List<Double> ticks) {

        private static final double MARGIN = 0.04;

        static Axis linear(double... values) {
            double[] ends = ends(values);
            double step = step((ends[1] - ends[0]) / Y_TICKS);
            List<Double> ticks = new ArrayList<>();
            for (long k = (long) Math.ceil(ends[0] / step); k * step <= ends[1]; k++) {
                ticks.add(k * step);
            }
            return new Axis(ends[0], ends[1], false, ticks);
        }

        static Axis logarithmic(double... values) {
            double[] logarithms = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                logarithms[i] = Math.log10(values[i]);
            }
            double[] ends = ends(logarithms);
            List<Double> ticks = new ArrayList<>();
            for (int power = (int) Math.floor(ends[0]); power <= ends[1]; power++) {
                for (double step : STEPS) {
                    double tick = power < 0 ? step / Math.pow(10, -power) : step * Math.pow(10, power);
                    if (Math.log10(tick) >= ends[0] && Math.log10(tick) <= ends[1]) {
                        ticks.add(tick);
                    }
                }
            }
            return new Axis(ends[0], ends[1], true, ticks);
        }

        private static double[] ends(double... values) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (double value : values) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
            double margin = high > low ? (high - low) * MARGIN : Math.max(MARGIN, Math.abs(high) * MARGIN);
            return new double[] {low - margin, high + margin};
        }

        /** The next larger of 1, 2 and 5 times a power of ten. */
        private static double step(double least) {
            double power = Math.pow(10, Math.floor(Math.log10(least)));
            for (double step : STEPS) {
                if (step * power >= least) {
                    return step * power;
                }
            }
            return 10 * power;
        }

        double part(double value) {
            return ((isLogarithmic ? Math.log10(value) : value) - low) / (high - low);
        }
    }
}
