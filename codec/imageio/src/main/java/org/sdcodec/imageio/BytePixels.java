package org.sdcodec.imageio;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import org.sdcodec.PixelRows;

/** The pixels of an image of 8-bit gray or RGB where they lie: one byte or three for each. */
final class BytePixels implements PixelRows {
    private static final int OPAQUE = 0xff000000;

    private final byte[] data;
    private final int width;
    /** Bytes of a pixel: blue, green and red, or gray. */
    private final int bytes;

    private BytePixels(byte[] data, int width, int bytes) {
        this.data = data;
        this.width = width;
        this.bytes = bytes;
    }

    /** Null if the image is of another kind, or only a part of its array. */
    static BytePixels of(BufferedImage image) {
        int bytes = image.getType() == BufferedImage.TYPE_3BYTE_BGR
                ? 3
                : image.getType() == BufferedImage.TYPE_BYTE_GRAY ? 1 : 0;
        if (bytes == 0 || !(image.getRaster().getDataBuffer() instanceof DataBufferByte buffer)) {
            return null;
        }
        boolean whole = buffer.getNumBanks() == 1
                && buffer.getOffset() == 0
                && buffer.getData().length == (long) bytes * image.getWidth() * image.getHeight();
        return whole ? new BytePixels(buffer.getData(), image.getWidth(), bytes) : null;
    }

    boolean isColored() {
        return bytes > 1;
    }

    /** Replaces a row of a colored image, whose opacities are not kept. */
    void set(int y, int[] argb) {
        int at = y * width * bytes;
        for (int x = 0; x < width; x++) {
            data[at++] = (byte) argb[x];
            data[at++] = (byte) (argb[x] >> 8);
            data[at++] = (byte) (argb[x] >> 16);
        }
    }

    @Override
    public int bytesPerPixel() {
        return bytes;
    }

    @Override
    public void copy(int y, int x, int count, int[] target, int offset) {
        int at = (y * width + x) * bytes;
        for (int i = 0; i < count; i++, at += bytes) {
            target[offset + i] = bytes == 1
                    ? OPAQUE | (data[at] & 255) * 0x010101
                    : OPAQUE | (data[at + 2] & 255) << 16 | (data[at + 1] & 255) << 8 | data[at] & 255;
        }
    }
}
