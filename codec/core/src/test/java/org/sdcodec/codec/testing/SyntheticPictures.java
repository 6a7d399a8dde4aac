package org.sdcodec.codec.testing;

import java.util.function.IntBinaryOperator;
import org.sdcodec.Picture;
import org.sdcodec.scene.Scene;

/** Pictures made by formulas. */
public final class SyntheticPictures {
    private SyntheticPictures() {}

    /** @param rgb of column and row, called row by row */
    public static Picture opaque(int width, int height, IntBinaryOperator rgb) {
        return Picture.opaque(width, height, pixels(width, height, rgb));
    }

    /** @param argb of column and row, called row by row */
    public static Picture of(int width, int height, IntBinaryOperator argb) {
        return Picture.of(width, height, pixels(width, height, argb));
    }

    /** The rendered scene. */
    public static Picture scene(int width, int height, long seed) {
        return Picture.opaque(width, height, Scene.render(width, height, seed));
    }

    private static int[] pixels(int width, int height, IntBinaryOperator color) {
        int[] pixels = new int[width * height];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = color.applyAsInt(i % width, i / width);
        }
        return pixels;
    }
}
