package org.sdcodec.codec.pixels;

/**
 * Gives colors to pixels of opacity 0. What a file holds there is arbitrary, often black, and would cost bits and ring
 * into the visible pixels next to it. Here they continue the colors around them: pull-push interpolation (Gortler,
 * Grzeszczuk, Szeliski, Cohen: The Lumigraph, 1996) on a pyramid of halved pictures, in integers.
 */
public final class InvisiblePixels {

    private static final int OPAQUE = 0xff000000;

    private InvisiblePixels() {}

    /**
     * Fills in.
     *
     * @param argb {@code height * width} pixels 0xAARRGGBB; the colors of those with opacity 0 are replaced
     */
    public static void fill(int[] argb, int height, int width) {
        if (height == 1 && width == 1) {
            return;
        }
        int halfHeight = (height + 1) / 2;
        int halfWidth = (width + 1) / 2;
        int[] half = new int[halfHeight * halfWidth];
        boolean complete = true;
        for (int y = 0; y < halfHeight; y++) {
            for (int x = 0; x < halfWidth; x++) {
                int mean = visibleMean(argb, height, width, 2 * y, 2 * x);
                half[y * halfWidth + x] = mean;
                complete &= mean != 0;
            }
        }
        if (!complete) {
            fill(half, halfHeight, halfWidth);
        }
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int i = y * width + x;
                if (argb[i] >>> 24 == 0) {
                    argb[i] = half[y / 2 * halfWidth + x / 2] & ~OPAQUE;
                }
            }
        }
    }

    /** The mean color of the visible ones among four pixels, as an opaque pixel; 0 if there is none. */
    private static int visibleMean(int[] argb, int height, int width, int top, int left) {
        int n = 0;
        int red = 0;
        int green = 0;
        int blue = 0;
        for (int y = top; y < Math.min(top + 2, height); y++) {
            for (int x = left; x < Math.min(left + 2, width); x++) {
                int pixel = argb[y * width + x];
                if (pixel >>> 24 != 0) {
                    n++;
                    red += pixel >> 16 & 255;
                    green += pixel >> 8 & 255;
                    blue += pixel & 255;
                }
            }
        }
        return n == 0 ? 0 : OPAQUE | (red + n / 2) / n << 16 | (green + n / 2) / n << 8 | (blue + n / 2) / n;
    }
}
