package org.sdcodec.benchmarks.rd;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Picture;
import org.sdcodec.benchmarks.plots.Plots;
import org.sdcodec.cli.file.AtomicFile;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.ImageFormat;

/** The folder of a run's results. */
final class RdFolder {
    private final Path folder;
    private final PrintStream out;
    private final PrintStream err;
    private final boolean charts;
    private final Integer sheetQuality;
    private final RdPage page;

    /**
     * Makes the folder if it does not exist.
     *
     * @param out receives the tables, too
     * @param charts whether to draw them
     * @param sheetQuality of sheets as JPEG; null for PNG
     * @param page null for none
     */
    RdFolder(Path folder, PrintStream out, PrintStream err, boolean charts, Integer sheetQuality, RdPage page)
            throws IOException {
        this.folder = folder;
        this.out = out;
        this.err = err;
        this.charts = charts;
        this.sheetQuality = sheetQuality;
        this.page = page;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IOException("cannot make the folder '" + folder + "': " + AtomicFile.reason(e), e);
        }
    }

    /** Writes what has been measured, so that {@code --reuse} can take up a run that was interrupted. */
    void points(List<RatePoint> points) throws IOException {
        PointFile.write(folder.resolve("rd.csv"), points);
    }

    /** Writes a picture by all codecs at one rate. */
    void sheet(TestPicture picture, double rate, EqualSizeSheet sheet) throws IOException {
        String name = String.format(Locale.ROOT, "sheet-%s-%.2f", picture.name().replace('/', '-'), rate);
        Picture rendered = sheet.render();
        ImageFormat format = sheetQuality == null ? ImageFormat.PNG : ImageFormat.JPEG;
        int quality = sheetQuality == null ? EncodeOptions.MAX_QUALITY : sheetQuality;
        write(
                name + "." + format.extensions().get(0),
                file -> ImageFiles.write(rendered, format, quality, file.stream()));
        if (page != null) {
            page.add(picture.name(), sheet);
        }
    }

    /** Writes tables, charts and page. Returns whether there was anything to write. */
    boolean report(List<RatePoint> points, Rates range) throws IOException {
        if (points.isEmpty()) {
            err.println("rd: there are no figures of any codec");
            return false;
        }
        String tables = Report.of(points, range);
        out.print(tables);
        write("tables.txt", file -> file.stream().write(tables.getBytes(StandardCharsets.UTF_8)));
        CurveSet curves = new CurveSet(points);
        if (charts) {
            for (Metric metric : Metric.values()) {
                Optional<XYChart> chart = Charts.draw(curves, metric, range);
                if (chart.isPresent()) {
                    Plots.write(chart.get(), folder.resolve(metric.fileName() + ".png"));
                }
            }
        }
        if (page != null) {
            byte[] html = page.bytes(curves, range, tables);
            write("report.html", file -> file.stream().write(html));
        }
        err.println("written to " + folder);
        return true;
    }

    private interface Content {
        void writeTo(AtomicFile file) throws IOException;
    }

    private void write(String name, Content content) throws IOException {
        try (AtomicFile file = AtomicFile.create(folder.resolve(name), true)) {
            content.writeTo(file);
            file.commit();
        }
    }
}
