package org.sdcodec.codec.pixels;

import org.sdcodec.ModelException;
import org.sdcodec.Picture;
import org.sdcodec.engine.Tensor;
import org.sdcodec.engine.network.Area;
import org.sdcodec.vae.PixelSource;

/**
 * Between 8-bit sRGB pixels and the networks' values of −1..1. Every step is a single exactly rounded operation, so the
 * same values come out everywhere.
 */
public final class PixelTensors {

    private static final float HALF_RANGE = 127.5f;
    private static final int COLORS = 3;
    private static final float[] LEVELS = new float[256];

    static {
        for (int i = 0; i < LEVELS.length; i++) {
            LEVELS[i] = i / HALF_RANGE - 1f;
        }
    }

    private PixelTensors() {}

    /** The colors of a picture as x / 127.5 − 1, as diffusers' {@code VaeImageProcessor} normalizes. */
    public static PixelSource source(Picture picture) {
        return new PixelSource() {
            @Override
            public int height() {
                return picture.height();
            }

            @Override
            public int width() {
                return picture.width();
            }

            @Override
            public void read(int y, float[] to, int offset) {
                int[] row = new int[picture.width()];
                picture.copyRows(y, 1, row, 0);
                int at = offset;
                for (int pixel : row) {
                    to[at++] = LEVELS[pixel >> 16 & 255];
                    to[at++] = LEVELS[pixel >> 8 & 255];
                    to[at++] = LEVELS[pixel & 255];
                }
            }
        };
    }

    /** {@link #source} as a tensor of height × width × 3. */
    public static Tensor toTensor(Picture picture) {
        Tensor tensor = Tensor.zeros(picture.height(), picture.width(), COLORS);
        PixelSource source = source(picture);
        for (int y = 0; y < picture.height(); y++) {
            source.read(y, tensor.data(), tensor.offset(y));
        }
        return tensor;
    }

    /**
     * The nearest 8-bit picture, see {@link PictureSink}.
     *
     * @param tensor height×width×3, about −1..1; not modified
     * @param alpha {@code height * width} opacities (0 to 255 as unsigned bytes), or null for an opaque picture; not
     *     modified
     * @throws ModelException if a value is not finite
     */
    public static Picture toPicture(Tensor tensor, byte[] alpha) {
        int height = tensor.height();
        int width = tensor.width();
        PictureSink sink = new PictureSink(new Area(0, 0, height, width), 1, alpha, width);
        for (int y = 0; y < height; y++) {
            sink.write(y, tensor.data(), tensor.offset(y));
        }
        return sink.picture();
    }
}
