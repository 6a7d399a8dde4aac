package org.sdcodec.cli.image.gif;

import java.io.ByteArrayOutputStream;
import org.sdcodec.cli.image.common.Bytes;
import org.sdcodec.cli.image.common.UnreadableException;

/**
 * The blocks of a GIF file.
 *
 * @param width of the canvas
 * @param height of the canvas
 * @param first the first frame
 * @param frames how many frames there are
 * @param ended whether the trailer was found
 */
record GifFile(int width, int height, Frame first, int frames, boolean ended) {

    /**
     * One picture of the file.
     *
     * @param left where its first column is on the canvas
     * @param top where its first row is on the canvas
     * @param palette opaque ARGB colors
     * @param transparent the index of the transparent color, or -1
     * @param codeBits the size of the first LZW codes less 1
     * @param data the compressed indexes, sub-blocks joined
     */
    record Frame(
            int left,
            int top,
            int width,
            int height,
            int[] palette,
            int transparent,
            boolean interlaced,
            int codeBits,
            byte[] data) {}

    private static final int SCREEN_BYTES = 13;
    private static final int EXTENSION = 0x21;
    private static final int GRAPHIC_CONTROL = 0xf9;
    /** Up to the index of the transparent color. */
    private static final int GRAPHIC_CONTROL_BYTES = 7;

    private static final int IMAGE = 0x2c;
    private static final int IMAGE_BYTES = 10;
    private static final int TRAILER = 0x3b;

    /**
     * @throws UnreadableException if the file ends before the first frame does, or its blocks are damaged up to there
     */
    static GifFile parse(byte[] file) {
        return new Parser(file).parse();
    }

    private static final class Parser {
        private final byte[] file;
        private int at = SCREEN_BYTES;
        private int transparent = -1;
        private Frame first;
        private int frames;

        Parser(byte[] file) {
            this.file = file;
        }

        GifFile parse() {
            if (file.length < SCREEN_BYTES) {
                throw UnreadableException.damaged("the data ends too early");
            }
            int[] palette = palette(Bytes.u8(file, 10));
            boolean ended = false;
            try {
                while (!ended) {
                    need(1);
                    int block = Bytes.u8(file, at);
                    switch (block) {
                        case EXTENSION -> extension();
                        case IMAGE -> frame(palette);
                        case TRAILER -> ended = true;
                        case 0 -> at++;
                        default -> throw UnreadableException.damaged("an unknown block at byte " + at);
                    }
                }
            } catch (UnreadableException e) {
                // What follows a whole first frame is no part of the picture.
                if (first == null) {
                    throw e;
                }
            }
            if (first == null) {
                throw UnreadableException.damaged("it has no frame");
            }
            return new GifFile(Bytes.u16le(file, 6), Bytes.u16le(file, 8), first, frames, ended);
        }

        private void need(int bytes) {
            if (file.length - at < bytes) {
                throw UnreadableException.damaged("the data ends too early");
            }
        }

        private int[] palette(int flags) {
            if ((flags & 0x80) == 0) {
                return new int[0];
            }
            int size = 2 << (flags & 7);
            need(3 * size);
            int[] colors = new int[size];
            for (int i = 0; i < size; i++) {
                colors[i] = 0xff000000
                        | Bytes.u8(file, at + 3 * i) << 16
                        | Bytes.u8(file, at + 3 * i + 1) << 8
                        | Bytes.u8(file, at + 3 * i + 2);
            }
            at += 3 * size;
            return colors;
        }

        private void extension() {
            need(2);
            if (Bytes.u8(file, at + 1) == GRAPHIC_CONTROL) {
                graphicControl();
            }
            at += 2;
            subBlocks(null);
        }

        private void graphicControl() {
            need(GRAPHIC_CONTROL_BYTES);
            if (Bytes.u8(file, at + 2) >= 4) {
                boolean hasTransparent = (file[at + 3] & 1) != 0;
                transparent = hasTransparent ? Bytes.u8(file, at + 6) : -1;
            }
        }

        private void frame(int[] global) {
            need(IMAGE_BYTES);
            int image = at;
            int flags = Bytes.u8(file, image + 9);
            at += IMAGE_BYTES;
            int[] local = palette(flags);
            need(1);
            int codeBits = Bytes.u8(file, at++);
            ByteArrayOutputStream data = first == null ? new ByteArrayOutputStream() : null;
            boolean whole = subBlocks(data);
            frames++;
            if (first == null) {
                first = new Frame(
                        Bytes.u16le(file, image + 1),
                        Bytes.u16le(file, image + 3),
                        Bytes.u16le(file, image + 5),
                        Bytes.u16le(file, image + 7),
                        local.length > 0 ? local : global,
                        transparent,
                        (flags & 0x40) != 0,
                        codeBits,
                        data.toByteArray());
            }
            if (!whole) {
                throw UnreadableException.damaged("the data ends too early");
            }
            transparent = -1;
        }

        /** Length and data up to a length of 0; false if the file ends before. */
        private boolean subBlocks(ByteArrayOutputStream out) {
            while (at < file.length) {
                int length = Bytes.u8(file, at++);
                if (length == 0) {
                    return true;
                }
                int there = Math.min(length, file.length - at);
                if (out != null) {
                    out.write(file, at, there);
                }
                at += there;
            }
            return false;
        }
    }
}
