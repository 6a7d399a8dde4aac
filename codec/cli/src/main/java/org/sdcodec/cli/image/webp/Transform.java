package org.sdcodec.cli.image.webp;

import org.sdcodec.cli.image.common.UnreadableException;

/**
 * What an encoder did to the pixels before it coded them. Source: WebP lossless bitstream specification, section 4.
 *
 * @param type one of the constants here
 * @param width of the picture before it was transformed
 * @param height of it
 * @param bits blocks have 2^bits pixels on a side; with a palette, 2^bits pixels are in one
 * @param data a mode or factors for each block, or the palette; not modified
 */
record Transform(int type, int width, int height, int bits, int[] data) {
    static final int PREDICTOR = 0;
    static final int COLOR = 1;
    static final int SUBTRACT_GREEN = 2;
    static final int PALETTE = 3;

    private static final int OPAQUE_BLACK = 0xff000000;
    private static final int MODES = 14;
    private static final int RED_BLUE = 0x00ff00ff;

    /** The width of the picture after it was transformed. */
    int storedWidth() {
        return type == PALETTE ? LosslessDecoder.subSampled(width, bits) : width;
    }

    /** Takes the transform back. Modifies {@code pixels} and returns them, or a wider array. */
    int[] invert(int[] pixels) {
        switch (type) {
            case PREDICTOR -> addPredictions(pixels);
            case COLOR -> addColors(pixels);
            case SUBTRACT_GREEN -> addGreen(pixels);
            default -> {
                return fromPalette(pixels);
            }
        }
        return pixels;
    }

    /** The sum of two pixels, each sample modulo 256. */
    static int add(int a, int b) {
        int alphaGreen = (a >>> 8 & RED_BLUE) + (b >>> 8 & RED_BLUE);
        int redBlue = (a & RED_BLUE) + (b & RED_BLUE);
        return (alphaGreen & RED_BLUE) << 8 | redBlue & RED_BLUE;
    }

    private static void addGreen(int[] pixels) {
        for (int i = 0; i < pixels.length; i++) {
            int green = pixels[i] >> 8 & 0xff;
            pixels[i] = add(pixels[i], green << 16 | green);
        }
    }

    private void addColors(int[] pixels) {
        int columns = LosslessDecoder.subSampled(width, bits);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int factors = data[(y >> bits) * columns + (x >> bits)];
                int pixel = pixels[y * width + x];
                int green = (byte) (pixel >> 8);
                int red = (pixel >> 16) + ((byte) factors * green >> 5);
                int blue = pixel + ((byte) (factors >> 8) * green >> 5) + ((byte) (factors >> 16) * (byte) red >> 5);
                pixels[y * width + x] = pixel & 0xff00ff00 | (red & 0xff) << 16 | blue & 0xff;
            }
        }
    }

    private int[] fromPalette(int[] pixels) {
        int[] result = new int[width * height];
        int columns = storedWidth();
        int perPixel = 8 >> bits;
        int mask = (1 << perPixel) - 1;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int packed = pixels[y * columns + (x >> bits)] >> 8 & 0xff;
                int index = packed >> (x & (1 << bits) - 1) * perPixel & mask;
                // An index behind the palette is transparent black.
                result[y * width + x] = index < data.length ? data[index] : 0;
            }
        }
        return result;
    }

    private void addPredictions(int[] pixels) {
        int columns = LosslessDecoder.subSampled(width, bits);
        pixels[0] = add(pixels[0], OPAQUE_BLACK);
        for (int x = 1; x < width; x++) {
            pixels[x] = add(pixels[x], pixels[x - 1]);
        }
        for (int y = 1; y < height; y++) {
            int row = y * width;
            pixels[row] = add(pixels[row], pixels[row - width]);
            for (int x = 1; x < width; x++) {
                int mode = data[(y >> bits) * columns + (x >> bits)] >> 8 & 15;
                int i = row + x;
                // Right of the last column is, in memory, the first of this row.
                pixels[i] = add(
                        pixels[i],
                        predict(mode, pixels[i - 1], pixels[i - width], pixels[i - width - 1], pixels[i - width + 1]));
            }
        }
    }

    private static int predict(int mode, int left, int top, int topLeft, int topRight) {
        return switch (mode) {
            case 0 -> OPAQUE_BLACK;
            case 1 -> left;
            case 2 -> top;
            case 3 -> topRight;
            case 4 -> topLeft;
            case 5 -> average(average(left, topRight), top);
            case 6 -> average(left, topLeft);
            case 7 -> average(left, top);
            case 8 -> average(topLeft, top);
            case 9 -> average(top, topRight);
            case 10 -> average(average(left, topLeft), average(top, topRight));
            case 11 -> select(left, top, topLeft);
            case 12 -> clampedGradient(left, top, topLeft);
            case 13 -> clampedHalfGradient(average(left, top), topLeft);
            default -> throw UnreadableException.damaged("a prediction mode of " + mode + " of " + MODES);
        };
    }

    /** The floor of the mean of each sample. */
    private static int average(int a, int b) {
        return (a & b) + ((a ^ b) >>> 1 & 0x7f7f7f7f);
    }

    private static int select(int left, int top, int topLeft) {
        int toLeft = 0;
        int toTop = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int corner = topLeft >>> shift & 0xff;
            // The gradient left + top − corner is this far from left, and that far from top.
            toLeft += Math.abs((top >>> shift & 0xff) - corner);
            toTop += Math.abs((left >>> shift & 0xff) - corner);
        }
        return toLeft < toTop ? left : top;
    }

    private static int clampedGradient(int left, int top, int topLeft) {
        int result = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int value = (left >>> shift & 0xff) + (top >>> shift & 0xff) - (topLeft >>> shift & 0xff);
            result |= clamp(value) << shift;
        }
        return result;
    }

    private static int clampedHalfGradient(int mean, int topLeft) {
        int result = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            int value = mean >>> shift & 0xff;
            result |= clamp(value + (value - (topLeft >>> shift & 0xff)) / 2) << shift;
        }
        return result;
    }

    private static int clamp(int v) {
        return Math.max(0, Math.min(255, v));
    }
}
