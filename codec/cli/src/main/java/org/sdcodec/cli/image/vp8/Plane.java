package org.sdcodec.cli.image.vp8;

import java.util.Arrays;

/** Samples of a color plane with a border above and to the left, from which the first blocks are predicted. */
final class Plane {
    private static final byte ABOVE = 127;
    private static final byte LEFT = (byte) 129;
    /** Predictions look at four samples to the right of a block. */
    private static final int RIGHT = 4;

    final int stride;
    final byte[] samples;

    Plane(int width, int height) {
        stride = 1 + width + RIGHT;
        samples = new byte[Math.multiplyExact(stride, height + 1)];
        Arrays.fill(samples, 0, stride, ABOVE);
        for (int y = 1; y <= height; y++) {
            samples[y * stride] = LEFT;
        }
    }

    /** Where a sample is in {@link #samples}. */
    int at(int x, int y) {
        return (y + 1) * stride + 1 + x;
    }
}
