package org.sdcodec;

/**
 * Where the pixels of a {@link Picture} come from: several threads may ask at the same time, and always get the same.
 */
public interface PixelRows {
    /**
     * Copies pixels of a row.
     *
     * @param y the row, inside of the picture
     * @param x the first column
     * @param count how many pixels, all inside of the picture
     * @param target receives them, 0xAARRGGBB, not premultiplied; AA is FF if the picture is opaque
     * @param offset where in {@code target} the first one goes
     */
    void copy(int y, int x, int count, int[] target, int offset);

    /** What a pixel takes of the heap, in bytes, more or less; 4 if nothing better is known. */
    default int bytesPerPixel() {
        return Integer.BYTES;
    }
}
