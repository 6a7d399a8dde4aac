package org.sdcodec.cli.image.bmp;

import org.sdcodec.cli.image.common.Bytes;
import org.sdcodec.cli.image.common.DecodeContext;
import org.sdcodec.cli.image.common.UnreadableException;

/** The run lengths of bitmaps with 4 or 8 bits. Pixels that no run sets have color 0. */
final class RunLengthDecoder {
    private static final int END_OF_LINE = 0;
    private static final int END_OF_BITMAP = 1;
    private static final int MOVE = 2;
    private static final String UNSET = "some of its pixels are not set; they have the first color of the palette";

    private final byte[] file;
    private final BmpHeader header;
    private final boolean four;
    private final byte[] indexes;
    private int at;
    private int x;
    private int y;

    RunLengthDecoder(byte[] file, BmpHeader header) {
        this.file = file;
        this.header = header;
        this.four = header.compression() == BmpHeader.RLE4;
        this.indexes = new byte[header.width() * header.height()];
        this.at = header.data();
    }

    /** A color index for each pixel, from the top. */
    byte[] decode(DecodeContext context) {
        // Nothing can be missing after the last pixel.
        while (y < header.height() && !(y == header.height() - 1 && x >= header.width())) {
            int count = next();
            int value = next();
            if (count > 0) {
                for (int i = 0; i < count; i++) {
                    put(four ? value >> (i % 2 == 0 ? 4 : 0) & 15 : value);
                }
            } else if (value == END_OF_LINE) {
                x = 0;
                y++;
            } else if (value == END_OF_BITMAP) {
                context.warn(UNSET);
                break;
            } else if (value == MOVE) {
                x += next();
                y += next();
                context.warn(UNSET);
            } else {
                literals(value);
            }
        }
        return indexes;
    }

    private void literals(int count) {
        int from = at;
        for (int i = 0; i < count; i++) {
            if (four && i % 2 == 1) {
                put(Bytes.u8(file, at - 1) & 15);
            } else {
                int value = next();
                put(four ? value >> 4 : value);
            }
        }
        // Literals fill an even number of bytes.
        if ((at - from & 1) != 0) {
            at++;
        }
    }

    private void put(int value) {
        if (x < header.width() && y < header.height()) {
            indexes[header.row(y) * header.width() + x] = (byte) value;
        }
        x++;
    }

    private int next() {
        if (at >= file.length) {
            throw UnreadableException.damaged("the data ends too early");
        }
        return Bytes.u8(file, at++);
    }
}
