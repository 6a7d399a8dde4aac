package org.sdcodec.cli.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.sdcodec.EncodeOptions;
import org.sdcodec.Metadata;
import org.sdcodec.Picture;
import org.sdcodec.cli.image.ImageFiles;
import org.sdcodec.cli.image.ImageFormat;
import org.sdcodec.cli.studio.web.PageFiles;

/**
 * A page in one file, which needs no other: pictures over each other with a divider, charts, tables. All text is
 * escaped. Not thread-safe.
 */
public final class HtmlReport {

    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>%s</title>
            <style>
            %s
            main { max-width: 80rem; margin: 0 auto; padding: 0.5rem clamp(0.75rem, 3vw, 2rem) 2rem; }
            h1 { font-size: 1.5rem; overflow-wrap: anywhere; }
            pre { overflow-x: auto; font-size: 0.8125rem; }
            .choices { display: flex; flex-wrap: wrap; gap: 0.4rem; margin-top: 0.6rem; align-items: center; }
            .choices button { font-size: 0.875rem; }
            </style>
            </head>
            <body><main>
            <h1>%s</h1>
            """;

    private static final String VIEWER = """
            <div class="viewer" data-width="%d" data-height="%d">
            """;

    private static final String SCRIPT = """
            for (const root of document.querySelectorAll(".viewer")) {
              const viewer = new Viewer(root);
              viewer.size(Number(root.dataset.width), Number(root.dataset.height));
              const show = button => {
                const side = button.dataset.side;
                root.querySelectorAll(`[data-side="${side}"]`).forEach(each =>
                  each.setAttribute("aria-pressed", String(each === button)));
                viewer[side](root.querySelector(`img[data-name="${button.dataset.name}"]`).src, button.dataset.label);
              };
              root.querySelectorAll("[data-side]").forEach(button => {
                button.addEventListener("click", () => show(button));
                if (button.getAttribute("aria-pressed") === "true") {
                  show(button);
                }
              });
            }
            """;

    /**
     * A picture of a viewer.
     *
     * @param label for people
     * @param picture of the size of the viewer's others
     */
    public record Layer(String label, Picture picture) {}

    private final StringBuilder body = new StringBuilder();
    private final String title;

    /** @param title stands above everything */
    public HtmlReport(String title) {
        this.title = title;
    }

    /** Begins a section. */
    public HtmlReport heading(String text) {
        body.append("<h2>").append(SvgChart.escape(text)).append("</h2>\n");
        return this;
    }

    /** Adds a paragraph. */
    public HtmlReport paragraph(String text) {
        body.append("<p>").append(SvgChart.escape(text)).append("</p>\n");
        return this;
    }

    /** Adds text as it is, in letters of one width. */
    public HtmlReport text(String text) {
        body.append("<pre tabindex=\"0\" role=\"group\" aria-label=\"Numbers\">")
                .append(SvgChart.escape(text))
                .append("</pre>\n");
        return this;
    }

    /** Adds a chart with its legend. */
    public HtmlReport chart(SvgChart chart) {
        body.append("<div class=\"card\">")
                .append(chart.legend())
                .append(chart.svg())
                .append("</div>\n");
        return this;
    }

    /** Adds a table; numbers stand at the right. */
    public HtmlReport table(List<String> heads, List<List<String>> rows) {
        body.append("<div class=\"scroll\"><table><thead>");
        row("th scope=\"col\"", "th", heads);
        body.append("</thead><tbody>");
        rows.forEach(cells -> row("td", "td", cells));
        body.append("</tbody></table></div>\n");
        return this;
    }

    private void row(String begin, String end, List<String> cells) {
        body.append("<tr>");
        cells.forEach(cell -> body.append('<')
                .append(begin)
                .append('>')
                .append(SvgChart.escape(cell))
                .append("</")
                .append(end)
                .append('>'));
        body.append("</tr>");
    }

    /**
     * Adds pictures over each other: the first at the left of the divider, the second at its right, and buttons for all.
     *
     * @param layers at least two, of one size
     */
    public HtmlReport viewer(List<Layer> layers) {
        Picture first = layers.get(0).picture();
        body.append(VIEWER.formatted(first.width(), first.height()));
        List<String> sides = List.of("left", "right");
        for (String side : sides) {
            body.append("<div class=\"choices\" role=\"group\" aria-label=\"At the ")
                    .append(side)
                    .append("\"><span class=\"quiet\">At the ")
                    .append(side)
                    .append(":</span>");
            for (int i = 0; i < layers.size(); i++) {
                String label = SvgChart.escape(layers.get(i).label());
                body.append(
                                "<button type=\"button\" data-side=\"%s\" data-name=\"%d\" data-label=\"%s\" aria-pressed=\"%s\">"
                                        .formatted(side, i, label, i == sides.indexOf(side)))
                        .append(label)
                        .append("</button>");
            }
            body.append("</div>");
        }
        List<String> images = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            images.add("<img hidden alt=\"\" data-name=\"" + i + "\" src=\""
                    + address(layers.get(i).picture()) + "\">");
        }
        body.append(String.join("\n", images)).append("</div>\n");
        return this;
    }

    private static String address(Picture picture) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageFiles.write(picture.withMetadata(Metadata.NONE), ImageFormat.PNG, EncodeOptions.MAX_QUALITY, png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
    }

    /** The whole page in UTF-8. */
    public byte[] bytes() {
        String name = SvgChart.escape(title);
        String page =
                HEAD.formatted(name, PageFiles.text("viewer.css"), name) + body + "</main>\n<script type=\"module\">\n"
                        + PageFiles.text("viewer.js") + SCRIPT + "</script>\n</body></html>\n";
        return page.getBytes(StandardCharsets.UTF_8);
    }
}
