package org.sdcodec.codec.metrics;

import java.util.function.IntUnaryOperator;
import org.sdcodec.Picture;
import org.sdcodec.codec.testing.SyntheticPictures;

/** Pictures of slanting triangle waves with a little noise, and distortions of pictures; all in integers. */
final class Waves {
    private Waves() {}

    static Picture of(int width, int height) {
        return SyntheticPictures.opaque(width, height, (x, y) -> {
            int noise = (int) (((long) x * 73856093 ^ (long) y * 19349663) % 16);
            return rgb(wave(x, 37) * 15 / 16 + noise, wave(y, 53) * 15 / 16 + noise, wave(x + y, 71) * 15 / 16 + noise);
        });
    }

    private static int wave(int v, int period) {
        return Math.abs(v % (2 * period) - period) * 255 / period;
    }

    /** Samples outside of 0 to 255 become these. */
    static int rgb(int red, int green, int blue) {
        return clamp(red) << 16 | clamp(green) << 8 | clamp(blue);
    }

    private static int clamp(int value) {
        return Math.max(0, Math.min(255, value));
    }

    /** Changes every sample. */
    static Picture mapped(Picture picture, IntUnaryOperator change) {
        return SyntheticPictures.opaque(picture.width(), picture.height(), (x, y) -> {
            int p = picture.argb(x, y);
            return rgb(change.applyAsInt(p >> 16 & 255), change.applyAsInt(p >> 8 & 255), change.applyAsInt(p & 255));
        });
    }

    static Picture redAndBlueExchanged(Picture picture) {
        return SyntheticPictures.opaque(picture.width(), picture.height(), (x, y) -> {
            int p = picture.argb(x, y);
            return rgb(p & 255, p >> 8 & 255, p >> 16 & 255);
        });
    }

    /** Rounded means of (2 · radius + 1)² samples, edges repeated. */
    static Picture blurred(Picture picture, int radius) {
        int area = (2 * radius + 1) * (2 * radius + 1);
        return SyntheticPictures.opaque(picture.width(), picture.height(), (x, y) -> {
            int[] sums = {area / 2, area / 2, area / 2};
            for (int dy = -radius; dy <= radius; dy++) {
                for (int dx = -radius; dx <= radius; dx++) {
                    int p = picture.argb(
                            Math.max(0, Math.min(picture.width() - 1, x + dx)),
                            Math.max(0, Math.min(picture.height() - 1, y + dy)));
                    sums[0] += p >> 16 & 255;
                    sums[1] += p >> 8 & 255;
                    sums[2] += p & 255;
                }
            }
            return rgb(sums[0] / area, sums[1] / area, sums[2] / area);
        });
    }
}
