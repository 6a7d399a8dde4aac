package org.sdcodec.cli.image;

import org.sdcodec.Picture;

/**
 * The orientation tag of Exif and TIFF: how a camera was held. Source: CIPA DC-008 (Exif 2.32), tag 0x0112.
 */
final class Orientation {
    static final int NORMAL = 1;

    private static final int TAG = 0x0112;

    private Orientation() {}

    /**
     * Reads the tag from the first directory of a TIFF structure, which is what Exif data is.
     *
     * @param from where the structure (its byte order mark) begins
     * @param to where it ends, exclusive
     * @return 1 to 8; 1 as well where there is no tag or the structure is damaged: orientation is advice, not content
     */
    static int parse(byte[] data, int from, int to) {
        int value = TiffDirectory.value(data, from, to, TAG);
        return value >= 1 && value <= 8 ? value : NORMAL;
    }

    /**
     * Turns and mirrors a picture upright.
     *
     * @param orientation 1 to 8: the stored top row is the visual 1 top, 2 top (mirrored), 3 bottom (turned), 4 bottom
     *     (mirrored), 5 left, 6 right, 7 right (mirrored), 8 left side
     * @return the picture itself for orientation 1, otherwise a new one
     */
    static Picture apply(Picture picture, int orientation) {
        if (orientation == NORMAL) {
            return picture;
        }
        int w = picture.width();
        int h = picture.height();
        boolean transposed = orientation >= 5;
        // Where the stored pixel (0, 0) goes, and the way one goes from there for each stored column and row.
        boolean right = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
        boolean bottom = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
        int outW = transposed ? h : w;
        int outH = transposed ? w : h;
        int[] in = new int[w];
        int[] out = new int[w * h];
        int stepX = right ? -1 : 1;
        int stepY = bottom ? -outW : outW;
        int start = (right ? outW - 1 : 0) + (bottom ? (outH - 1) * outW : 0);
        int perColumn = transposed ? stepY : stepX;
        int perRow = transposed ? stepX : stepY;
        for (int y = 0; y < h; y++) {
            picture.copyRows(y, 1, in, 0);
            int to = start + y * perRow;
            for (int x = 0; x < w; x++) {
                out[to] = in[x];
                to += perColumn;
            }
        }
        return Picture.of(outW, outH, out);
    }
}
