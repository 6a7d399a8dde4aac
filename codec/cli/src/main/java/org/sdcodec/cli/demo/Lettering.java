package org.sdcodec.cli.demo;

import java.awt.image.BufferedImage;
import org.sdcodec.scene.StrokeFont;

/** Draws text on images with {@link StrokeFont}, for runtimes that come without any font. */
final class Lettering {
    private Lettering() {}

    /**
     * Draws a text, antialiased.
     *
     * @param image of type INT_RGB; modified
     * @param x left side of the first letter, in pixels
     * @param y top of the capitals, in pixels
     * @param unit pixels per unit: a sixth of the height of the capitals
     * @param rgb the color
     */
    static void draw(BufferedImage image, String text, double x, double y, double unit, int rgb) {
        double radius = Math.max(0.5, 0.42 * unit);
        int left = Math.max(0, (int) (x - unit));
        int right = Math.min(image.getWidth() - 1, (int) (x + (StrokeFont.width(text) + 1) * unit));
        int top = Math.max(0, (int) (y - unit));
        int bottom = Math.min(image.getHeight() - 1, (int) (y + (StrokeFont.LINE_HEIGHT + 1) * unit));
        for (int py = top; py <= bottom; py++) {
            for (int px = left; px <= right; px++) {
                double distance = StrokeFont.distance(text, (px + 0.5 - x) / unit, (py + 0.5 - y) / unit) * unit;
                double cover = Math.min(1, Math.max(0, radius + 0.5 - distance));
                if (cover > 0) {
                    image.setRGB(px, py, blend(image.getRGB(px, py), rgb, cover));
                }
            }
        }
    }

    private static int blend(int under, int over, double cover) {
        int result = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            int mixed = (int) ((under >> shift & 255) * (1 - cover) + (over >> shift & 255) * cover + 0.5);
            result |= mixed << shift;
        }
        return result;
    }
}
