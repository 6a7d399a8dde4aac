package org.sdcodec.imageio;

import org.sdcodec.Picture;
import org.sdcodec.PixelRows;

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
     * @return the picture itself for orientation 1, otherwise another view of its pixels
     */
    public static Picture apply(Picture picture, int orientation) {
        if (orientation == NORMAL) {
            return picture;
        }
        int w = picture.width();
        int h = picture.height();
        boolean transposed = orientation >= 5;
        // Where the stored first column and row go.
        boolean right = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
        boolean bottom = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
        int outW = transposed ? h : w;
        int outH = transposed ? w : h;
        PixelRows stored = picture.rows();
        Picture turned = Picture.of(outW, outH, picture.hasAlpha(), new PixelRows() {
            @Override
            public void copy(int y, int x, int count, int[] target, int offset) {
                int down = bottom ? outH - 1 - y : y;
                for (int i = 0; i < count; i++) {
                    int across = right ? outW - 1 - x - i : x + i;
                    stored.copy(transposed ? across : down, transposed ? down : across, 1, target, offset + i);
                }
            }

            @Override
            public int bytesPerPixel() {
                return stored.bytesPerPixel();
            }
        });
        return turned.withGamut(picture.gamut());
    }
}
