package org.sdcodec.codec.metrics;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import org.sdcodec.codec.image.ImageFiles;

/** Two pictures of the same size, as packed sRGB pixels, laid on white where they are transparent. */
record Pair(int width, int height, int[] a, int[] b) {

    /**
     * Prepares two pictures for comparison; neither is modified.
     *
     * @throws IllegalArgumentException if their sizes differ, with a sentence that says both
     */
    static Pair of(BufferedImage a, BufferedImage b) {
        int width = a.getWidth();
        int height = a.getHeight();
        if (width != b.getWidth() || height != b.getHeight()) {
            throw new IllegalArgumentException("only pictures of the same size can be compared, not " + width + "x"
                    + height + " with " + b.getWidth() + "x" + b.getHeight());
        }
        return new Pair(width, height, pixels(a), pixels(b));
    }

    private static int[] pixels(BufferedImage image) {
        return ((DataBufferInt) ImageFiles.onWhite(image).getRaster().getDataBuffer()).getData();
    }

    /** The luma planes of both pictures. */
    LumaPlane[] lumas() {
        return new LumaPlane[] {LumaPlane.of(width, height, a), LumaPlane.of(width, height, b)};
    }
}
