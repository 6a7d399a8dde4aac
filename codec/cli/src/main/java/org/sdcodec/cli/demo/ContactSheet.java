package org.sdcodec.cli.demo;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sdcodec.Picture;
import org.sdcodec.imageio.BufferedImages;
import org.sdcodec.scene.StrokeFont;

/**
 * A sheet of pictures in rows, each with lines of text under it. Needs no fonts.
 *
 * <p>Pictures keep their pixels if they fit into the cell; larger ones are reduced by whole factors. Not thread-safe.
 */
public final class ContactSheet {
    private static final int MARGIN = 16;
    private static final int LINE = 20;
    private static final double TEXT_UNIT = 2;
    private static final double TITLE_UNIT = 3.5;
    private static final int BACKGROUND = 0x202226;
    private static final int TITLE_COLOR = 0xffffff;
    private static final int FIRST_LINE_COLOR = 0xf0f0f0;
    private static final int LINE_COLOR = 0xb4b8c0;

    /**
     * A picture and what stands under it.
     *
     * @param picture laid on white if it has alpha
     * @param caption lines of ASCII text; a line that is wider than the picture is cut off at the next cell
     */
    public record Cell(Picture picture, List<String> caption) {
        /** Copies the caption. */
        public Cell {
            caption = List.copyOf(caption);
        }
    }

    private final String title;
    private final int maxSide;
    private final List<List<Cell>> rows = new ArrayList<>();

    /**
     * @param title stands above everything; may be empty
     * @param maxSide the longest side a picture may have on the sheet, at least 1
     */
    public ContactSheet(String title, int maxSide) {
        if (maxSide < 1) {
            throw new IllegalArgumentException("pictures on a contact sheet need at least 1 pixel, not " + maxSide);
        }
        this.title = title;
        this.maxSide = maxSide;
    }

    /** Adds a row of pictures below the others; rows may differ in length and size. */
    public void addRow(Cell... cells) {
        rows.add(Arrays.stream(cells)
                .map(cell -> new Cell(reduced(cell.picture().onWhite()), cell.caption()))
                .toList());
    }

    /** Composes the sheet: opaque, as large as its content. */
    public Picture render() {
        int[] columns = columnWidths();
        int titleHeight = title.isEmpty() ? 0 : (int) (StrokeFont.LINE_HEIGHT * TITLE_UNIT) + MARGIN;
        int width = Math.max(
                Arrays.stream(columns).sum() + MARGIN * (columns.length + 1),
                (int) (StrokeFont.width(title) * TITLE_UNIT) + 2 * MARGIN);
        int height = MARGIN
                + titleHeight
                + rows.stream().mapToInt(ContactSheet::rowHeight).sum();
        BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] background = new int[width];
        Arrays.fill(background, BACKGROUND);
        for (int y = 0; y < height; y++) {
            sheet.setRGB(0, y, width, 1, background, 0, width);
        }
        Lettering.draw(sheet, title, MARGIN, MARGIN, TITLE_UNIT, TITLE_COLOR);
        int y = MARGIN + titleHeight;
        for (List<Cell> row : rows) {
            int x = MARGIN;
            for (int c = 0; c < row.size(); c++) {
                place(sheet, row.get(c), x, y, columns[c]);
                x += columns[c] + MARGIN;
            }
            y += rowHeight(row);
        }
        return BufferedImages.toPicture(sheet);
    }

    private int[] columnWidths() {
        int[] widths = new int[rows.stream().mapToInt(List::size).max().orElse(0)];
        for (List<Cell> row : rows) {
            for (int c = 0; c < row.size(); c++) {
                widths[c] = Math.max(widths[c], row.get(c).picture().width());
            }
        }
        return widths;
    }

    private static int rowHeight(List<Cell> row) {
        int picture = row.stream().mapToInt(c -> c.picture().height()).max().orElse(0);
        int lines = row.stream().mapToInt(c -> c.caption().size()).max().orElse(0);
        return picture + MARGIN / 2 + lines * LINE + MARGIN;
    }

    private static void place(BufferedImage sheet, Cell cell, int x, int y, int column) {
        Picture picture = cell.picture();
        int w = picture.width();
        int h = picture.height();
        sheet.setRGB(x, y, w, h, picture.toArray(), 0, w);
        // Whole letters that fit beside the next cell.
        int letters = Math.max(0, (int) ((column + MARGIN / 2) / (StrokeFont.ADVANCE * TEXT_UNIT)));
        int top = y + h + MARGIN / 2;
        for (int i = 0; i < cell.caption().size(); i++) {
            String line = cell.caption().get(i);
            String fitting = line.substring(0, Math.min(letters, line.length()));
            int color = i == 0 ? FIRST_LINE_COLOR : LINE_COLOR;
            Lettering.draw(sheet, fitting, x, top + i * LINE, TEXT_UNIT, color);
        }
    }

    /** Means of k x k pixels, for the smallest k that makes the picture fit; blocks at the edge may be smaller. */
    private Picture reduced(Picture picture) {
        int w = picture.width();
        int h = picture.height();
        int k = (Math.max(w, h) + maxSide - 1) / maxSide;
        if (k == 1) {
            return picture;
        }
        int columns = (w + k - 1) / k;
        int[] means = new int[columns * ((h + k - 1) / k)];
        for (int i = 0; i < means.length; i++) {
            int x = i % columns * k;
            int y = i / columns * k;
            means[i] = mean(picture.cropped(x, y, Math.min(k, w - x), Math.min(k, h - y))
                    .toArray());
        }
        return Picture.opaque(columns, means.length / columns, means);
    }

    private static int mean(int[] pixels) {
        int rgb = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            long sum = 0;
            for (int p : pixels) {
                sum += p >> shift & 255;
            }
            rgb |= (int) ((sum + pixels.length / 2) / pixels.length) << shift;
        }
        return rgb;
    }
}
