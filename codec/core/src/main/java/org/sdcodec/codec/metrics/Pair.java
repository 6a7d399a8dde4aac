package org.sdcodec.codec.metrics;

import org.sdcodec.Picture;

/** Two opaque pictures of the same size. */
record Pair(Picture a, Picture b) {

    /**
     * Prepares two pictures for comparison; transparent ones are laid on white.
     *
     * @throws IllegalArgumentException if their sizes differ, with a sentence that says both
     */
    static Pair of(Picture a, Picture b) {
        requireSameSize(a, b);
        return new Pair(a.onWhite(), b.onWhite());
    }

    /** @throws IllegalArgumentException if their sizes differ, with a sentence that says both */
    static void requireSameSize(Picture a, Picture b) {
        if (a.width() != b.width() || a.height() != b.height()) {
            throw new IllegalArgumentException("only pictures of the same size can be compared, not " + a.width() + "x"
                    + a.height() + " with " + b.width() + "x" + b.height());
        }
    }
}
