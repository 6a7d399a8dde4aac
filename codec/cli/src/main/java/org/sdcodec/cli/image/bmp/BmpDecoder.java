package org.sdcodec.cli.image.bmp;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.util.Arrays;
import org.sdcodec.cli.image.common.Bytes;
import org.sdcodec.cli.image.common.DecodeContext;
import org.sdcodec.cli.image.common.DecodedImage;
import org.sdcodec.cli.image.common.PictureDecoder;
import org.sdcodec.cli.image.common.Profiles;
import org.sdcodec.cli.image.common.UnreadableException;
import org.sdcodec.cli.image.jpeg.JpegDecoder;
import org.sdcodec.cli.image.png.PngDecoder;
import org.sdcodec.imageio.Orientation;

/**
 * Windows bitmaps of all versions, with palettes, bit fields, run lengths, or a whole JPEG or PNG file inside. Source:
 * the documentation of BITMAPCOREHEADER to BITMAPV5HEADER of Microsoft.
 */
public final class BmpDecoder implements PictureDecoder {
    private static final int BLACK = 0xff000000;

    @Override
    public DecodedImage decode(byte[] file, DecodeContext context) throws IOException {
        BmpHeader header = BmpHeader.parse(file);
        context.checkSize(header.width(), header.height());
        if (header.compression() == BmpHeader.JPEG || header.compression() == BmpHeader.PNG) {
            return embedded(file, header, context);
        }
        boolean alpha = header.masks() != null && header.masks()[3] != 0;
        BufferedImage image = new BufferedImage(
                header.width(), header.height(), alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        int[] out = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        if (header.compression() == BmpHeader.RLE4 || header.compression() == BmpHeader.RLE8) {
            colors(file, header, new RunLengthDecoder(file, header).decode(context), out, context);
        } else {
            checkLength(file, header);
            if (header.bits() <= 8) {
                colors(file, header, indexes(file, header), out, context);
            } else {
                samples(file, header, out);
            }
        }
        return new DecodedImage(image, Profiles.usable(header.profile(file), 3, context), null, Orientation.NORMAL);
    }

    /** The limit of pixels holds for the file inside, too; its size is that of the bitmap. */
    private static DecodedImage embedded(byte[] file, BmpHeader header, DecodeContext context) throws IOException {
        byte[] inside = Arrays.copyOfRange(file, Math.min(header.data(), file.length), file.length);
        boolean png = Bytes.startsWith(inside, 0, inside.length, "\u0089PNG");
        if (!png && !Bytes.startsWith(inside, 0, inside.length, "\u00ff\u00d8")) {
            throw UnreadableException.damaged("it has no file inside");
        }
        DecodeContext limited = context.inside((long) header.width() * header.height());
        DecodedImage image = (png ? new PngDecoder() : new JpegDecoder()).decode(inside, limited);
        if (image.pixels().getWidth() != header.width() || image.pixels().getHeight() != header.height()) {
            throw UnreadableException.damaged("the file inside has another size");
        }
        return image;
    }

    private static void checkLength(byte[] file, BmpHeader header) {
        // The padding of the last row may be missing.
        long needed =
                (long) header.rowBytes() * (header.height() - 1) + ((long) header.width() * header.bits() + 7) / 8;
        if (needed > file.length - header.data()) {
            throw UnreadableException.damaged("the data ends too early");
        }
    }

    private static byte[] indexes(byte[] file, BmpHeader header) {
        byte[] indexes = new byte[header.width() * header.height()];
        int bits = header.bits();
        int mask = (1 << bits) - 1;
        for (int y = 0; y < header.height(); y++) {
            int row = header.data() + y * header.rowBytes();
            int to = header.row(y) * header.width();
            for (int x = 0; x < header.width(); x++) {
                int bit = x * bits;
                indexes[to + x] = (byte) (file[row + bit / 8] >> 8 - bits - bit % 8 & mask);
            }
        }
        return indexes;
    }

    private static void colors(byte[] file, BmpHeader header, byte[] indexes, int[] out, DecodeContext context) {
        int[] palette = header.palette(file);
        for (int i = 0; i < out.length; i++) {
            int index = indexes[i] & 0xff;
            if (index >= palette.length) {
                context.warn("some of its pixels have colors that its palette lacks; they are black");
            }
            out[i] = index < palette.length ? palette[index] : BLACK;
        }
    }

    private static void samples(byte[] file, BmpHeader header, int[] out) {
        int bytes = header.bits() / 8;
        BitField[] fields =
                Arrays.stream(header.masks()).mapToObj(BitField::new).toArray(BitField[]::new);
        for (int y = 0; y < header.height(); y++) {
            int at = header.data() + y * header.rowBytes();
            int to = header.row(y) * header.width();
            for (int x = 0; x < header.width(); x++, at += bytes) {
                int pixel = switch (bytes) {
                    case 2 -> Bytes.u16le(file, at);
                    case 3 -> Bytes.u24le(file, at);
                    default -> Bytes.i32le(file, at);
                };
                int alpha = fields[3].isEmpty() ? BLACK : fields[3].of(pixel) << 24;
                out[to + x] = alpha | fields[0].of(pixel) << 16 | fields[1].of(pixel) << 8 | fields[2].of(pixel);
            }
        }
    }

    /** A sample of some bits of a pixel, scaled to 0 to 255. A field without bits is 0. */
    private static final class BitField {
        private final int mask;
        private final int shift;
        private final long max;

        BitField(int mask) {
            this.mask = mask;
            this.shift = Integer.numberOfTrailingZeros(mask);
            this.max = mask == 0 ? 0 : Integer.toUnsignedLong(mask >>> shift);
        }

        boolean isEmpty() {
            return mask == 0;
        }

        int of(int pixel) {
            return mask == 0 ? 0 : (int) ((Integer.toUnsignedLong((pixel & mask) >>> shift) * 255 + max / 2) / max);
        }
    }
}
