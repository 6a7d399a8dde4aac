package org.sdcodec.cli.image.pnm;

import org.sdcodec.cli.image.common.Bytes;
import org.sdcodec.cli.image.common.UnreadableException;

/** The samples of a file, one after the other. A bitmap's 1, which is black, is given as 0. */
abstract class PnmSamples {
    final byte[] file;
    int at;

    private PnmSamples(byte[] file, int at) {
        this.file = file;
        this.at = at;
    }

    /** @throws UnreadableException if a binary file has fewer bytes than its samples need */
    static PnmSamples of(byte[] file, PnmHeader header) {
        if (header.isText()) {
            return new Text(file, header.data(), header.isBitmap());
        }
        long row = header.isBitmap()
                ? (header.width() + 7) / 8
                : header.width() * header.depth() * (header.maxValue() > 255 ? 2 : 1);
        if (row * header.height() > file.length - header.data()) {
            throw UnreadableException.damaged("the data ends too early");
        }
        return header.isBitmap() && header.kind() == PnmHeader.BITMAP
                ? new Bits(file, header.data())
                : new Binary(file, header.data(), header.maxValue() > 255);
    }

    abstract int next();

    /** To be called before the samples of each row. */
    void startRow() {}

    /** Whether another file follows the last sample. */
    boolean morePictures() {
        return at + 2 < file.length && file[at] == 'P' && file[at + 1] >= '1' && file[at + 1] <= '7';
    }

    private static final class Binary extends PnmSamples {
        private final boolean wide;

        Binary(byte[] file, int at, boolean wide) {
            super(file, at);
            this.wide = wide;
        }

        @Override
        int next() {
            if (wide) {
                at += 2;
                return Bytes.u16be(file, at - 2);
            }
            return Bytes.u8(file, at++);
        }
    }

    private static final class Bits extends PnmSamples {
        private int left;

        Bits(byte[] file, int at) {
            super(file, at);
        }

        @Override
        void startRow() {
            left = 0;
        }

        @Override
        int next() {
            if (left == 0) {
                left = 8;
                at++;
            }
            left--;
            return 1 - (file[at - 1] >> left & 1);
        }
    }

    private static final class Text extends PnmSamples {
        private static final int TOO_LARGE = 1 << 20;

        private final boolean bitmap;

        Text(byte[] file, int at, boolean bitmap) {
            super(file, at);
            this.bitmap = bitmap;
        }

        @Override
        int next() {
            while (at < file.length && (file[at] == '#' || Character.isWhitespace(file[at]))) {
                if (file[at++] == '#') {
                    while (at < file.length && file[at] != '\n') {
                        at++;
                    }
                }
            }
            int from = at;
            int value = 0;
            while (at < file.length && file[at] >= '0' && file[at] <= '9') {
                value = Math.min(TOO_LARGE, 10 * value + file[at++] - '0');
                if (bitmap) {
                    // The digits of a bitmap need no white space between them.
                    break;
                }
            }
            if (at == from) {
                throw UnreadableException.damaged(
                        at == file.length ? "the data ends too early" : "its data has something else than numbers");
            }
            return bitmap ? 1 - Math.min(1, value) : value;
        }
    }
}
