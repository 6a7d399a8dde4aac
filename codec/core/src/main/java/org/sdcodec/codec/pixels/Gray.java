package org.sdcodec.codec.pixels;

import org.sdcodec.Picture;
import org.sdcodec.engine.Tensor;
import org.sdcodec.vae.PixelSink;

/**
 * The gray of colors, for pictures in which every pixel is gray: a network is trained on colors and gives them a tint.
 * Specified in {@code codec/FORMAT.md}.
 */
public final class Gray {
    private static final int COLORS = 3;

    /** The weights of luma in ITU-R BT.601, in 256ths, so that they are exact in float and their sum is 1. */
    private static final float RED = 77 / 256f;

    private static final float GREEN = 150 / 256f;
    private static final float BLUE = 29 / 256f;

    private Gray() {}

    /** Whether all pixels of a picture, also those that are not opaque, have equal red, green and blue. */
    public static boolean isGray(Picture picture) {
        int[] row = new int[picture.width()];
        for (int y = 0; y < picture.height(); y++) {
            picture.copyRows(y, 1, row, 0);
            for (int pixel : row) {
                int green = pixel >> 8 & 255;
                if ((pixel >> 16 & 255) != green || (pixel & 255) != green) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * A sink that gives the gray of what it gets.
     *
     * @param width pixels of a row
     * @param sink receives rows in which the three values of a pixel are equal
     */
    public static PixelSink sink(int width, PixelSink sink) {
        return new PixelSink() {
            @Override
            public void write(int y, float[] from, int offset) {
                float[] row = new float[width * COLORS];
                System.arraycopy(from, offset, row, 0, row.length);
                replace(row);
                sink.write(y, row, 0);
            }

            @Override
            public void onRows(int end) {
                sink.onRows(end);
            }
        };
    }

    /**
     * Replaces colors by their gray.
     *
     * @param picture height × width × 3; changed in place
     */
    public static void replace(Tensor picture) {
        replace(picture.data());
    }

    /**
     * From the gradient by what {@link #replace(Tensor)} gives to the gradient by what it got.
     *
     * @param gradient height × width × 3; changed in place
     */
    public static void replaceGradient(Tensor gradient) {
        float[] values = gradient.data();
        for (int i = 0; i + 2 < values.length; i += COLORS) {
            float sum = values[i] + values[i + 1] + values[i + 2];
            values[i] = RED * sum;
            values[i + 1] = GREEN * sum;
            values[i + 2] = BLUE * sum;
        }
    }

    private static void replace(float[] colors) {
        for (int i = 0; i + 2 < colors.length; i += COLORS) {
            float gray = RED * colors[i] + GREEN * colors[i + 1] + BLUE * colors[i + 2];
            colors[i] = gray;
            colors[i + 1] = gray;
            colors[i + 2] = gray;
        }
    }
}
