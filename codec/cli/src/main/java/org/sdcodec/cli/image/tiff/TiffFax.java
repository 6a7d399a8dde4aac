package org.sdcodec.cli.image.tiff;

import java.awt.Point;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import org.sdcodec.cli.image.common.UnreadableException;

/** Samples compressed like the pages of fax machines: one bit for each pixel, strips or tiles decoded separately. */
final class TiffFax {
    private static final int PIXELS_OF_BYTE = 8;

    private TiffFax() {}

    static boolean isFax(TiffLayout layout) {
        return layout.compression() >= FaxDecoder.RLE && layout.compression() <= FaxDecoder.GROUP_4;
    }

    /**
     * All samples of a picture, as stored.
     *
     * @throws UnreadableException if the samples have more than one bit, or the data does not hold all rows
     */
    static Raster read(byte[] file, TiffDirectory directory, TiffLayout layout) {
        if (layout.bits() != 1 || layout.samples() != 1) {
            throw UnreadableException.damaged(
                    "its fax data has " + layout.samples() + " samples of " + layout.bits() + " bits for each pixel");
        }
        if (layout.tiled() && layout.segmentWidth() % PIXELS_OF_BYTE != 0) {
            throw UnreadableException.damaged("its tiles are " + layout.segmentWidth() + " pixels wide");
        }
        int compression = layout.compression();
        long options = directory.value(
                compression == FaxDecoder.GROUP_4 ? TiffDirectory.T6_OPTIONS : TiffDirectory.T4_OPTIONS, 0);
        boolean reversed = directory.value(TiffDirectory.FILL_ORDER, 1) == 2;
        int stride = bytes(layout.width());
        byte[] pixels = new byte[stride * layout.height()];
        int segmentStride = bytes(layout.segmentWidth());
        for (int row = 0; row < layout.rows(); row++) {
            int rows = layout.rowsOf(row);
            for (int column = 0; column < layout.columns(); column++) {
                int segment = row * layout.columns() + column;
                int from = (int) layout.offsets()[segment];
                FaxDecoder decoder = new FaxDecoder(
                        file,
                        from,
                        layout.endOf(segment, file.length),
                        reversed,
                        compression,
                        options,
                        layout.segmentWidth());
                byte[] part = new byte[segmentStride * rows];
                decoder.decode(rows, part, segmentStride);
                int length = Math.min(segmentStride, stride - column * segmentStride);
                for (int y = 0; y < rows; y++) {
                    int to = (row * layout.segmentHeight() + y) * stride + column * segmentStride;
                    System.arraycopy(part, y * segmentStride, pixels, to, length);
                }
            }
        }
        return Raster.createPackedRaster(
                new DataBufferByte(pixels, pixels.length), layout.width(), layout.height(), 1, new Point());
    }

    private static int bytes(int width) {
        return (width + PIXELS_OF_BYTE - 1) / PIXELS_OF_BYTE;
    }
}
