package org.sdcodec.cli.image.tiff;

import java.awt.Point;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.util.Arrays;
import org.sdcodec.cli.image.common.DecodeContext;
import org.sdcodec.cli.image.common.UnreadableException;
import org.sdcodec.cli.image.jpeg.JpegDecoder;

/**
 * Samples compressed as JPEG: a JPEG file for each strip or tile, tables apart (TIFF Technical Note 2); or, in the
 * older form, one file for the picture (TIFF 6.0, section 22).
 */
final class TiffJpeg {
    private static final int JPEG_MARKER = 2;

    private final byte[] file;
    private final TiffDirectory directory;
    private final TiffLayout layout;
    private final TiffColors colors;
    private final DecodeContext context;

    TiffJpeg(byte[] file, TiffDirectory directory, TiffLayout layout, TiffColors colors, DecodeContext context) {
        this.file = file;
        this.directory = directory;
        this.layout = layout;
        this.colors = colors;
        this.context = context;
    }

    /** All samples; RGB for YCbCr. */
    Raster read() throws IOException {
        return layout.compression() == TiffLayout.OLD_JPEG ? readWhole() : readSegments();
    }

    /**
     * What the older form says about tables and strips next to its file is left alone: many programs wrote it wrongly.
     */
    private Raster readWhole() throws IOException {
        long at = directory.value(TiffDirectory.JPEG_INTERCHANGE_FORMAT, 0);
        if (at <= 0) {
            throw UnreadableException.unsupported(
                    "its TIFF data has JPEG compression of the oldest form; save it in another form first");
        }
        if (at > file.length - JPEG_MARKER || (file[(int) at] & 0xff) != 0xff || (file[(int) at + 1] & 0xff) != 0xd8) {
            throw UnreadableException.damaged("its JPEG data is not where it should be");
        }
        byte[] jpeg = Arrays.copyOfRange(file, (int) at, file.length);
        return JpegDecoder.decodePart(
                jpeg, new JpegDecoder.Part(layout.width(), layout.height(), layout.samples(), null), context);
    }

    private Raster readSegments() throws IOException {
        if (layout.bits() != 8) {
            throw UnreadableException.unsupported("its JPEG samples have " + layout.bits()
                    + " bits, which is not supported; save it with 8 bits first");
        }
        layout.checkSegments(directory, file.length, false);
        int planes = layout.planar() ? layout.samples() : 1;
        WritableRaster all = Raster.createInterleavedRaster(
                DataBuffer.TYPE_BYTE, layout.width(), layout.height(), layout.samples(), new Point());
        byte[] tables = directory.bytes(TiffDirectory.JPEG_TABLES);
        for (int plane = 0; plane < planes; plane++) {
            for (int row = 0; row < layout.rows(); row++) {
                for (int column = 0; column < layout.columns(); column++) {
                    int i = (plane * layout.rows() + row) * layout.columns() + column;
                    place(all, plane, row, column, read(i, row, tables));
                }
            }
        }
        return all;
    }

    private Raster read(int i, int row, byte[] tables) throws IOException {
        int from = (int) layout.offsets()[i];
        int to = from + (int) (i < layout.counts().length ? layout.counts()[i] : 0);
        if (to == from) {
            to = file.length;
        }
        byte[] segment = Arrays.copyOfRange(file, from, to);
        byte[] jpeg = segment;
        if (tables != null && tables.length > 2 * JPEG_MARKER && segment.length > JPEG_MARKER) {
            // Start and tables without their end, then the segment without its start.
            int head = tables.length - JPEG_MARKER;
            jpeg = Arrays.copyOf(tables, head + segment.length - JPEG_MARKER);
            System.arraycopy(segment, JPEG_MARKER, jpeg, head, segment.length - JPEG_MARKER);
        }
        int height = layout.tiled() ? layout.segmentHeight() : layout.rowsOf(row);
        int samples = layout.planar() ? 1 : layout.samples();
        return JpegDecoder.decodePart(
                jpeg, new JpegDecoder.Part(layout.segmentWidth(), height, samples, colors.isYcc()), context);
    }

    private void place(WritableRaster all, int plane, int row, int column, Raster part) {
        int left = column * layout.segmentWidth();
        int width = Math.min(layout.segmentWidth(), layout.width() - left);
        int bands = part.getNumBands();
        int[] pixels = new int[width * bands];
        for (int y = 0; y < layout.rowsOf(row); y++) {
            part.getPixels(0, y, width, 1, pixels);
            int to = row * layout.segmentHeight() + y;
            if (layout.planar()) {
                all.setSamples(left, to, width, 1, plane, pixels);
            } else {
                all.setPixels(left, to, width, 1, pixels);
            }
        }
    }
}
