package org.sdcodec.codec.pixels;

import java.util.OptionalInt;
import org.sdcodec.Picture;

/** Pictures in which every pixel has the same color. */
public final class OneColor {
    private static final int RGB = 0xffffff;

    private OneColor() {}

    /**
     * The color that all pixels of a picture have.
     *
     * @param picture whose opacities do not count
     * @return 0xRRGGBB; nothing if two pixels differ
     */
    public static OptionalInt of(Picture picture) {
        int[] row = new int[picture.width()];
        picture.copyRows(0, 1, row, 0);
        int color = row[0] & RGB;
        for (int y = 0; y < picture.height(); y++) {
            picture.copyRows(y, 1, row, 0);
            for (int pixel : row) {
                if ((pixel & RGB) != color) {
                    return OptionalInt.empty();
                }
            }
        }
        return OptionalInt.of(color);
    }

    /**
     * Gives a sink rows of one color.
     *
     * @param color 0xRRGGBB
     * @param pixels receives {@code height} rows
     */
    public static void write(int color, int height, int width, PictureSink pixels) {
        float[] row = new float[3 * width];
        PixelTensors.source(picture(color, width, 1)).read(0, row, 0);
        for (int y = 0; y < height; y++) {
            pixels.write(y, row, 0);
            pixels.onRows(y + 1);
        }
    }

    /**
     * An opaque picture.
     *
     * @param color 0xRRGGBB
     */
    public static Picture picture(int color, int width, int height) {
        return Picture.of(width, height, false, (y, x, count, target, offset) -> {
            for (int i = 0; i < count; i++) {
                target[offset + i] = color | ~RGB;
            }
        });
    }
}
