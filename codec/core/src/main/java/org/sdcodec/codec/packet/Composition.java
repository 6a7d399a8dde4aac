package org.sdcodec.codec.packet;

import org.sdcodec.DecodedPart;
import org.sdcodec.Picture;
import org.sdcodec.codec.pixels.Enlarger;
import org.sdcodec.codec.pixels.Reducer;

/** The upper part of a picture over a coarse whole one. */
final class Composition {

    /** Rows of the latent, above the first that is missing, on which the decoder shows that. */
    private static final int MARGIN = 1;

    /** Rows of the latent over which the one becomes the other. */
    private static final int SLOPE = 3;

    private static final int ONE = 1 << 10;

    private Composition() {}

    /**
     * @param fine right in its upper part only
     * @param part how much of it
     * @param coarse all of it, of any size
     */
    static Picture of(Picture fine, DecodedPart part, Picture coarse) {
        int width = fine.width();
        int height = fine.height();
        Picture below = resized(coarse.onWhite(), width, height);
        Picture above = fine.onWhite();
        Picture.Builder composed = Picture.builder(width, height);
        int[] first = new int[width];
        int[] second = new int[width];
        for (int y = 0; y < height; y++) {
            // In rows of the latent: how far above the end of what is known.
            long distance = (part.rows() - MARGIN) * (long) ONE - (2L * y + 1) * part.allRows() * ONE / (2L * height);
            int weight = (int) Math.max(0, Math.min(ONE, distance / SLOPE));
            above.copyRows(y, 1, first, 0);
            below.copyRows(y, 1, second, 0);
            for (int x = 0; x < width; x++) {
                first[x] = mixed(second[x], first[x], weight);
            }
            composed.row(y, first, 0);
        }
        return composed.build().withGamut(fine.gamut());
    }

    private static Picture resized(Picture picture, int width, int height) {
        Picture within = Reducer.reduced(picture, Math.min(picture.width(), width), Math.min(picture.height(), height));
        return Enlarger.enlarged(within, width, height);
    }

    /** Between two colors, {@code part} of 1024 of the second. */
    private static int mixed(int first, int second, int part) {
        int color = 0xFF;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int mean = (first >> shift & 0xFF) * (ONE - part) + (second >> shift & 0xFF) * part;
            color = color << 8 | mean + ONE / 2 >> 10;
        }
        return color;
    }
}
