package org.sdcodec.cli.image.common;

import org.sdcodec.Picture;

/**
 * The orientation tag of Exif and TIFF: how a camera was held. Source: CIPA DC-008 (Exif 2.32), tag 0x0112.
 */
public final class Orientation {
    /** The stored top row is the visual top, the first column the left. */
    public static final int NORMAL = 1;

    private Orientation() {}

    /**
     * Turns and mirrors a picture upright.
     *
     * @param orientation 1 to 8: the stored top row is the visual 1 top, 2 top (mirrored), 3 bottom (turned), 4 bottom
     *     (mirrored), 5 left, 6 right, 7 right (mirrored), 8 left side
     * @return the picture itself for orientation 1, otherwise a new one
     */
    public static Picture apply(Picture picture, int orientation) {
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
