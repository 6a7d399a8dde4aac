package org.sdcodec.codec.pixels;

import java.util.Arrays;
import org.sdcodec.ModelException;
import org.sdcodec.Picture;
import org.sdcodec.engine.network.Area;
import org.sdcodec.vae.PixelSink;

/**
 * Makes a picture of what a decoder gives: the nearest 8-bit values floor((x + 1) · 127.5 + 0.5), clamped to 0..255,
 * with the opacities of the file, perhaps made smaller.
 */
public final class PictureSink implements PixelSink {
    private static final float HALF_RANGE = 127.5f;
    private static final int OPAQUE = 0xff;

    private final Area region;
    private final int scale;
    private final byte[] alpha;
    private final int alphaWidth;
    private final int outWidth;
    private final Picture.Builder picture;
    /** Rows that wait for the others of their blocks; unused if the scale is 1. */
    private final int[][] waiting;

    private int blocksDone;

    /**
     * @param region the part of the picture that the decoder gives
     * @param scale pixels along each side that become one
     * @param alpha opacities of the whole picture, 0 to 255 as unsigned bytes, or null if it is opaque; not modified
     * @param alphaWidth columns of the whole picture
     */
    public PictureSink(Area region, int scale, byte[] alpha, int alphaWidth) {
        this.region = region;
        this.scale = scale;
        this.alpha = alpha;
        this.alphaWidth = alphaWidth;
        this.outWidth = (region.width() + scale - 1) / scale;
        this.picture = Picture.builder(outWidth, (region.height() + scale - 1) / scale);
        this.waiting = new int[scale == 1 ? 0 : region.height()][];
    }

    /** The picture, once all rows were given. */
    public Picture picture() {
        return picture.build();
    }

    /** @throws ModelException if a value is not finite, which would be black or white */
    @Override
    public void write(int y, float[] from, int offset) {
        int width = region.width();
        int[] argb = new int[width];
        int at = alpha == null ? 0 : (region.top() + y) * alphaWidth + region.left();
        for (int x = 0, i = offset; x < width; x++) {
            int opacity = alpha == null ? OPAQUE : alpha[at + x] & 255;
            argb[x] = opacity << 24 | toByte(from[i++]) << 16 | toByte(from[i++]) << 8 | toByte(from[i++]);
        }
        if (scale == 1) {
            picture.row(y, argb, 0);
        } else {
            waiting[y] = argb;
        }
    }

    private static int toByte(float x) {
        if (!Float.isFinite(x)) {
            throw new ModelException(
                    ModelException.Kind.UNUSABLE_MODEL,
                    "the decoder makes numbers that are not finite; its weights are damaged, or it is no decoder for"
                            + " pictures");
        }
        float scaled = (x + 1f) * HALF_RANGE + 0.5f;
        // The cast truncates towards zero.
        return scaled >= 255f ? 255 : Math.max(0, (int) scaled);
    }

    @Override
    public void onRows(int end) {
        if (scale == 1) {
            return;
        }
        while (blocksDone * scale < region.height() && Math.min(region.height(), (blocksDone + 1) * scale) <= end) {
            int first = blocksDone * scale;
            int behind = Math.min(region.height(), first + scale);
            int[] means = new int[outWidth];
            for (int x = 0; x < outWidth; x++) {
                means[x] = mean(first, behind, x * scale, Math.min(region.width(), (x + 1) * scale));
            }
            picture.row(blocksDone, means, 0);
            Arrays.fill(waiting, first, behind, null);
            blocksDone++;
        }
    }

    private int mean(int top, int bottom, int left, int right) {
        int opacity = 0;
        int red = 0;
        int green = 0;
        int blue = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                int pixel = waiting[y][x];
                int a = pixel >>> 24;
                opacity += a;
                red += a * (pixel >> 16 & 255);
                green += a * (pixel >> 8 & 255);
                blue += a * (pixel & 255);
            }
        }
        if (opacity == 0) {
            return 0;
        }
        int count = (bottom - top) * (right - left);
        int half = opacity / 2;
        return (opacity + count / 2) / count << 24
                | (red + half) / opacity << 16
                | (green + half) / opacity << 8
                | (blue + half) / opacity;
    }
}
