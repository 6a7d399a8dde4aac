package org.sdcodec.codec.pixels;

import org.sdcodec.ModelException;
import org.sdcodec.Picture;
import org.sdcodec.engine.Tensor;

/**
 * Between 8-bit sRGB pixels and the networks' tensors of range −1..1. Every step is a single exactly rounded operation, so the
 * same values come out everywhere.
 */
public final class PixelTensors {

    private static final float HALF_RANGE = 127.5f;

    private PixelTensors() {}

    /**
     * The colours of a picture as x / 127.5 − 1, as diffusers' {@code VaeImageProcessor} normalises.
     *
     * @param rgb {@code height * width} pixels, 0xRRGGBB in the lower 24 bits; not modified
     * @return height×width×3
     */
    public static Tensor toTensor(int[] rgb, int height, int width) {
        float[] level = new float[256];
        for (int i = 0; i < level.length; i++) {
            level[i] = i / HALF_RANGE - 1f;
        }
        Tensor tensor = Tensor.zeros(height, width, 3);
        float[] data = tensor.data();
        for (int i = 0, o = 0; i < height * width; i++) {
            int pixel = rgb[i];
            data[o++] = level[pixel >> 16 & 255];
            data[o++] = level[pixel >> 8 & 255];
            data[o++] = level[pixel & 255];
        }
        return tensor;
    }

    /**
     * The nearest 8-bit picture: floor((x + 1) · 127.5 + 0.5), clamped to 0..255.
     *
     * @param tensor height×width×3, about −1..1; not modified
     * @param alpha {@code height * width} opacities (0 to 255 as unsigned bytes), or null for an opaque picture; not modified
     * @throws ModelException if a value is not finite, which would be black or white
     */
    public static Picture toPicture(Tensor tensor, byte[] alpha) {
        int height = tensor.height();
        int width = tensor.width();
        int[] pixels = new int[height * width];
        float[] data = tensor.data();
        requireFinite(data, 3 * height * width);
        for (int i = 0, o = 0; i < height * width; i++) {
            int opacity = alpha == null ? 0 : (alpha[i] & 255) << 24;
            pixels[i] = opacity | toByte(data[o++]) << 16 | toByte(data[o++]) << 8 | toByte(data[o++]);
        }
        return alpha == null ? Picture.opaque(width, height, pixels) : Picture.of(width, height, pixels);
    }

    private static void requireFinite(float[] data, int length) {
        for (int i = 0; i < length; i++) {
            if (!Float.isFinite(data[i])) {
                throw new ModelException(
                        ModelException.Kind.UNUSABLE_MODEL,
                        "the decoder makes numbers that are not finite; its weights are damaged, or it is no decoder for"
                                + " pictures");
            }
        }
    }

    private static int toByte(float x) {
        float scaled = (x + 1f) * HALF_RANGE + 0.5f;
        // The cast truncates towards zero.
        return scaled >= 255f ? 255 : Math.max(0, (int) scaled);
    }
}
