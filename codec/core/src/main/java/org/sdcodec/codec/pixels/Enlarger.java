package org.sdcodec.codec.pixels;

import java.util.Arrays;
import org.sdcodec.Picture;
import org.sdcodec.engine.network.Area;
import org.sdcodec.vae.PixelSink;
import org.sdcodec.vae.PixelSource;

/**
 * Makes the pixels of a picture of those of a smaller one, as a decoder gives them: bicubic interpolation, down the
 * columns first, then
 * along the rows, the four terms of each sum added in order. Keeps only the rows that are still needed.
 */
public final class Enlarger implements PixelSink {
    private static final int COLORS = 3;

    /** Bytes that it keeps of each coded pixel at most. */
    public static final int CODED_PIXEL_BYTES = COLORS * Float.BYTES;

    private final CubicTaps vertical;
    private final CubicTaps horizontal;
    private final Area region;
    private final Area coded;
    private final PixelSink sink;
    private final float[][] rows;
    /** For each column of the region, where its four samples begin in a row, and their weights. */
    private final int[] places;

    private final float[] weights;
    private int rowsDone;
    private int rowsDropped;

    /**
     * @param height of the picture
     * @param width of the picture
     * @param codedHeight of the smaller picture
     * @param codedWidth of the smaller picture
     * @param region of the picture that is wanted
     * @param sink receives it
     */
    public Enlarger(int height, int width, int codedHeight, int codedWidth, Area region, PixelSink sink) {
        this.vertical = new CubicTaps(codedHeight, height);
        this.horizontal = new CubicTaps(codedWidth, width);
        this.region = region;
        this.coded = coded(height, width, codedHeight, codedWidth, region);
        this.sink = sink;
        this.rows = new float[coded.height()][];
        this.places = new int[region.width() * CubicTaps.COUNT];
        this.weights = new float[region.width() * CubicTaps.COUNT];
        float[] four = new float[CubicTaps.COUNT];
        for (int x = 0; x < region.width(); x++) {
            int first = horizontal.first(region.left() + x);
            horizontal.weights(region.left() + x, four);
            for (int k = 0; k < CubicTaps.COUNT; k++) {
                places[x * CubicTaps.COUNT + k] = (horizontal.limited(first + k) - coded.left()) * COLORS;
                weights[x * CubicTaps.COUNT + k] = four[k];
            }
        }
    }

    /** A picture enlarged to a size that is at least its own. */
    public static Picture enlarged(Picture small, int width, int height) {
        Area all = new Area(0, 0, height, width);
        PictureSink pixels = new PictureSink(all, 1, null, width);
        Enlarger enlarger = new Enlarger(height, width, small.height(), small.width(), all, pixels);
        PixelSource source = PixelTensors.source(small);
        float[] row = new float[small.width() * COLORS];
        for (int y = 0; y < small.height(); y++) {
            source.read(y, row, 0);
            enlarger.write(y, row, 0);
            enlarger.onRows(y + 1);
        }
        return pixels.picture();
    }

    /** The pixels of the smaller picture on which a region of the picture depends. */
    public static Area coded(int height, int width, int codedHeight, int codedWidth, Area region) {
        CubicTaps vertical = new CubicTaps(codedHeight, height);
        CubicTaps horizontal = new CubicTaps(codedWidth, width);
        int top = vertical.limited(vertical.first(region.top()));
        int left = horizontal.limited(horizontal.first(region.left()));
        int bottom = vertical.limited(vertical.first(region.bottom() - 1) + CubicTaps.COUNT - 1) + 1;
        int right = horizontal.limited(horizontal.first(region.right() - 1) + CubicTaps.COUNT - 1) + 1;
        return new Area(top, left, bottom - top, right - left);
    }

    /** The pixels that this expects, of the smaller picture. */
    public Area coded() {
        return coded;
    }

    @Override
    public void write(int y, float[] from, int offset) {
        rows[y] = Arrays.copyOfRange(from, offset, offset + coded.width() * COLORS);
    }

    @Override
    public void onRows(int end) {
        float[] four = new float[CubicTaps.COUNT];
        float[][] of = new float[CubicTaps.COUNT][];
        float[] between = new float[coded.width() * COLORS];
        float[] row = new float[region.width() * COLORS];
        for (; rowsDone < region.height(); rowsDone++) {
            int first = vertical.first(region.top() + rowsDone);
            if (place(first + CubicTaps.COUNT - 1) >= end) {
                return;
            }
            for (int k = 0; k < CubicTaps.COUNT; k++) {
                of[k] = rows[place(first + k)];
            }
            vertical.weights(region.top() + rowsDone, four);
            for (int i = 0; i < between.length; i++) {
                between[i] = four[0] * of[0][i] + four[1] * of[1][i] + four[2] * of[2][i] + four[3] * of[3][i];
            }
            widen(between, row);
            sink.write(rowsDone, row, 0);
            sink.onRows(rowsDone + 1);
            for (; rowsDropped < place(first); rowsDropped++) {
                rows[rowsDropped] = null;
            }
        }
    }

    /** The place among the expected rows of a coded row. */
    private int place(int codedRow) {
        return vertical.limited(codedRow) - coded.top();
    }

    private void widen(float[] from, float[] to) {
        for (int x = 0, w = 0; x < region.width(); x++, w += CubicTaps.COUNT) {
            for (int c = 0; c < COLORS; c++) {
                to[x * COLORS + c] = weights[w] * from[places[w] + c]
                        + weights[w + 1] * from[places[w + 1] + c]
                        + weights[w + 2] * from[places[w + 2] + c]
                        + weights[w + 3] * from[places[w + 3] + c];
            }
        }
    }
}
