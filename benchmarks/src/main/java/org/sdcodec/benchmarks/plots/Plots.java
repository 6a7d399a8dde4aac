package org.sdcodec.benchmarks.plots;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.sdcodec.cli.file.AtomicFile;

/** The common look of the pictures of figures: one palette, one size, labels that stay readable at half the size. */
public final class Plots {
    private static final int WIDTH = 1100;
    private static final int HEIGHT = 600;
    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 20);
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 16);
    private static final Color GRID = new Color(0xdddddd);

    /** Okabe and Ito 2008: colors that people with any kind of color vision tell apart. The first is for sdcodec. */
    private static final Color[] PALETTE = {
        new Color(0xd55e00),
        new Color(0x0072b2),
        new Color(0x009e73),
        new Color(0xcc79a7),
        new Color(0xe69f00),
        new Color(0x56b4e9),
        new Color(0x555555)
    };

    private Plots() {}

    /** Lines over a numeric axis. Series take the palette's colors in the order in which they are added. */
    public static XYChart lines(String title, String xAxis, String yAxis) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(xAxis)
                .yAxisTitle(yAxis)
                .build();
        style(chart.getStyler());
        chart.getStyler().setMarkerSize(9);
        chart.getStyler().setSeriesLines(strokes());
        return chart;
    }

    /** Groups of bars. Series take the palette's colors in the order in which they are added. */
    public static CategoryChart bars(String title, String xAxis, String yAxis) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(xAxis)
                .yAxisTitle(yAxis)
                .build();
        style(chart.getStyler());
        return chart;
    }

    /** The palette's n-th color, for series that shall keep theirs where others are missing; repeated at its end. */
    public static Color color(int n) {
        return PALETTE[n % PALETTE.length];
    }

    /**
     * Writes a picture; one that is there is replaced.
     *
     * @throws IOException if it cannot be written, or if Java finds no fonts here, with a sentence that says what to
     *     install
     */
    public static void write(IChart chart, Path png) throws IOException {
        try (AtomicFile file = AtomicFile.create(png, true)) {
            ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", file.stream());
            file.commit();
        } catch (LinkageError | InternalError | NullPointerException e) {
            // What Java's font code throws without libfreetype, and with no font at all.
            throw new IOException(
                    "cannot draw '" + png + "': Java finds no fonts here; install fontconfig and a font (on Debian:"
                            + " fontconfig fonts-dejavu-core)",
                    e);
        }
    }

    private static void style(AxesChartStyler styler) {
        styler.setSeriesColors(PALETTE);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(GRID);
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setChartTitleFont(TITLE);
        styler.setAxisTitleFont(TEXT);
        styler.setAxisTickLabelsFont(TEXT);
        styler.setLegendFont(TEXT);
        styler.setLegendPosition(LegendPosition.OutsideS);
        styler.setLegendLayout(LegendLayout.Horizontal);
        styler.setLegendBorderColor(Color.WHITE);
    }

    private static BasicStroke[] strokes() {
        BasicStroke[] strokes = new BasicStroke[PALETTE.length];
        Arrays.fill(strokes, new BasicStroke(3, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        return strokes;
    }
}
